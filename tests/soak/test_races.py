"""Two hundred clients at one calendar: through the verbs, and over HTTP with the tokens of the online portal."""

import random
from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.test import Client

from atv.kalender.actions.booking import book_rueckruf
from atv.kalender.models import Booking, Channel
from atv.kalender.rules.lifecycle import State
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from tests.factories.kalender import AT, berlin, contact, kalender, terminart
from tests.factories.orga import bearer, portal, tsb
from tests.kalender.crowds import RandomClient, nobody_shares_a_serviceplatz
from tests.races import crowd

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True), pytest.mark.rule("ATV-2")]

CLIENTS = 200
SEATS = 150  # connections at once: the embedded PostgreSQL has 200
WEDNESDAY = date(2026, 11, 18)


@pytest.mark.parametrize("round_", range(5))
def test_of_two_hundred_that_want_one_time_three_get_it(round_):
    calendar, kind, who = kalender(places=3), terminart(), tsb()

    def client(lane: int) -> int:
        return book_rueckruf(
            kalender_id=calendar.pk,
            kind=kind,
            starts_at=berlin(WEDNESDAY, "09:00"),
            contact=contact(name=f"Kundin {lane}"),
            channel=Channel.SC,
            by=who,
            at=AT,
        ).pk

    finish = crowd(CLIENTS, client, SEATS)
    refused = finish.refused(Refusal)
    assert len(finish.results) == 3
    assert {no.code for no in refused} == {"slot_taken"}
    assert len(refused) == CLIENTS - 3
    assert all(len(no.extra["alternatives"]) == 3 for no in refused)
    assert Entry.objects.filter(verb="book_rueckruf").count() == Booking.objects.count() == 3


def test_two_hundred_that_hold_book_move_and_cancel_never_overlap():
    calendar = kalender(places=5)
    clients = [RandomClient(calendar, tsb(), seed) for seed in range(CLIENTS)]
    finish = crowd(CLIENTS, lambda lane: clients[lane].run(15), SEATS)
    assert finish.errors == []
    assert sum(finish.results) > CLIENTS
    assert nobody_shares_a_serviceplatz()
    mine = {pk for client in clients for pk in client.mine}
    assert set(Booking.objects.filter(state=State.BOOKED).values_list("pk", flat=True)) == mine


SLOTS = "/api/v1/teams/alg-131/slots/?kind=sonstiges&channel=online&days=30"


class Customer:
    """Somebody at the online portal: wants the first free time; if it is gone, what is offered instead, then any."""

    def __init__(self, lane: int, token: str, starts_at: str) -> None:
        self.lane, self.starts_at, self.dice = lane, starts_at, random.Random(lane)
        self.http = Client(headers={"Authorization": token})
        self.seen: Counter[int] = Counter()

    def slots(self) -> list[str]:
        return [start for day in self.http.get(SLOTS).json()["days"] for start in day["starts"]]

    def post(self, key: str) -> Any:
        body = {
            "team": "alg-131",
            "kind": "sonstiges",
            "starts_at": self.starts_at,
            "name": f"Kundin {self.lane}",
            "rueckruf_number": "030 23125 900",
            "briefing": "Zahlung für Oktober nicht eingegangen.",
            "channel": "online",
        }
        answer = self.http.post(
            "/api/v1/bookings/", body, content_type="application/json", headers={"Idempotency-Key": key}
        )
        self.seen[answer.status_code] += 1
        return answer

    def run(self) -> str:
        for attempt in range(50):
            answer = self.post(f"{self.lane}-{attempt}")
            if answer.status_code == 201:
                again = self.post(f"{self.lane}-{attempt}")
                assert again.json() == answer.json(), "a repeat is answered with what was stored"
                return str(answer.json()["reference"])
            no = answer.json()
            assert (answer.status_code, no["code"]) in {(409, "slot_taken"), (409, "not_offered")}, no
            self.starts_at = self.dice.choice(self.slots() if attempt else no["alternatives"])
        raise AssertionError("fifty attempts and no Rückruf")


def test_two_hundred_customers_over_http_all_get_a_time_of_their_own():
    kalender(places=3)
    tokens = [bearer(portal()) for _ in range(4)]
    first = Customer(0, tokens[0], "").slots()[0]
    customers = [Customer(n, tokens[n % len(tokens)], first) for n in range(CLIENTS)]
    finish = crowd(CLIENTS, lambda lane: customers[lane].run(), SEATS)
    assert finish.errors == []
    assert len(set(finish.results)) == CLIENTS
    assert Booking.objects.filter(state=State.BOOKED).count() == Booking.objects.count() == CLIENTS
    assert nobody_shares_a_serviceplatz()
    seen = sum((customer.seen for customer in customers), Counter[int]())
    assert set(seen) == {201, 409}
    assert seen[201] == 2 * CLIENTS
