"""A minute of a busy team over real HTTP: 64 clients hold, book, move, cancel, call and change the supply at once."""

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from atv.kalender.models import Booking
from socl.orga.rules.roles import Role
from tests.factories.kalender import kalender
from tests.factories.orga import bearer, nord, person, portal, tsb

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True), pytest.mark.rule("ATV-2")]

THREADS, SECONDS, PLACES = 64, 60, 5
LEADS = 4  # of the threads: they close and open Serviceplätze all the time
RIVALRY = {
    "slot_taken",
    "not_offered",
    "stale",
    "wrong_state",
    "hold_gone",
    "outside_window",
    "closed",
    "share_used",
    "earlier_without_consent",  # a lead has just closed its time
}
SUPPLY = {"bookings_inside", "stale", "overlaps", "wrong_state"}
OVERLAPS = """
SELECT count(*) FROM kalender_booking a JOIN kalender_booking b ON a.serviceplatz_id = b.serviceplatz_id AND a.id < b.id
WHERE a.starts_at < b.ends_at AND b.starts_at < a.ends_at
  AND a.state IN ('held', 'booked', 'in_call') AND b.state IN ('held', 'booked', 'in_call')
"""
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def asked(statement: str) -> int:
    """One number from the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


class Wire:
    """One open connection with one token; every answer is counted."""

    def __init__(self, base: str, token: str, seen: Counter[int], odd: list[Any]) -> None:
        self.http = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
        self.headers = {"Authorization": token, "Content-Type": "application/json"}
        self.seen, self.odd = seen, odd

    def ask(self, method: str, path: str, body: Any = None, allowed: set[str] = RIVALRY) -> Any:
        """The JSON of a 2xx; None for a refusal that rivals explain; everything else is kept as odd."""
        self.http.request(
            method, f"/api/v1{path}", json.dumps(body) if body is not None else None, self.headers
        )
        answer = self.http.getresponse()
        raw = answer.read()
        self.seen[answer.status] += 1
        found = json.loads(raw) if raw else {}
        if answer.status < 300:
            return found
        if answer.status != 409 or found.get("code") not in allowed:
            self.odd.append((method, path, answer.status, found))
        return None


class Client:
    """Somebody who books at random, keeps a ledger of what became of each booking, and believes no answer but 2xx."""

    def __init__(
        self, lane: int, base: str, token: str, channel: str, seen: Counter[int], odd: list[Any]
    ) -> None:
        self.wire = Wire(base, token, seen, odd)
        self.dice, self.channel = random.Random(lane), channel
        self.ledger: dict[int, str] = {}  # booking -> the state it must be in
        self.versions: dict[int, int] = {}

    def run(self, until: float) -> None:
        verbs = [self.book, self.hold_and_book, self.hold_and_release, self.move, self.cancel]
        with closing(self.wire.http):
            while time.monotonic() < until:
                self.dice.choices(verbs, weights=[5, 3, 1, 4, 4])[0]()

    def place(self, kind: str | None = None) -> dict[str, Any] | None:
        kind = kind or self.dice.choice(["sonstiges", "leistungsberatung"])
        path = f"/teams/alg-131/slots/?kind={kind}&channel={self.channel}&days=7"
        found = self.wire.ask("GET", path)
        starts = [s for day in found["days"] for s in day["starts"]] if found else []
        if not starts:
            return None
        return {"team": "alg-131", "kind": kind, "starts_at": self.dice.choice(starts)}

    def note(self, booking: Any) -> None:
        if booking:
            self.ledger[booking["id"]], self.versions[booking["id"]] = booking["state"], booking["version"]

    def book(self, hold: Any = None, place: Any = None) -> None:
        wanted = place or self.place()
        if wanted:
            contact = {"name": "Mara", "rueckruf_number": "030 23125 900", "briefing": "Geld"}
            body = {**wanted, **contact, "channel": self.channel, "hold": hold}
            self.note(self.wire.ask("POST", "/bookings/", body))

    def hold_and_book(self) -> None:
        wanted = self.place()
        held = self.wire.ask("POST", "/holds/", wanted) if wanted else None
        if held:
            self.wire.ask("POST", f"/holds/{held['id']}/renew/", {})
            self.book(held["id"], wanted)

    def hold_and_release(self) -> None:
        wanted = self.place()
        held = self.wire.ask("POST", "/holds/", wanted) if wanted else None
        if held:
            self.wire.ask("DELETE", f"/holds/{held['id']}/")

    def mine(self) -> int | None:
        booked = [pk for pk, state in self.ledger.items() if state == "booked"]
        return self.dice.choice(booked) if booked and self.channel == "sc" else None

    def move(self) -> None:
        pk, wanted = self.mine(), self.place()
        if pk and wanted:
            body = {"starts_at": wanted["starts_at"], "version": self.versions[pk]}
            self.note(self.wire.ask("POST", f"/bookings/{pk}/move/", body))

    def cancel(self) -> None:
        if pk := self.mine():
            self.note(self.wire.ask("POST", f"/bookings/{pk}/cancel/", {"reason": "abgesagt"}))


class Lead:
    """The lead of the team: closes a Serviceplatz for an hour, with the bookings inside, and opens it again."""

    def __init__(
        self, lane: int, base: str, token: str, places: list[int], seen: Counter[int], odd: list[Any]
    ) -> None:
        self.wire, self.dice, self.places = Wire(base, token, seen, odd), random.Random(lane), places
        self.changes = 0

    def run(self, until: float) -> None:
        with closing(self.wire.http):
            while time.monotonic() < until:
                self.close_and_open()

    def close_and_open(self) -> None:
        days = self.wire.ask("GET", "/teams/alg-131/slots/?kind=sonstiges&days=7")["days"]
        starts = [s for day in days for s in day["starts"]]
        if not starts:
            return
        start = self.dice.choice(starts)
        body = {
            "serviceplatz": self.dice.choice(self.places),
            "starts_at": start,
            "ends_at": start[:11] + f"{int(start[11:13]) + 1:02}" + start[13:],
            "reason": "Dienstbesprechung",
            "displace": self.dice.random() < 0.5,
        }
        away = self.wire.ask("POST", "/ausfallzeiten/", body, SUPPLY)
        if away:
            self.changes += 1
            self.wire.ask("DELETE", f"/ausfallzeiten/{away['id']}/", allowed=SUPPLY)


@pytest.fixture
def house() -> Iterator[str]:
    """The address of the pages and the REST face, over real HTTP."""
    server = LiveServer("127.0.0.1:0")
    yield server.url
    server.stop()


def together(runners: list[Callable[[float], None]]) -> None:
    """Run all of them for ``SECONDS``; a fault of one is raised at the end."""
    until, faults = time.monotonic() + SECONDS, list[BaseException]()

    def guarded(run: Callable[[float], None]) -> None:
        try:
            run(until)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=guarded, args=(run,), daemon=True) for run in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS + 120)
    assert faults == []
    assert not any(thread.is_alive() for thread in threads)


def test_a_minute_of_sixty_four_clients_overlaps_nothing_and_loses_nothing(house: str) -> None:
    calendar = kalender(places=PLACES)
    seen, odd, before = Counter[int](), list[Any](), asked(DEADLOCKS)
    tokens = [(bearer(tsb(username=f"tsb{n}")), "sc") for n in range(THREADS - LEADS - 8)]
    tokens += [(bearer(portal()), "online") for _ in range(8)]
    clients = [Client(n, house, token, channel, seen, odd) for n, (token, channel) in enumerate(tokens)]
    places = list(calendar.serviceplaetze.values_list("pk", flat=True))
    lead = bearer(person(Role.OS_LEAD, nord().team, username="oslead1"))
    leads = [Lead(n, house, lead, places, seen, odd) for n in range(LEADS)]
    together([*(c.run for c in clients), *(each.run for each in leads)])
    assert odd == []
    assert max(seen) < 500, seen
    assert asked(OVERLAPS) == 0
    assert asked(DEADLOCKS) == before
    told = {pk: state for client in clients for pk, state in client.ledger.items()}
    assert dict(Booking.objects.visible().values_list("pk", "state")) == told
    states = Counter(told.values())
    assert set(states) == {"booked", "cancelled"}
    assert sum(each.changes for each in leads) > 0
    print(
        f"\n{sum(seen.values())} answers {dict(seen)}, {dict(states)}, {sum(x.changes for x in leads)} changes"
    )
