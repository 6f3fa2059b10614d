"""An agency changes what citizens read, the RD says a word, and the agency goes back: on a phone too."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Desk

Window = Callable[[str | None], Desk]
# The world is committed by its own fixture. A story of its own: run with the tour.
pytestmark = [pytest.mark.django_db, pytest.mark.soak]


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


@pytest.mark.rule("OTK-1")
@pytest.mark.rule("OTK-3")
@pytest.mark.rule("OTV 3/RD/1")
def test_an_agency_words_an_anliegen_hears_the_rd_and_goes_back(window: Window) -> None:
    otk, rd = window("otk1"), window("rd1")
    page = otk.page
    otk.open("/otk/")
    page.get_by_role("link", name="Agentur für Arbeit Kiel").click()
    page.get_by_role("link", name="Veränderungsmitteilung").click()
    page.get_by_label("Dieses Anliegen anbieten").check()
    page.get_by_label("Überschrift").fill("Ich bin umgezogen")
    press(page, "Vorschau")
    expect(page.get_by_role("region", name="Vorschau: noch nicht gespeichert")).to_contain_text(
        "Ich bin umgezogen"
    )
    expect(page.get_by_role("region", name="Änderungen")).to_contain_text("Bei mir hat sich etwas geändert")
    otk.look()
    press(page, "Speichern")
    expect(page.get_by_role("status")).to_contain_text("„Veränderungsmitteilung“ ist gespeichert.")
    rd.open("/otk/131/vorschau/")
    expect(rd.page.get_by_role("link", name="Ich bin umgezogen")).to_be_visible()
    rd.open("/otk/131/")
    rd.page.get_by_role("textbox", name="Kommentar").fill("Bitte wie in der Vorlage.")
    press(rd.page, "Kommentieren")
    page.reload()
    expect(page.get_by_text("Bitte wie in der Vorlage.")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 720})
    page.get_by_role("link", name="Verlauf").click()
    page.get_by_role("link", name=re.compile("Stand")).nth(1).click()
    press(page, page.get_by_role("button", name=re.compile("wiederherstellen")).inner_text())
    otk.open("/otk/131/vorschau/")
    expect(page.get_by_role("link", name=re.compile("arbeitslos melden"))).to_be_visible()
    expect(page.get_by_text("Ich bin umgezogen")).to_have_count(0)
    assert otk.faults == rd.faults == []
