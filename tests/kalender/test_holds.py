"""Keeping a time for three minutes while the customer decides."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from atv.kalender.actions.booking import book_rueckruf, move_rueckruf
from atv.kalender.actions.holds import HOLD_FOR, delete_expired_holds, hold, release_hold, renew_hold
from atv.kalender.models import Booking, Channel, Kalender
from atv.kalender.queries import free
from atv.kalender.queries.bookings import bookings_in
from atv.kalender.rules.lifecycle import State
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.orga.gates import Scope
from socl.orga.models import Person
from tests.factories.kalender import AT, berlin, booked, contact, kalender, system, terminart
from tests.factories.orga import nord, portal, tsb, west

pytestmark = [pytest.mark.django_db, pytest.mark.rule("ATV-6")]

WEDNESDAY = date(2026, 11, 18)
SECOND = timedelta(seconds=1)


def at(clock: str) -> datetime:
    return berlin(WEDNESDAY, clock)


def held(calendar: Kalender, clock: str, by: Person, now: datetime = AT, code: str = "sonstiges") -> Booking:
    return hold(
        kalender_id=calendar.pk,
        kind=terminart(code),
        starts_at=at(clock),
        channel=Channel.SC,
        by=by,
        at=now,
    )


def book(
    calendar: Kalender, clock: str, by: Person, hold_id: int | None, now: datetime = AT, **given: Any
) -> Booking:
    return book_rueckruf(
        kalender_id=calendar.pk,
        kind=terminart(),
        starts_at=at(clock),
        contact=contact(**given),
        channel=Channel.SC,
        by=by,
        at=now,
        hold_id=hold_id,
    )


def code_of(act: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refusal) as no:
        act(*args, **kwargs)
    return no.value.code


def test_a_hold_takes_the_time_for_three_minutes():
    calendar, who = kalender(places=1), tsb()
    kept = held(calendar, "09:00", who)
    stored = Booking.objects.values("pk", "state", "starts_at", "ends_at", "expires_at", "reference").get()
    assert stored == {
        "pk": kept.pk,
        "state": State.HELD,
        "starts_at": at("09:00"),
        "ends_at": at("09:20"),
        "expires_at": AT + timedelta(minutes=3),
        "reference": None,
    }
    assert code_of(book, calendar, "09:00", tsb(), None) == "slot_taken"
    assert code_of(held, calendar, "09:00", tsb()) == "slot_taken"
    assert Entry.objects.get(verb="hold").by_id == who.pk


def test_an_own_hold_becomes_the_booking_at_the_same_serviceplatz():
    calendar, who = kalender(), tsb()
    kept = held(calendar, "09:00", who)
    made = book(calendar, "09:00", who, kept.pk, AT + SECOND, name="Jan Muster")
    assert (made.pk, made.serviceplatz_id) == (kept.pk, kept.serviceplatz_id)
    stored = Booking.objects.get()
    assert (stored.state, stored.expires_at, stored.name, stored.created_at) == (
        State.BOOKED,
        None,
        "Jan Muster",
        AT + SECOND,
    )
    assert stored.reference is not None


def test_a_hold_that_expired_blocks_nobody():
    calendar, other = kalender(places=1), tsb()
    kept = held(calendar, "09:00", tsb())
    assert code_of(book, calendar, "09:00", other, None, AT + HOLD_FOR - SECOND) == "slot_taken"
    made = book(calendar, "09:00", other, None, AT + HOLD_FOR)
    assert list(Booking.objects.values_list("pk", "state")) == [(made.pk, State.BOOKED)]
    assert made.pk != kept.pk


def test_a_hold_that_expired_is_listed_as_free_before_anybody_deletes_it():
    calendar = kalender(places=1, hours=[(time(9), time(9, 20))])
    held(calendar, "09:00", tsb())

    def listed(now: datetime) -> list[int]:
        asked: dict[str, Any] = {"channel": Channel.SC, "first": WEDNESDAY, "days": 1, "at": now}
        return [s for day in free.free_days(calendar, terminart(), **asked) for s in day.starts]

    assert listed(AT + HOLD_FOR - SECOND) == []
    assert listed(AT + HOLD_FOR) == [free.minutes(at("09:00"))]
    assert Booking.objects.get().state == State.HELD


def test_a_hold_that_expired_is_booked_anew_if_the_time_is_still_free():
    calendar, who = kalender(places=1), tsb()
    kept = held(calendar, "09:00", who)
    made = book(calendar, "09:00", who, kept.pk, AT + HOLD_FOR)
    assert made.state == State.BOOKED
    assert Booking.objects.count() == 1


def test_a_hold_of_somebody_else_is_not_mine():
    calendar, who = kalender(places=1), tsb()
    kept = held(calendar, "09:00", tsb())
    assert code_of(book, calendar, "09:00", who, kept.pk) == "slot_taken"
    assert code_of(renew_hold, hold_id=kept.pk, by=who, at=AT) == "hold_gone"
    release_hold(hold_id=kept.pk, by=who, at=AT)
    assert Booking.objects.get().state == State.HELD


def test_a_new_hold_of_a_desk_replaces_its_earlier_one_in_any_team():
    here, there, who = kalender(nord().team, places=1), kalender(west().team, places=1), tsb()
    held(here, "09:00", who)
    held(here, "10:00", who)
    kept = held(there, "09:00", who)
    assert list(Booking.objects.values_list("pk", flat=True)) == [kept.pk]


def test_the_earlier_hold_stays_if_the_new_one_is_refused():
    calendar, who = kalender(places=1), tsb()
    booked(calendar, at("10:00"))
    kept = held(calendar, "09:00", who)
    assert code_of(held, calendar, "10:00", who) == "slot_taken"
    assert Booking.objects.get(state=State.HELD).pk == kept.pk


def test_a_machine_holds_for_many_customers_at_once():
    calendar, machine = kalender(places=1), portal()
    first, second = held(calendar, "09:00", machine), held(calendar, "09:20", machine)
    assert Booking.objects.filter(state=State.HELD).count() == 2
    book(calendar, "09:00", machine, first.pk)
    assert Booking.objects.get(state=State.HELD).pk == second.pk


@pytest.mark.parametrize("clock", ["09:00", "09:10"])
def test_an_own_hold_does_not_stand_in_the_way_of_the_own_booking(clock):
    calendar, who, machine = kalender(places=1), tsb(), portal()
    held(calendar, "09:00", who)
    assert book(calendar, clock, who, None).state == State.BOOKED
    kept = held(calendar, "11:00", machine)
    assert book(calendar, "11:10", machine, kept.pk).state == State.BOOKED
    assert not Booking.objects.filter(state=State.HELD).exists()


def test_a_hold_for_another_kind_is_booked_with_the_length_of_the_booking():
    calendar, who = kalender(places=1), tsb()
    kept = held(calendar, "09:00", who, code="leistungsberatung")
    made = book(calendar, "09:00", who, kept.pk)
    assert (made.starts_at, made.ends_at) == (at("09:00"), at("09:20"))
    assert Booking.objects.count() == 1


@pytest.mark.rule("SOCL 2.1/9")
def test_a_hold_from_before_midnight_is_no_way_to_book_for_today():
    calendar, who = kalender(places=1), tsb()
    before, after = berlin("2026-11-17", "23:59"), berlin("2026-11-18", "00:01")
    kept = held(calendar, "09:00", who, before)
    assert code_of(book, calendar, "09:00", who, kept.pk, after) == "too_soon"


def test_a_hold_is_renewed_while_it_lives():
    calendar, who = kalender(), tsb()
    kept = held(calendar, "09:00", who)
    later = AT + timedelta(minutes=2)
    assert renew_hold(hold_id=kept.pk, by=who, at=later).expires_at == later + HOLD_FOR
    assert code_of(renew_hold, hold_id=kept.pk, by=who, at=later + HOLD_FOR) == "hold_gone"
    assert code_of(renew_hold, hold_id=kept.pk + 1, by=who, at=AT) == "hold_gone"


def test_a_hold_is_given_back_once_and_a_repeat_is_harmless():
    calendar, who = kalender(places=1), tsb()
    kept = held(calendar, "09:00", who)
    for _ in range(2):
        release_hold(hold_id=kept.pk, by=who, at=AT)
    assert Booking.objects.count() == 0
    assert Entry.objects.filter(verb="release_hold", object_id=kept.pk).count() == 1
    assert book(calendar, "09:00", tsb(), None).state == State.BOOKED


def test_giving_back_a_hold_that_was_booked_meanwhile_gives_nothing_back():
    calendar, who = kalender(places=1), tsb()
    kept = held(calendar, "09:00", who)
    book(calendar, "09:00", who, kept.pk)
    release_hold(hold_id=kept.pk, by=who, at=AT)
    assert Booking.objects.get().state == State.BOOKED


def test_the_sweeper_deletes_expired_holds_and_nothing_else():
    here, there = kalender(nord().team), kalender(west().team)
    expired = [held(here, "09:00", tsb()), held(there, "09:00", tsb())]
    kept = held(here, "09:00", tsb(), AT + SECOND)
    made = booked(here, at("10:00"))
    assert delete_expired_holds(at=AT + HOLD_FOR) == len(expired)
    assert set(Booking.objects.values_list("pk", flat=True)) == {kept.pk, made.pk}
    assert delete_expired_holds(at=AT + HOLD_FOR) == 0


def test_a_hold_is_shown_to_nobody_as_a_booking():
    calendar = kalender()
    held(calendar, "09:00", tsb())
    made = booked(calendar, at("10:00"))
    assert list(bookings_in(Scope(nation=True))) == [made]


def test_a_hold_is_moved_by_nobody():
    calendar, who = kalender(), tsb()
    kept = held(calendar, "09:00", who)
    assert code_of(move_rueckruf, booking=kept, starts_at=at("10:00"), version=1, by=system(), at=AT) == (
        "wrong_state"
    )
