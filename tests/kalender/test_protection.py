"""Restricted records: the time is taken, and nobody but the restricted group learns whose it is."""

import json

import pytest
from django.test import Client

from atv.kalender.actions.protection import restrict
from atv.kalender.models import Attempt, Booking
from atv.kalender.queries.sheet import VEIL, overdue
from socl.journal.models import AccessEntry, Entry
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Rest
from tests.factories.kalender import AT, berlin, booked, kalender, system
from tests.factories.orga import DienstpostenFactory, Region, home, nord, person, west

pytestmark = [pytest.mark.django_db, pytest.mark.rule("DS-5")]
BIRD = "Kanarienvogel"
DAY = "2026-11-18"
READERS = (Role.OS_STAFF, Role.OS_LEAD, Role.TSB)


@pytest.fixture
def secret() -> Booking:
    """A restricted booking with an attempt, full of words, at ten."""
    made = booked(
        kalender(),
        berlin(DAY, "10:00"),
        name=BIRD,
        briefing=BIRD,
        kundennummer="123A456789",
        email=f"{BIRD}@x.de",
    )
    Attempt.objects.create(booking=made, result="busy", rang=False, note=BIRD, at=AT, by=system())
    return restrict(booking=made, restricted=True, by=system(), at=AT)


def reader(role: Role, *, cleared: bool, region: Region | None = None) -> Person:
    """Somebody with a Dienstposten of their own and, if cleared, that of the restricted group besides."""
    who = person(role, home(role, region or nord()), qualified=role is Role.TSB)
    if cleared:
        DienstpostenFactory(
            person=who, unit=home(Role.SCHUTZ, region or nord()), role=Role.SCHUTZ, main=False
        )
    return who


def pages(who: Person, booking: Booking) -> dict[str, tuple[int, str]]:
    """What every face that shows bookings answers: status and text."""
    client, rest = Client(), Rest(who)
    client.force_login(who)
    answers = {
        "sheet": client.get(f"/kalender/alg-131/{DAY}/"),
        "column": client.get(f"/kalender/alg-131/{DAY}/platz/{booking.serviceplatz.number}/"),
        "week": client.get(f"/kalender/alg-131/woche/2026-11-16/platz/{booking.serviceplatz.number}/"),
        "csv": client.get(f"/kalender/alg-131/{DAY}/csv/"),
        "overdue": client.get("/kalender/alg-131/ueberfaellig/"),
        "page": client.get(f"/kalender/termin/{booking.pk}/"),
        "move": client.get(f"/kalender/termin/{booking.pk}/verschieben/"),
        "day": rest.get(f"/teams/alg-131/days/{DAY}/"),
        "one": rest.get(f"/bookings/{booking.pk}/"),
        "search": rest.post("/bookings/search/", {"kundennummer": "123A456789"}),
        "cancel": rest.post(f"/bookings/{booking.pk}/cancel/", {"reason": "x"}),
    }
    return {name: (answer.status_code, answer.content.decode()) for name, answer in answers.items()}


@pytest.mark.parametrize("role", READERS)
def test_who_is_not_cleared_sees_that_the_time_is_taken_and_nothing_else(role, secret):
    found = pages(reader(role, cleared=False), secret)
    assert [name for name, (_, text) in found.items() if BIRD in text or "123A456789" in text] == []
    assert [found[name][0] for name in ("page", "move", "one", "cancel")] == [404] * 4
    assert json.loads(found["search"][1])["results"] == []
    if role is not Role.TSB:
        assert all(VEIL in found[name][1] for name in ("sheet", "column", "week", "csv", "day"))
    assert AccessEntry.objects.count() == 0
    secret.refresh_from_db()
    assert (secret.state, secret.name) == ("booked", BIRD)


@pytest.mark.parametrize("role", [Role.OS_STAFF, Role.OS_LEAD])
def test_the_restricted_group_reads_it_and_that_is_recorded(role, secret):
    found = pages(reader(role, cleared=True), secret)
    assert all(
        BIRD in found[name][1] for name in ("sheet", "column", "week", "csv", "page", "day", "one", "search")
    )
    assert VEIL not in found["sheet"][1]
    assert AccessEntry.objects.filter(object_id=secret.pk).count() >= 6


def test_the_clearing_alone_opens_nothing_and_reaches_no_other_os(secret):
    alone = person(Role.SCHUTZ, nord().team)
    assert {status for status, _ in pages(alone, secret).values()} <= {403, 404}
    far = pages(reader(Role.OS_STAFF, cleared=True, region=west()), secret)
    assert [name for name, (_, text) in far.items() if BIRD in text] == []


def test_a_tsb_cleared_elsewhere_does_not_read_it(secret):
    who = reader(Role.TSB, cleared=False)
    DienstpostenFactory(person=who, unit=west().team, role=Role.SCHUTZ, main=False)
    assert pages(who, secret)["one"][0] == 404


def test_overdue_ones_are_veiled_too(secret):
    (late,) = overdue(secret.kalender, berlin("2026-11-19", "10:00"))
    assert (late.name, late.rueckruf_number, late.briefing, len(late.attempts.all())) == (VEIL, "", "", 0)
    (clear,) = overdue(secret.kalender, berlin("2026-11-19", "10:00"), cleared=True)
    assert (clear.name, len(clear.attempts.all())) == (BIRD, 1)


def test_marking_and_lifting_are_acts_and_doing_it_twice_changes_nothing(secret):
    restrict(booking=secret, restricted=True, by=system(), at=AT)
    restrict(booking=secret, restricted=False, by=system(), at=AT)
    verbs = Entry.objects.filter(rule="DS-5").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["restrict", "unrestrict"]


def test_staff_mark_a_booking_and_then_do_not_see_it_any_more():
    made = booked(kalender(), berlin(DAY, "10:00"), name=BIRD)
    client = Client()
    client.force_login(reader(Role.OS_STAFF, cleared=False))
    assert "Als geschützt kennzeichnen" in client.get(f"/kalender/termin/{made.pk}/").content.decode()
    answer = client.post(f"/kalender/termin/{made.pk}/schutz/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get(f"/kalender/termin/{made.pk}/").status_code == 404
    assert client.post(f"/kalender/termin/{made.pk}/schutz/", {"aufheben": ""}).status_code == 404
    made.refresh_from_db()
    assert made.restricted


def test_who_is_cleared_lifts_the_mark(secret):
    client = Client()
    client.force_login(reader(Role.OS_STAFF, cleared=True))
    answer = client.post(f"/kalender/termin/{secret.pk}/schutz/", {"aufheben": ""})
    assert answer.headers["Location"] == f"/kalender/termin/{secret.pk}/"
    secret.refresh_from_db()
    assert not secret.restricted
