"""A whole call by keyboard alone, with every state spoken: answered, held, taken back, sent on, ended."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Desk

# The world is committed by its own fixture. A story of its own: run with the tour.
pytestmark = [pytest.mark.django_db, pytest.mark.soak]


def says(desk: Desk, words: str) -> None:
    """The status region says it; the desk is ready for the next key."""
    expect(desk.page.locator("[role=status] #spoken")).to_have_text(re.compile(words))


def press(desk: Desk, name: str) -> None:
    """Reach a button by keyboard and press it."""
    desk.page.get_by_role("button", name=re.compile(name)).focus()
    desk.page.keyboard.press("Enter")


def rings(desk: Desk, topic: str) -> None:
    expect(desk.page.get_by_role("alert")).to_have_text(f"Anruf: {topic}. Alt und A nimmt an.")
    desk.page.keyboard.press("Alt+KeyA")
    says(desk, f"Im Gespräch: {topic}")


@pytest.mark.rule("RUF-20")
def test_a_call_is_answered_held_sent_on_and_ended_by_keyboard_and_every_state_is_spoken(
    window: Callable[[str | None], Desk],
) -> None:
    desk, caller = window("tsb3"), window(None)
    says(desk, "Abgemeldet")
    press(desk, "^Alg und Allgemein$")
    says(desk, "Bereit")
    caller.open("/demo/anrufer/")
    caller.page.click("main button.kern-btn--primary")
    rings(desk, "Arbeitslosengeld")
    desk.page.keyboard.press("Alt+KeyH")
    says(desk, "Gehalten")
    desk.look()
    desk.page.keyboard.press("Alt+KeyH")
    says(desk, "Im Gespräch: Arbeitslosengeld")
    press(desk, "Weiter zu „Allgemeine Anliegen“")
    says(desk, "Nachbearbeitung")
    desk.page.keyboard.press("Alt+KeyE")
    rings(desk, "Allgemeine Anliegen")
    desk.page.keyboard.press("Alt+KeyL")
    says(desk, "Nachbearbeitung")
    expect(caller.page.get_by_role("heading", name="Der Anruf ist zu Ende")).to_be_visible()
    desk.page.keyboard.press("Alt+KeyE")
    says(desk, "Bereit")
    press(desk, "^Abgemeldet$")
    says(desk, "Abgemeldet")
