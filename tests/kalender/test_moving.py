"""Moving and cancelling a Rückruf."""

from datetime import date, datetime, time
from typing import Any

import pytest

from atv.kalender.actions.booking import cancel_rueckruf, move_rueckruf
from atv.kalender.models import Booking
from atv.kalender.rules.lifecycle import State
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from tests.factories.kalender import AT, berlin, booked, kalender, system
from tests.factories.orga import tsb
from tests.kalender.refusals import refusal

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 11, 18)  # the day after AT


def at(clock: str) -> datetime:
    return berlin(WEDNESDAY, clock)


def test_moving_frees_the_old_time_and_takes_the_new_one_in_one_step():
    calendar, who = kalender(places=1), tsb()
    made = booked(calendar, at("09:00"))
    moved = move_rueckruf(booking=made, starts_at=at("10:00"), version=1, by=who, at=AT)
    after = Booking.objects.values("pk", "state", "starts_at", "ends_at", "version", "reference").get()
    assert after == {
        "pk": made.pk,
        "state": State.BOOKED,
        "starts_at": at("10:00"),
        "ends_at": at("10:20"),
        "version": 2,
        "reference": made.reference,
    }
    assert (moved.starts_at, moved.version) == (at("10:00"), 2)
    assert Entry.objects.get(verb="move_rueckruf").by_id == who.pk
    assert booked(calendar, at("09:00")).state == State.BOOKED
    assert refusal(booked, calendar, at("10:00"))[0] == "slot_taken"


def test_a_booking_does_not_stand_in_its_own_way():
    calendar = kalender(places=1, hours=[(time(8), time(9))])
    made = booked(calendar, at("08:00"), "leistungsberatung")
    booked(calendar, at("08:40"))
    moved = move_rueckruf(booking=made, starts_at=at("08:10"), version=1, by=system(), at=AT)
    assert (moved.starts_at, moved.ends_at) == (at("08:10"), at("08:40"))


def test_a_stale_version_moves_nothing_and_names_the_present_one():
    calendar = kalender()
    made = booked(calendar, at("09:00"))
    move_rueckruf(booking=made, starts_at=at("10:00"), version=1, by=system(), at=AT)
    again: dict[str, Any] = {"booking": made, "starts_at": at("11:00"), "by": system(), "at": AT}
    assert refusal(move_rueckruf, version=1, **again) == ("stale", "")
    with pytest.raises(Refusal) as no:
        move_rueckruf(version=7, **again)
    assert no.value.extra == {"current_version": 2}
    assert move_rueckruf(version=2, **again).starts_at == at("11:00")


def test_cancelling_frees_the_time_at_once():
    calendar, who = kalender(places=1), tsb()
    made = booked(calendar, at("09:00"))
    gone = cancel_rueckruf(booking=made, reason="Anliegen erledigt", by=who, at=AT)
    assert (gone.state, gone.closed_at, gone.closing_note, gone.version) == (
        State.CANCELLED,
        AT,
        "Anliegen erledigt",
        2,
    )
    assert Entry.objects.get(verb="cancel_rueckruf").facts == {}, "a reason is free text: not for the journal"
    assert booked(calendar, at("09:00")).state == State.BOOKED


def test_cancelling_a_booking_that_was_moved_meanwhile_counts_its_version_on():
    calendar = kalender()
    read = booked(calendar, at("09:00"))
    move_rueckruf(booking=read, starts_at=at("10:00"), version=1, by=system(), at=AT)
    assert cancel_rueckruf(booking=read, reason="", by=system(), at=AT).version == 3
