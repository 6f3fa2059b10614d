"""Carrying the Rückruf out, and the whole life of a booking: every state with every verb."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from atv.kalender.actions.booking import cancel_rueckruf, move_rueckruf
from atv.kalender.actions.rueckruf import Completion, complete_rueckruf, log_attempt
from atv.kalender.models import Attempt, AttemptResult, Booking
from atv.kalender.rules import lifecycle
from atv.kalender.rules.lifecycle import LIVE, State
from socl.core.db import broken_constraint
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.lib.states import Move
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.factories.kalender import AT, BookingFactory, berlin, booked, kalender, system
from tests.factories.orga import nord, person

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 11, 18)
NINE = berlin(WEDNESDAY, "09:00")
CALLED_AT = NINE + timedelta(minutes=1)
NOT_REACHED = [r for r in AttemptResult if r is not AttemptResult.REACHED]


def caller() -> Person:
    return person(Role.OS_STAFF, nord().team)


def attempt(booking: Booking, result: str, rang: bool = True, by: Person | None = None) -> Attempt:
    return log_attempt(booking=booking, result=result, rang=rang, note="", by=by or system(), at=CALLED_AT)


def complete(booking: Booking, result: Completion) -> Booking:
    return complete_rueckruf(booking=booking, result=result, note="besprochen", by=system(), at=CALLED_AT)


def in_state(state: State) -> Booking:
    """A booking in ``state``, at which it has rung once, which is as often as its team calls."""
    expires_at = AT + timedelta(minutes=3) if state is State.HELD else None
    calendar = kalender(attempts_wanted=1)
    made = BookingFactory.create(kalender=calendar, starts_at=NINE, state=state, expires_at=expires_at)
    Attempt.objects.create(booking=made, result=AttemptResult.NO_ANSWER, rang=True, at=NINE, by=system())
    return made


MOVES: dict[str, tuple[Move, Callable[[Booking], object]]] = {
    "reach": (lifecycle.REACH, lambda b: attempt(b, AttemptResult.REACHED)),
    "complete": (lifecycle.COMPLETE, lambda b: complete(b, Completion.SOLVED)),
    "follow_up": (lifecycle.COMPLETE, lambda b: complete(b, Completion.FOLLOW_UP)),
    "give_up": (lifecycle.GIVE_UP, lambda b: complete(b, Completion.NOT_REACHED)),
    "miss": (lifecycle.MISS, lambda b: complete(b, Completion.NO_SHOW)),
    "work_order": (lifecycle.COMPLETE, lambda b: complete(b, Completion.WORK_ORDER)),
    "cancel": (
        lifecycle.CANCEL,
        lambda b: cancel_rueckruf(booking=b, reason="", by=system(), at=AT),
    ),
    "reschedule": (
        lifecycle.RESCHEDULE,
        lambda b: move_rueckruf(
            booking=b, starts_at=berlin(WEDNESDAY, "10:00"), version=1, by=system(), at=AT
        ),
    ),
}
ALLOWED = {
    ("booked", "reach"): "in_call",
    ("booked", "complete"): "done",
    ("booked", "follow_up"): "done",
    ("booked", "give_up"): "not_reached",
    ("booked", "miss"): "no_show",
    ("booked", "work_order"): "done",
    ("in_call", "work_order"): "done",
    ("booked", "cancel"): "cancelled",
    ("booked", "reschedule"): "booked",
    ("in_call", "reach"): "in_call",
    ("in_call", "complete"): "done",
    ("in_call", "follow_up"): "done",
    ("in_call", "give_up"): "not_reached",
}


@pytest.mark.rule("ATV-7")
@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("state", State)
def test_every_state_allows_just_the_moves_of_its_life(state, name):
    table, verb = MOVES[name]
    booking = in_state(state)
    before = Booking.objects.values().get()
    entries = Entry.objects.count()
    target = ALLOWED.get((state.value, name))
    assert table.allows(state) == (target is not None)
    if target:
        verb(booking)
        after = Booking.objects.get()
        assert (after.state, after.version) == (target, 2)
        assert (after.closed_at is None) == (after.state in LIVE)
        assert Entry.objects.count() == entries + 1
        return
    with pytest.raises(Refusal) as no:
        verb(booking)
    assert (no.value.code, no.value.rule, no.value.extra["state"]) == ("wrong_state", "ATV-7", state)
    assert lifecycle.LABELS[state] in no.value.message
    assert Booking.objects.values().get() == before
    assert Entry.objects.count() == entries
    assert Attempt.objects.count() == 1


@pytest.mark.rule("ATV-7")
def test_only_a_hold_is_confirmed():
    assert [s for s in State if lifecycle.CONFIRM.allows(s)] == [State.HELD]
    assert lifecycle.CONFIRM.target is State.BOOKED


def test_reaching_the_customer_puts_the_rueckruf_into_the_call():
    who = caller()
    made = booked(kalender(), NINE)
    noted = attempt(made, AttemptResult.REACHED, by=who)
    assert Booking.objects.get().state == State.IN_CALL
    assert Attempt.objects.values("booking_id", "result", "rang", "note", "at", "by_id").get() == {
        "booking_id": made.pk,
        "result": "reached",
        "rang": True,
        "note": "",
        "at": CALLED_AT,
        "by_id": who.pk,
    }
    entry = Entry.objects.get(verb="log_attempt")
    assert (entry.object_id, entry.facts) == (made.pk, {"result": "reached", "rang": True})
    assert noted.booking == made


@pytest.mark.parametrize("result", NOT_REACHED)
@pytest.mark.parametrize("state", State)
def test_an_attempt_in_vain_changes_no_state_and_is_noted_only_while_the_rueckruf_is_due(state, result):
    booking = in_state(state)
    if state in (State.BOOKED, State.IN_CALL):
        attempt(booking, result)
        assert Attempt.objects.count() == 2
    else:
        with pytest.raises(Refusal) as no:
            attempt(booking, result)
        assert no.value.code == "wrong_state"
        assert Attempt.objects.count() == 1
    assert Booking.objects.get().state == state


@pytest.mark.rule("ATV-9")
def test_whoever_was_reached_heard_it_ring():
    made = booked(kalender(), NINE)
    with pytest.raises(Refusal) as no:
        attempt(made, AttemptResult.REACHED, rang=False)
    assert (no.value.code, no.value.rule, no.value.status) == ("invalid", "ATV-9", 422)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Attempt.objects.create(booking=made, result=AttemptResult.REACHED, rang=False, at=AT, by=system())
    assert broken_constraint(error.value) == "attempt_reached_rang"


@pytest.mark.rule("ATV-9")
def test_nobody_is_given_up_before_the_telephone_rang_once():
    made = booked(kalender(), NINE)
    for rang in (None, False):
        if rang is False:
            attempt(made, AttemptResult.BUSY, rang=False)
        with pytest.raises(Refusal) as no:
            complete(made, Completion.NOT_REACHED)
        assert (no.value.code, no.value.rule) == ("no_attempt", "ATV-9")
    attempt(made, AttemptResult.NO_ANSWER, rang=True)
    assert complete(made, Completion.NOT_REACHED).state == State.NOT_REACHED


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (Completion.SOLVED, State.DONE),
        (Completion.FOLLOW_UP, State.DONE),
        (Completion.NOT_REACHED, State.NOT_REACHED),
    ],
)
def test_the_end_of_a_rueckruf_is_kept_with_its_note(result, state):
    made = booked(kalender(), NINE)
    attempt(made, AttemptResult.NO_ANSWER)
    complete(made, result)
    after = Booking.objects.values("state", "result", "closing_note", "closed_at", "version").get()
    assert after == {
        "state": state,
        "result": result,
        "closing_note": "besprochen",
        "closed_at": CALLED_AT,
        "version": 2,
    }
    ended = {"ending": "letter", "early": True} if result is Completion.NOT_REACHED else {}
    assert Entry.objects.get(verb="complete_rueckruf").facts == {"result": result, **ended}


def test_a_finished_rueckruf_gives_its_time_back():
    calendar = kalender(places=1)
    made = booked(calendar, NINE)
    complete(made, Completion.SOLVED)
    assert booked(calendar, NINE, at=datetime.fromisoformat("2026-11-17T23:30:00+01:00")).pk != made.pk
