"""Something to do wrong things to: somebody who may do nearly everything, and a good body for every address."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from routing.rufkreis.actions.setup import set_up_hotline
from routing.rufkreis.models import Offer
from routing.rufkreis.rules.eligibility import Hotline
from tests.api.clients import Rest, ok
from tests.api.worlds import World, counts
from tests.factories.eakte import postkorb
from tests.factories.kalender import AT, berlin, booked, system

NINE = "2026-11-18T09:00:00+01:00"


@dataclass(frozen=True)
class Ground:
    """Somebody who may do nearly everything, and something to do it to."""

    client: Rest
    call: int
    anliegen: int
    booking: int
    offer: int
    question: int  # an Anliegen that may be asked about

    def path(self, template: str) -> str:
        return template.format(**{k: v for k, v in vars(self).items() if k != "client"})


@pytest.fixture(scope="module")
def prepared(
    built: World, connected: tuple[Rest, int], django_db_blocker: DjangoDbBlocker
) -> Iterator[Ground]:
    """A TSB in a call with an open Anliegen, and a booking in Kiel; once per module."""
    desk, call = connected
    with django_db_blocker.unblock(), transaction.atomic():
        anliegen = ok(desk.post(f"/calls/{call}/anliegen/", {"code": "ALG-27", "plz": "24103"}))["id"]
        question = ok(desk.post(f"/calls/{call}/anliegen/", {"code": "ALG-27", "plz": "24103"}))["id"]
        ok(desk.patch(f"/anliegen/{question}/", {"kind": "sonstiges"}))
        postkorb()
        set_up_hotline(unit=built.nord.sc, hotline=Hotline.FIT, by=system(), at=AT)
        booking = booked(built.kiel, berlin("2026-11-18", "10:00")).pk
        yield Ground(desk, call, anliegen, booking, Offer.objects.get().pk, question)
        transaction.set_rollback(True)


@pytest.fixture
def ground(prepared: Ground, world: World) -> Iterator[Ground]:
    """The same for each test, which must leave every table as long as it was."""
    before = counts()
    yield prepared
    assert counts() == before


PLACE = {"team": "alg-131", "kind": "sonstiges", "starts_at": NINE}
CONTACT = {"name": "Jan", "rueckruf_number": "+493023125900", "briefing": "x", "email": "jan@example.org"}
# Every address that takes a body, with one that is good.
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("PUT", "/me/presence/"): {"wish": "alg", "reason": "x"},
    ("POST", "/calls/{call}/identification/"): {
        "result": "confirmed",
        "features": ["name"],
        "name": "Jan",
        "kundennummer": "131A123456",
    },
    ("POST", "/calls/{call}/anliegen/"): {
        "code": "ALG-27",
        "plz": "24103",
        "agentur": "131",
        "kind": "sonstiges",
        "name": "Jan",
        "kundennummer": "131A123456",
        "language": "Polnisch",
        "communication_aid": "x",
    },
    ("PATCH", "/anliegen/{anliegen}/"): {
        "code": "ALG-01",
        "kind": "sonstiges",
        "plz": "24103",
        "agentur": "131",
        "name": "Jan",
        "kundennummer": "131A123456",
    },
    ("POST", "/anliegen/{anliegen}/resolve/"): {"note": "x"},
    ("POST", "/anliegen/{anliegen}/close/"): {"outcome": "referred", "note": "x"},
    ("POST", "/anliegen/{anliegen}/rueckruf/"): {"starts_at": NINE, "hold": None, **CONTACT},
    ("POST", "/anliegen/{question}/consults/"): {"target": "fit", "question": "x"},
    ("POST", "/anliegen/{anliegen}/work-order/"): {
        "subject": "x",
        "text": "x",
        "due_on": "2026-11-25",
        "priority": "normal",
    },
    ("POST", "/holds/"): PLACE,
    ("POST", "/bookings/"): {
        **PLACE,
        **CONTACT,
        "channel": "sc",
        "hold": None,
        "kundennummer": "131A123456",
        "language": "x",
        "communication_aid": "x",
    },
    ("POST", "/bookings/search/"): {
        "name": "Jan",
        "kundennummer": "131A123456",
        "reference": "",
        "date": "2026-11-18",
    },
    ("POST", "/bookings/{booking}/move/"): {"starts_at": "2026-11-18T11:00:00+01:00", "version": 1},
    ("POST", "/bookings/{booking}/cancel/"): {"reason": "x"},
}
