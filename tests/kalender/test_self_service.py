"""The customer moves and cancels the own Rückruf by its reference and a second fact: page and REST, in public."""

import itertools
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from atv.kalender.models import Booking
from atv.kalender.rules.lifecycle import State
from atv.kalender.web.own import PER_ADDRESS, PER_REFERENCE
from socl.core import clock
from socl.journal.models import Entry
from socl.orga.models import Person
from tests.factories.kalender import BookingFactory, berlin, booked, kalender

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_stands"), pytest.mark.rule("ATV-36")]
TOMORROW = "2026-11-18"
FACTS = ["030 23125900", "+493023125900", "131a123456", "131 A 123456", " Mara@Example.org"]
addresses = (
    f"192.0.2.{n}" for n in itertools.count(1)
)  # tries are counted per address: every test has its own


@pytest.fixture
def customer() -> Client:
    return Client(REMOTE_ADDR=next(addresses))


@pytest.fixture
def mine() -> Booking:
    return booked(
        kalender(places=1), berlin(TOMORROW, "09:20"),
        kundennummer="131A123456", email="mara@example.org", briefing="Frage: geheim",
    )  # fmt: skip


def ask(customer: Client, booking: Booking, action: str = "show", **given: Any) -> Any:
    body = {"reference": booking.reference, "second_fact": FACTS[0], "action": action, **given}
    return customer.post("/api/v1/bookings/by-reference/", body, content_type="application/json")


def post(customer: Client, booking: Booking, act: str = "show", **given: Any) -> Any:
    form = {"reference": booking.reference, "second_fact": FACTS[0], "act": act, **given}
    return customer.post(reverse("own_rueckruf"), form)


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


@pytest.mark.parametrize("fact", FACTS)
def test_the_number_the_kundennummer_or_the_mail_address_is_a_second_fact(customer, mine, fact):
    shown = ask(customer, mine, second_fact=fact, reference=f" {mine.reference.lower()} ")
    assert shown.status_code == 200
    assert {k: v for k, v in shown.json().items() if k != "times"} == {
        "reference": mine.reference, "state": "booked", "kind": "sonstiges",
        "starts_at": "2026-11-18T09:20:00+01:00", "ends_at": "2026-11-18T09:40:00+01:00",
        "team": {"key": "alg-131", "name": "Alg Plus-Team Kiel"}, "changeable": True,
    }  # fmt: skip
    assert shown.json()["times"][0] == "2026-11-18T08:00:00+01:00"
    assert "geheim" not in shown.content.decode()


def test_whatever_does_not_fit_is_answered_the_same(customer, mine):
    other = booked(mine.kalender, berlin(TOMORROW, "10:00"), rueckruf_number="+493023125901")
    wrong: list[dict[str, Any]] = [
        {"second_fact": "030 23125901"},
        {"second_fact": "Mara Beispiel"},
        {"second_fact": "-"},
        {"reference": other.reference},
        {"reference": "K7XW-4RCE"},
        {"reference": "nie"},
        {"reference": "\u0661\u0662"},
    ]
    answers = [ask(customer, mine, **given) for given in wrong]
    assert {(a.status_code, a.content) for a in answers} == {(404, answers[0].content)}
    pages = [post(Client(REMOTE_ADDR=next(addresses)), mine, **given) for given in wrong[:2]]
    assert {p.status_code for p in pages} == {422}
    assert all("Zu diesen Angaben gibt es keinen Rückruf." in text(p) for p in pages)


def test_an_empty_fact_fits_no_empty_column(customer):
    bare = BookingFactory.create(kalender=kalender(places=1), starts_at=berlin(TOMORROW, "09:00"))
    assert (bare.email, bare.kundennummer) == ("", "")
    assert {ask(customer, bare, second_fact=fact).status_code for fact in (".", "@", "x")} == {404}
    assert ask(customer, bare, second_fact=" ").status_code == 422


