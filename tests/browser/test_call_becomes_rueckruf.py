"""The main job in a real browser: a call rings, becomes a Rückruf, and the team carries it out."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Desk

Window = Callable[[str | None], Desk]
pytestmark = (
    pytest.mark.django_db
)  # says that a database is needed; the world is committed by its own fixture


def test_a_call_rings_without_reload_becomes_a_rueckruf_and_the_team_completes_it(window: Window) -> None:
    desk, caller = window("tsb1"), window(None)
    reference = talk(desk, caller)
    desk.page.keyboard.press("Alt+KeyL")
    expect(caller.page.get_by_role("heading", name="Der Anruf ist zu Ende")).to_be_visible()
    expect(desk.page.get_by_text("Nachbearbeitung endet von selbst")).to_be_visible()
    desk.look()
    desk.page.keyboard.press("Alt+KeyE")
    expect(desk.page.locator("#line")).to_contain_text("Bereit")
    desk.page.click("button[value=off]")  # or the next test's call would ring here
    complete(window("os1"), reference)


def talk(desk: Desk, caller: Desk) -> str:
    """From ringing to the booked Rückruf; its reference."""
    ring(desk, caller)
    desk.page.keyboard.press("Alt+KeyA")
    expect(desk.page.get_by_role("heading", name="Wer ruft an")).to_be_visible()
    desk.look()
    identify(desk)
    desk.page.select_option("[name=code]", "ALG-27")
    desk.page.fill("[name=plz]", "10115")
    desk.page.get_by_role("button", name="Anliegen öffnen").click()
    expect(desk.page.get_by_label("Agentur für Arbeit Berlin Mitte")).to_be_visible()
    desk.look()
    desk.page.fill("[name=plz]", "24103")
    desk.page.get_by_role("button", name="Anliegen öffnen").click()
    expect(desk.page.get_by_text("Alg Plus-Team Kiel")).to_be_visible()
    return book(desk)


def ring(desk: Desk, caller: Desk) -> None:
    """The desk signs in for Alg, the caller dials, and the desk rings without a reload."""
    desk.page.click("button[value=alg]")
    caller.open("/demo/anrufer/")
    caller.page.click("main button.kern-btn--primary")
    expect(desk.page.get_by_role("button", name=re.compile("Annehmen"))).to_be_visible()
    expect(desk.page.get_by_role("alert")).to_have_text(re.compile("Anruf: Arbeitslosengeld"))


def test_a_ringing_desk_and_its_caller_have_no_finding(window: Window) -> None:
    desk, caller = window("tsb2"), window(None)
    ring(desk, caller)
    desk.look()
    caller.look()
    caller.page.click("main button.kern-btn--secondary")
    caller.look()


def identify(desk: Desk) -> None:
    desk.page.fill("[name=name]", "Erika Muster")
    desk.page.fill("[name=kundennummer]", "131a123456")
    desk.page.get_by_label("Geburtsdatum").check()
    desk.page.get_by_label("bestätigt").check()
    desk.page.get_by_role("button", name="Identifikation speichern").click()
    expect(desk.page.get_by_text("Identifikation bestätigt")).to_be_visible()


def book(desk: Desk) -> str:
    """Book the first free time after one form that was sent too early."""
    desk.page.wait_for_load_state()  # keys work once the scripts have run
    desk.page.keyboard.press("Alt+KeyR")
    desk.page.wait_for_url("**/rueckruf/")
    expect(desk.page.get_by_role("heading", name="Leistungsberatung, 30 Minuten")).to_be_visible()
    desk.page.get_by_role("button", name="Rückruf verbindlich buchen").click()
    expect(desk.page.get_by_role("link", name="Bitte eine Uhrzeit wählen.")).to_be_visible()
    expect(desk.page.locator("[name=name]")).to_have_value("Erika Muster")
    desk.page.locator("[name=starts_at]").first.check(force=True)
    expect(desk.page.locator("#vormerkung [data-left]")).to_have_text(re.compile(r"^2:\d\d min$"))
    expect(desk.page.locator("[name=starts_at]").first).to_be_checked()
    desk.page.fill("[name=briefing]", "Frage: Abfindung. Geprüft: Kündigungsfrist. Gesagt: Rückruf.")
    desk.page.get_by_role("button", name="Rückruf verbindlich buchen").click()
    expect(desk.page.locator("[role=status]")).to_contain_text("Rückruf gebucht")
    desk.look()
    return desk.page.locator(".reference").inner_text()


def complete(team: Desk, reference: str) -> None:
    """The team finds it in its calendar, calls, and completes it."""
    mine = team.page.get_by_role("link").filter(has_text="Erika Muster")
    for _ in range(14):
        if mine.count():
            break
        team.page.locator("a[rel=next]").click()
        team.page.wait_for_load_state()
    mine.click()
    expect(team.page.get_by_text(f"Rückruf {reference}")).to_be_visible()
    expect(team.page.get_by_text("Kündigungsfrist.", exact=True)).to_be_visible()
    attempt = team.page.get_by_role("region", name="Versuch festhalten")
    attempt.get_by_label("erreicht", exact=True).check()
    attempt.get_by_label("geklingelt").check()
    attempt.get_by_role("button").click()
    expect(team.page.get_by_text("im Gespräch").first).to_be_visible()
    ending = team.page.get_by_role("region", name="Rückruf abschließen")
    ending.get_by_label("Anliegen geklärt").check()
    ending.get_by_role("button").click()
    expect(team.page.get_by_text("erledigt").first).to_be_visible()
    team.look()
