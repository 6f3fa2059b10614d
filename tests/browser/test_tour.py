"""Every page in its states at 1280 and 320 px: no axe finding, no console or CSP fault, no sideways scroll."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from unittest.mock import patch

import pytest
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker

from atv.kalender.models import Booking
from atv.otv.models import OtvSite, OtvTermin
from atv.otv.queries.links import Power, token_of
from eakte.models import WorkOrder
from rollout.models import ChecklistItem
from routing.rufkreis.models import EntryNumber, Pbx
from socl.core import clock
from socl.lab import demo
from socl.lib.workdays import berlin_day
from socl.orga.models import Dienstposten, Person
from socl.post.actions.sending import tidy
from socl.post.models import Outbox
from tests.api.clients import Rest, Switch, Time, ok
from tests.browser.conftest import WIDTHS, Desk, axe, sign_in
from tests.browser.tour import STOPS, Stop
from tests.factories.post import asked
from tests.urls import reach

# The world is committed by its own fixture; two hundred stops at two widths take minutes.
pytestmark = [pytest.mark.django_db, pytest.mark.soak]
Tour = Callable[[str], Desk]


@pytest.fixture(scope="module")
def subjects(world: str, django_db_blocker: DjangoDbBlocker) -> dict[str, Any]:
    """What the stops' paths name: Kiel's first booking, its day, a dead letter, the call that ``tsb2`` is in."""
    with django_db_blocker.unblock():
        booking = Booking.objects.filter(state="booked", starts_at__gt=clock.now()).order_by("starts_at")[0]
        return {
            "team": booking.kalender.unit.key,
            "booking": booking.pk,
            "serviceplatz": booking.serviceplatz_id,
            "day": berlin_day(booking.starts_at),
            "unit": "sc-nord",
            "colleague": Person.objects.get(username="tsb8").pk,
            "office": Dienstposten.objects.get(person__username="tsb8").pk,
            "monday": berlin_day(booking.starts_at) - timedelta(days=berlin_day(booking.starts_at).weekday()),
            "os": (booking.kalender.unit.parent or booking.kalender.unit).key,
            "order": WorkOrder.objects.get(state="claimed").pk,
            "entry": EntryNumber.objects.get(agentur__key="131").pk,
            "item": ChecklistItem.objects.filter(unit__key="sc-nord").order_by("pk")[0].pk,
            "letter": dead_letter(clock.now()).pk,
            "token": a_citizens_link(),
            "termin_day": berlin_day(OtvTermin.objects.earliest("booking__starts_at").booking.starts_at),
            **call_at("tsb2", clock.now()),
        }


def call_at(username: str, at: datetime) -> dict[str, int]:
    """A call that this desk has taken, with an open Anliegen."""
    switch = Switch(Pbx.objects.get(person__username="pbx"), Time(at), demo.secret_for("pbx secret"))
    desk = Rest(Person.objects.get(username=username))
    desk.ready("alg")
    call = switch.connects(desk, to="03023125131")  # Kiel
    who = {"result": "confirmed", "features": ["name"], "name": "Mara Beispiel"}
    ok(desk.post(f"/calls/{call}/identification/", who))
    anliegen = ok(desk.post(f"/calls/{call}/anliegen/", {"code": "ALG-27", "plz": "24103"}))["id"]
    asked_about = ok(desk.post(f"/calls/{call}/anliegen/", {"code": "ALG-06", "plz": "24103"}))["id"]
    question = {"target": "fit", "question": "Vorschuss nach § 42 SGB I möglich?"}
    ok(desk.post(f"/anliegen/{asked_about}/consults/", question))
    ok(desk.post(f"/calls/{call}/anliegen/", {"code": "ALG-16", "plz": "24103"}))
    return {"call": call, "anliegen": anliegen}


def a_citizens_link() -> str:
    """The link to a Termin of Kiel; and the agency has written something in Leichte Sprache."""
    OtvSite.objects.filter(key="131").update(easy_language="Sie können hier einen Termin bekommen.")
    return token_of(OtvTermin.objects.live().order_by("pk")[0], Power.CONFIRM)


def dead_letter(at: datetime) -> Outbox:
    """A message that comes too late at any hour of the day or night."""
    message = asked(about=Person.objects.get(username="demo"), at=at, not_after=at)
    tidy(at=at)
    return message


@pytest.fixture(scope="module")
def tour(world: str, browser: Browser) -> Iterator[Tour]:
    """One window per person, used again at each of their stops."""
    contexts = []

    @cache
    def window(username: str) -> Desk:
        context = browser.new_context(locale="de-DE", viewport={"width": WIDTHS[0], "height": 720})
        contexts.append(context)
        if username:
            sign_in(context, username, world)
        desk = Desk(context.new_page(), world)
        desk.watch()
        return desk

    yield window
    for context in contexts:
        context.close()


@pytest.mark.parametrize("stop", STOPS, ids=str)
def test_a_page_has_no_finding(tour: Tour, subjects: dict[str, Any], stop: Stop) -> None:
    desk = tour(stop.who)
    desk.faults.clear()
    with patch(stop.breaks, side_effect=ZeroDivisionError) if stop.breaks else nullcontext():
        desk.open(reach(stop.path, subjects))
    if stop.do:
        stop.do(desk.page)
    assert desk.status == stop.status
    desk.look()


def test_a_planted_contrast_error_is_found(tour: Tour) -> None:
    desk = tour("")
    desk.open("/anmelden/")
    plant(desk.page)
    assert any(finding.startswith("color-contrast") for finding in axe(desk.page))


def test_a_planted_script_is_blocked_and_reported(tour: Tour) -> None:
    desk = tour("")
    desk.open("/anmelden/")
    desk.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "document.title = 'taken over'";
            document.body.append(script);
        }"""
    )
    assert "taken over" not in desk.page.title()
    assert any("Content Security Policy" in fault for fault in desk.faults)


def plant(page: Page) -> None:
    """Grey on white, through the DOM: the policy forbids inline styles in markup only."""
    page.evaluate(
        """() => {
            const text = document.createElement("p");
            text.textContent = "kaum zu lesen";
            text.style.color = "#bbb";
            text.style.background = "#fff";
            document.querySelector("main").append(text);
        }"""
    )