def test_moving_takes_the_new_time_in_one_step_and_names_the_customer_in_the_journal(customer, mine):
    wanted = "2026-11-18T10:00:00+01:00"
    moved = ask(customer, mine, "move", starts_at=wanted).json()
    assert (moved["starts_at"], moved["state"]) == (wanted, "booked")
    entry = Entry.objects.get(verb="move_rueckruf")
    assert entry.by_id == Person.objects.get(username="selbstbedienung").pk
    assert ask(customer, mine, "move", starts_at="2026-11-17T14:00:00+01:00").json()["code"] == "too_soon"
    assert ask(customer, mine, "move").status_code == 422


def test_a_repeat_with_the_same_key_is_answered_the_same(customer, mine):
    body = {"reference": mine.reference, "second_fact": FACTS[0], "action": "cancel"}
    first, second = (
        customer.post(
            "/api/v1/bookings/by-reference/",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": "abc"},
        )
        for _ in range(2)
    )
    assert (first.json()["state"], second.json()) == ("cancelled", first.json())
    assert second["Idempotent-Replay"] == "true"


def test_a_rueckruf_that_has_begun_or_ended_is_shown_and_not_changed(customer, mine, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: mine.starts_at)
    assert ask(customer, mine).json()["changeable"] is False
    for action in ("cancel", "move"):
        no = ask(customer, mine, action, starts_at="2026-11-19T10:00:00+01:00")
        assert (no.status_code, no.json()["code"], no.json()["rule"]) == (409, "begun", "ATV-36")
    assert Booking.objects.get().state == State.BOOKED


def test_after_too_many_wrong_ones_even_the_right_one_must_wait(mine):
    for _ in range(PER_REFERENCE.limit):
        assert ask(Client(REMOTE_ADDR=next(addresses)), mine, second_fact="falsch").status_code == 404
    late = ask(Client(REMOTE_ADDR=next(addresses)), mine)
    assert (late.status_code, late.json()["code"]) == (429, "throttled")
    one = Client(REMOTE_ADDR=next(addresses))
    for n in range(PER_ADDRESS.limit):
        assert ask(one, mine, reference=f"AAAA-{n:04}").status_code == 404
    assert ask(one, mine, reference="AAAA-9999").status_code == 429
    assert "Zu viele Versuche." in text(post(one, mine))


# ---- The page ----


def test_the_page_shows_moves_and_cancels_by_post_alone(customer, mine):
    assert customer.get(reverse("own_rueckruf"), {"reference": mine.reference}).status_code == 200
    shown = post(customer, mine)
    assert "Mittwoch, 18. November 2026, 9:20 bis 9:40 Uhr" in text(shown)
    assert shown["Cache-Control"].count("no-store") == 1
    assert "geheim" not in shown.content.decode()
    assert mine.reference not in "".join(re.findall(r'(?:href|action)="([^"]*)"', shown.content.decode()))
    wanted = berlin(TOMORROW, "10:00").isoformat()
    moved = post(customer, mine, "move", starts_at=wanted)
    assert "Ihr Rückruf ist verlegt. Wann Mittwoch, 18. November 2026, 10:00 bis 10:20 Uhr" in text(moved)
    assert "Bitte eine Zeit wählen." in text(post(customer, mine, "move"))
    gone = post(customer, mine, "cancel")
    assert "Ihr Rückruf ist abgesagt." in text(gone)
    assert "kann hier nicht geändert werden" in text(gone)
    assert Booking.objects.get().state == State.CANCELLED


def test_a_time_that_is_gone_is_answered_with_the_nearest(customer, mine):
    wanted = berlin(TOMORROW, "10:00")
    booked(mine.kalender, wanted)
    answer = post(customer, mine, "move", starts_at=wanted.isoformat())
    assert answer.status_code == 422
    assert "Diese Zeit ist gerade vergeben worden." in text(answer)
    assert "Nächste freie Zeiten" in text(answer)
