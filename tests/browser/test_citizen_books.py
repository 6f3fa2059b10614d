"""Citizens book on a telephone's screen without JavaScript: in time, by the mail's link, moved, cancelled, arrived.

Every act is done in a real browser at 320 px; the citizens know the pages only by what stands on them.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from atv.otv.models import OtvTermin
from socl.core import clock
from socl.post.models import Outbox
from tests.browser.conftest import Desk, axe

Window = Callable[[str | None], Desk]
pytestmark = (
    pytest.mark.django_db
)  # says that a database is needed; the world is committed by its own fixture


@pytest.fixture
def phone(world: str, browser: Browser) -> Iterator[Page]:
    """A small screen, and a browser that runs no script."""
    context = browser.new_context(
        locale="de-DE", viewport={"width": 320, "height": 640}, java_script_enabled=False
    )
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{world}/termin/")
    yield page
    context.close()
    assert len(asked) > 5
    assert [
        url for url in asked if not url.startswith((world, "data:"))
    ] == []  # nobody else is asked for anything


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


@pytest.mark.rule("OTVT-1")
@pytest.mark.rule("OTVT-5")
def test_a_citizen_books_confirms_moves_and_is_expected(phone: Page, window: Window, world: str) -> None:
    phone.get_by_label("Postleitzahl oder Wohnort").fill("24103")
    press(phone, "Weiter")
    phone.get_by_role("link", name=re.compile("persönlich arbeitslos melden")).click()
    expect(phone.get_by_text("Der Termin selbst ist noch keine Arbeitslosmeldung")).to_be_visible()
    press(phone, "Weiter zu den Terminen")
    expect(phone.get_by_text("Bitte prüfen Sie Ihre Angaben")).to_be_visible()
    phone.get_by_label("Ihr erster Tag ohne Arbeit").fill(f"01.03.{clock.today().year + 1}")
    press(phone, "Weiter zu den Terminen")
    if phone.get_by_text(
        "kein Termin frei"
    ).count():  # in the summer the first of March is more than three months away
        phone.get_by_role("link", name="Zurück").click()
        phone.get_by_label("Ihr erster Tag ohne Arbeit").fill(f"{clock.today():%d.%m.%Y}")
        press(phone, "Weiter zu den Terminen")
    phone.locator("main input[name=starts_at]").last.check()
    press(phone, "Weiter")
    phone.get_by_label("Vorname und Nachname").fill("Runa Beispiel")
    phone.get_by_label("E-Mail-Adresse").fill("runa@beispiel.invalid")
    press(phone, "Weiter")
    press(phone, "Termin buchen")
    expect(phone.get_by_role("heading", name="Bitte noch bestätigen")).to_be_visible()
    assert not re.search("runa|beispiel.invalid", phone.url, re.IGNORECASE)
    made = OtvTermin.objects.with_all().get(booking__email="runa@beispiel.invalid")
    link = re.search(r"/termin/link/\S+", Outbox.objects.get(purpose=f"otv:{made.pk}:asked").body)
    assert link is not None
    phone.goto(world + link[0])
    press(phone, "Termin bestätigen")
    expect(phone.get_by_text("Ihr Termin ist bestätigt.")).to_be_visible()
    expect(phone.get_by_role("img", name=re.compile("Bildcode"))).to_be_visible()
    phone.get_by_text("Termin verlegen", exact=True).click()
    phone.locator("main input[name=starts_at]").first.check()
    press(phone, "Auf diese Zeit verlegen")
    expect(phone.get_by_text("Ihr Termin hat eine neue Zeit.")).to_be_visible()
    expected_at_the_counter(window("ez1"), made.pk)


def expected_at_the_counter(desk: Desk, pk: int) -> None:
    """The Eingangszone finds the citizen on the sheet of that day."""
    made = OtvTermin.objects.with_all().get(pk=pk)
    desk.open(f"/otv/ez/ez-131/{made.booking.starts_at:%Y-%m-%d}/")
    row = desk.page.get_by_role("listitem").filter(has_text="Runa Beispiel")
    row.get_by_role("button", name=re.compile("Angekommen")).click()
    expect(desk.page.get_by_role("listitem").filter(has_text="Runa Beispiel")).to_contain_text("angekommen")
    assert axe(desk.page) == []


@pytest.mark.rule("OTV 3/SC/2")
def test_a_message_becomes_a_cancellation_by_the_service_center(
    phone: Page, window: Window, world: str
) -> None:
    made = OtvTermin.objects.with_all().get(booking__name="Dilan Vorlage")
    phone.goto(f"{world}/termin/nachricht/")
    phone.get_by_label("Ich möchte einen Termin absagen").check()
    phone.get_by_label("Buchungsnummer").fill(made.booking.reference or "")
    phone.get_by_label("Vorname und Nachname").fill("Dilan Vorlage")
    phone.get_by_label("E-Mail-Adresse").fill("dilan@beispiel.invalid")
    phone.get_by_label("Ihre Nachricht").fill("Ich kann leider nicht kommen.")
    press(phone, "Absenden")
    expect(phone.get_by_text("Danke, Ihre Nachricht ist angekommen")).to_be_visible()
    sc = window("tsb1")
    sc.open("/otv/nachrichten/")
    expect(sc.page.get_by_text("Ich kann leider nicht kommen.")).to_be_visible()
    sc.look()
    sc.page.get_by_role("button", name=re.compile("Termin suchen")).click()
    expect(sc.page.get_by_text("stehen nicht in VerBIS")).to_be_visible()
    sc.page.get_by_label(re.compile("per Kontaktformular")).check()
    sc.page.get_by_role("button", name=re.compile("absagen$")).click()
    expect(sc.page.get_by_text("ist abgesagt. Eine E-Mail bestätigt das.")).to_be_visible()
    made.refresh_from_db()
    assert (made.cancelled_how, made.booking.state) == ("contact_form", "cancelled")
