"""A whole Rücksprache without a mouse: the TSB asks, the FiT takes the question and answers, the TSB closes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from routing.rufkreis.models import Pbx
from socl.core import clock
from socl.lab import demo
from socl.orga.models import Person
from tests.api.clients import Rest, Switch, Time, ok
from tests.browser.conftest import Desk

Window = Callable[[str | None], Desk]
# The world is committed by its own fixture. A story of its own: run with the tour.
pytestmark = [pytest.mark.django_db, pytest.mark.soak]


@pytest.fixture(scope="module")
def in_call(world: str, django_db_blocker: DjangoDbBlocker) -> None:
    """``tsb3`` talks to somebody from Kiel who has no money left."""
    with django_db_blocker.unblock():
        switch = Switch(
            Pbx.objects.get(person__username="pbx"), Time(clock.now()), demo.secret_for("pbx secret")
        )
        desk = Rest(Person.objects.get(username="tsb3"))
        desk.ready("alg")
        call = switch.connects(desk, to="03023125131")
        ok(desk.post(f"/calls/{call}/anliegen/", {"code": "ALG-06", "plz": "24103", "kind": "sonstiges"}))


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reached {selector}")


@pytest.mark.rule("SOCL 2.1/5")
@pytest.mark.rule("SOCL 2.1/6")
def test_a_question_is_asked_taken_answered_and_used_by_keyboard_alone(in_call: None, window: Window) -> None:
    tsb, fit = window("tsb3"), window("fit1")
    fit.open("/hotline/")
    tab_to(fit.page, "button[value=hotline]")
    fit.page.keyboard.press("Enter")
    expect(fit.page.locator(".line__activity")).to_contain_text("An der Hotline")
    tsb.open("/platz/")
    expect(tsb.page.locator(".reach")).to_contain_text("1 angemeldet, 1 frei")
    tsb.page.keyboard.press("Alt+KeyG")
    box = tsb.page.locator(".guide[open]").bounding_box()
    assert box is not None and box["y"] + box["height"] <= 720  # read without scrolling at 1280 x 720
    tsb.page.keyboard.press("Alt+KeyS")
    tsb.page.keyboard.type("Vorschuss mittellos")
    tsb.page.keyboard.press("Enter")
    expect(tsb.page.locator("#leitfaeden")).to_be_visible()
    tsb.look()
    tsb.page.keyboard.press("Alt+KeyF")
    tsb.page.keyboard.type("Ist ein Vorschuss möglich?")
    tab_to(tsb.page, "button[name=target][value=fit]")
    tsb.page.keyboard.press("Enter")
    expect(tsb.page.locator(".consult")).to_contain_text("FiT: wartet")

    fit.open("/hotline/")
    expect(fit.page.get_by_text("Ist ein Vorschuss möglich?")).to_be_visible()
    fit.page.keyboard.press("Alt+KeyA")
    expect(fit.page.get_by_label("Antwort")).to_be_visible()
    fit.page.keyboard.press("Alt+KeyF")
    fit.page.keyboard.type("Ja, auf Antrag nach § 42 SGB I.")
    fit.page.keyboard.press("Alt+KeyE")
    expect(fit.page.locator("[role=status]")).to_contain_text("Die Antwort ist festgehalten.")
    fit.look()

    tsb.open("/platz/")
    expect(tsb.page.locator(".consult")).to_contain_text("Ja, auf Antrag nach § 42 SGB I.")
    tab_to(tsb.page, "textarea[name=note]")
    tsb.page.keyboard.type("Vorschuss erklärt.")
    tsb.page.keyboard.press("Tab")
    tsb.page.keyboard.press("Enter")
    expect(tsb.page.locator("[role=status]")).to_contain_text("im Erstkontakt geklärt")
