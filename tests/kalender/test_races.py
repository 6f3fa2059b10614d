"""Rivals with real threads: nobody gets a time twice, nobody deadlocks, nothing is left half."""

from datetime import date, timedelta
from functools import partial

import pytest

from atv.kalender.actions.booking import book_rueckruf
from atv.kalender.actions.holds import HOLD_FOR, delete_expired_holds, hold, release_hold
from atv.kalender.models import Booking, Channel, Kalender
from atv.kalender.rules.lifecycle import State
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.orga.models import Person
from tests.factories.kalender import AT, berlin, contact, kalender, terminart
from tests.factories.orga import nord, tsb, west
from tests.kalender.crowds import RandomClient, nobody_shares_a_serviceplatz
from tests.races import crowd, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("ATV-2")]

WEDNESDAY = date(2026, 11, 18)
NINE = berlin(WEDNESDAY, "09:00")


@pytest.mark.parametrize("clients", [2, 32])
def test_as_many_win_one_time_as_serviceplaetze_are_free(clients):
    calendar, kind, who = kalender(places=3), terminart(), tsb()

    def client(lane: int) -> int:
        return book_rueckruf(
            kalender_id=calendar.pk,
            kind=kind,
            starts_at=NINE,
            contact=contact(name=f"Kundin {lane}"),
            channel=Channel.SC,
            by=who,
            at=AT,
        ).pk

    finish = crowd(clients, client)
    refused = finish.refused(Refusal)
    assert len(finish.results) == min(clients, 3)
    assert len(refused) == clients - len(finish.results)
    assert {no.code for no in refused} <= {"slot_taken"}
    assert all(len(no.extra["alternatives"]) == 3 for no in refused)
    assert sorted(Booking.objects.values_list("pk", flat=True)) == sorted(finish.results)
    assert Entry.objects.filter(verb="book_rueckruf").count() == len(finish.results)
    assert nobody_shares_a_serviceplatz()


def test_a_hold_that_two_acts_want_becomes_a_booking_or_is_given_back_and_is_never_lost():
    """A closed tab gives the hold back while the booking is on its way: the booking may not vanish."""
    calendar, kind, who = kalender(places=1), terminart(), tsb()
    for n in range(6):
        at = berlin(WEDNESDAY, f"{9 + n % 3:02}:{20 * (n // 3):02}")
        kept = hold(kalender_id=calendar.pk, kind=kind, starts_at=at, channel=Channel.SC, by=who, at=AT)
        book = partial(
            book_rueckruf,
            kalender_id=calendar.pk,
            kind=kind,
            starts_at=at,
            contact=contact(),
            channel=Channel.SC,
            by=who,
            at=AT,
            hold_id=kept.pk,
        )
        finish = race([book, partial(release_hold, hold_id=kept.pk, by=who, at=AT)])
        assert finish.errors == []
        made = next(r for r in finish.results if r is not None)
        assert Booking.objects.get(pk=made.pk).state == State.BOOKED
    assert Booking.objects.count() == 6


def test_two_desks_that_change_teams_never_wait_for_each_other():
    here, there, kind = kalender(nord().team, places=2), kalender(west().team, places=2), terminart()
    desks = [tsb(), tsb()]

    def keep(calendar: Kalender, who: Person, rounds: int) -> Booking:
        return hold(
            kalender_id=calendar.pk,
            kind=kind,
            starts_at=NINE,
            channel=Channel.SC,
            by=who,
            at=AT + rounds * HOLD_FOR,
        )

    for rounds in range(8):  # each round the earlier holds have expired, in the calendar that the other wants
        one, two = (here, there) if rounds % 2 else (there, here)
        sweep = partial(delete_expired_holds, at=AT + rounds * HOLD_FOR)
        finish = race([partial(keep, one, desks[0], rounds), partial(keep, two, desks[1], rounds), sweep])
        assert finish.errors == []
        assert Booking.objects.filter(state=State.HELD).count() == 2


def test_a_crowd_that_holds_books_moves_and_cancels_never_overlaps():
    calendar = kalender(places=2)
    clients = [RandomClient(calendar, tsb(), seed) for seed in range(8)]
    finish = crowd(len(clients), lambda lane: clients[lane].run(12))
    assert finish.errors == []
    assert sum(finish.results) > 30, "the crowd did too little for a race"
    assert nobody_shares_a_serviceplatz()
    mine = {pk for client in clients for pk in client.mine}
    assert set(Booking.objects.filter(state=State.BOOKED).values_list("pk", flat=True)) == mine
    lengths = {
        b.terminart.minutes == (b.ends_at - b.starts_at) / timedelta(minutes=1) for b in Booking.objects.all()
    }
    assert lengths == {True}
