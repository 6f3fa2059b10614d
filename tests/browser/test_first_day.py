"""From nothing to the first call: a Service Center takes somebody in, who answers a call on the same day.

Henning Clausen (sclead1) and Ralf Ketelsen (scregion1) know the pages only by what stands on them; so does the new TSB.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from socl.core import clock
from tests.browser.conftest import Desk

Window = Callable[[str | None], Desk]
# The world is committed by its own fixture. A story of its own: run with the tour.
pytestmark = [pytest.mark.django_db, pytest.mark.soak]
OWN = "mein erster eigener Satz"
FIVE_MINUTES = 300
A_PAGE = (
    12  # seconds for somebody who has never seen it, to read, type and press; our assumption (decision 0082)
)


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


@pytest.mark.rule("SOCL 2.1/3")
@pytest.mark.rule("SOCL 3/SC/4")
@pytest.mark.rule("SOCL 3/SC/5")
def test_a_new_tsb_is_set_up_from_nothing_and_answers_the_first_call(window: Window) -> None:
    lead, region, new, caller = window("sclead1"), window("scregion1"), window(None), window(None)
    password = taken_in(lead.page)
    qualified(lead.page)
    granted(region.page)
    first_login(new.page, new.base, password)
    expect(new.page.get_by_role("heading", level=1)).to_be_visible()
    new.open("/platz/")
    new.page.click("button[value=alg]")
    expect(new.page.locator("#line")).to_contain_text("Bereit")
    caller.open("/demo/anrufer/")
    caller.page.click("main button.kern-btn--primary")
    new.page.get_by_role("button", name=re.compile("Annehmen")).click()
    expect(new.page.get_by_role("heading", name="Wer ruft an")).to_be_visible()
    assert new.faults == []
    seen = lead.pages + region.pages + new.pages + caller.pages
    assert 15 < seen <= FIVE_MINUTES // A_PAGE, f"{seen} pages from nothing to the first call"


def taken_in(page: Page) -> str:
    """The lead takes Wiebke in as TSB; the first password, as the page says it once."""
    page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name="Personal").click()
    page.get_by_role("link", name="Person aufnehmen").click()
    page.get_by_label("Benutzername").fill("wiebke")
    page.get_by_label("Name", exact=False).nth(1).fill("Wiebke Neumann")
    page.get_by_label("Dienstposten").select_option(label="Telefonserviceberater/in (TSB)")
    press(page, "Aufnehmen")
    password = page.locator("#erstes-kennwort").inner_text()
    page.get_by_role("link", name="Weiter zu Wiebke Neumann").click()
    expect(page.get_by_text("noch nicht: Schulung fehlt, Berechtigungen fehlen")).to_be_visible()
    return password


def qualified(page: Page) -> None:
    """Named, registered and trained today; Berechtigungen asked for, which the lead cannot grant."""
    today = clock.today().isoformat()
    press(page, "Für SOC-L vorsehen")
    page.get_by_label("Tag der Schulung").fill(today)
    press(page, "Anmelden")
    expect(page.get_by_text("angemeldet für")).to_be_visible()
    page.get_by_label("Tag der Schulung").fill(today)
    press(page, "An diesem Tag abgeschlossen")
    press(page, "Beantragen")
    expect(page.get_by_text("Erteilen muss eine zweite Person.", exact=False).first).to_be_visible()
    expect(page.get_by_role("button", name="Erteilen", exact=True)).to_have_count(0)


def granted(page: Page) -> None:
    """The region's lead grants."""
    page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name="Personal").click()
    page.get_by_role("link", name="Service Center Nord").click()
    page.get_by_role("link", name="Wiebke Neumann").click()
    press(page, "Erteilen")
    expect(page.get_by_text("ja, geschult und berechtigt")).to_be_visible()


def first_login(page: Page, base: str, password: str) -> None:
    """The first login leads to a password of one's own and from there to work."""
    page.goto(f"{base}/anmelden/")
    page.fill("[name=username]", "wiebke")
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")
    expect(page.get_by_text("Bitte setzen Sie jetzt ein eigenes.")).to_be_visible()
    page.fill("[name=old_password]", password)
    page.fill("[name=new_password1]", OWN)
    page.fill("[name=new_password2]", OWN)
    press(page, "Kennwort ändern")
    page.wait_for_url("**/platz/")
