"""A worker that dies at any statement of a verb leaves the whole booking or nothing of it."""

import contextlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from atv.kalender.actions.booking import book_rueckruf, cancel_rueckruf, move_rueckruf
from atv.kalender.actions.follow_up import book_follow_up
from atv.kalender.actions.holds import hold
from atv.kalender.actions.notices import remind_customer
from atv.kalender.actions.replan import Chosen, replan_all
from atv.kalender.actions.rueckruf import Completion, complete_rueckruf, log_attempt
from atv.kalender.models import Attempt, Booking, Channel
from atv.kalender.rules.lifecycle import State
from routing.escalation.actions.onward import Callback, close_with_rueckruf
from routing.escalation.models import Anliegen, Outcome
from socl.journal.models import Entry
from socl.journal.record import record
from socl.post.models import Outbox
from tests.factories.escalation import AnliegenFactory
from tests.factories.kalender import (
    AT,
    AusfallzeitFactory,
    berlin,
    booked,
    contact,
    kalender,
    system,
    terminart,
)
from tests.factories.orga import tsb
from tests.kills import Killed, for_every_statement, killed_at

pytestmark = pytest.mark.django_db(transaction=True)

TOUCHED = (Booking, Attempt, Anliegen, Outcome, Outbox, Entry)
WEDNESDAY = date(2026, 11, 18)
MAIL: dict[str, Any] = {"email": "mara@beispiel.invalid"}
NINE, TEN = berlin(WEDNESDAY, "09:00"), berlin(WEDNESDAY, "10:00")


def everything() -> list[Any]:
    """Every row that these verbs write."""
    return [list(model.objects.order_by("pk").values()) for model in TOUCHED]


def kill(act: Callable[[], Any]) -> int:
    """Kill ``act`` at every statement: nothing may be left each time; the number of kills."""
    before = everything()

    def nothing_is_left() -> None:
        assert everything() == before

    kills = for_every_statement(act, nothing_is_left)
    assert everything() != before, "the verb did nothing at all"
    return kills


def test_the_helper_itself_sees_a_half_written_act():
    who = system()

    def two_steps_without_a_transaction() -> None:
        record("eins", who, by=who, at=AT)
        record("zwei", who, by=who, at=AT)

    with pytest.raises(AssertionError):
        kill(two_steps_without_a_transaction)


def test_the_helper_itself_sees_a_verb_that_swallows_the_kill():
    def swallow() -> None:
        with contextlib.suppress(Killed):
            system()

    with pytest.raises(AssertionError, match="swallowed"):
        for_every_statement(swallow, lambda: None)


def test_booking_is_all_or_nothing():
    calendar, kind, who = kalender(places=1), terminart(), tsb()
    kills = kill(
        lambda: book_rueckruf(
            kalender_id=calendar.pk,
            kind=kind,
            starts_at=NINE,
            contact=contact(),
            channel=Channel.SC,
            by=who,
            at=AT,
        )
    )
    assert kills >= 4  # at least: lock, read, insert, journal
    assert list(Booking.objects.values_list("state", "starts_at")) == [(State.BOOKED, NINE)]
    assert Entry.objects.filter(verb="book_rueckruf").count() == 1


def test_booking_a_hold_is_all_or_nothing():
    calendar, kind, who = kalender(places=1), terminart(), tsb()
    wanted: dict[str, Any] = {
        "kalender_id": calendar.pk,
        "kind": kind,
        "starts_at": NINE,
        "channel": Channel.SC,
        "by": who,
        "at": AT,
    }
    kept = hold(**wanted)
    kill(lambda: book_rueckruf(contact=contact(), hold_id=kept.pk, **wanted))
    assert list(Booking.objects.values_list("pk", "state")) == [(kept.pk, State.BOOKED)]


def test_holding_is_all_or_nothing_and_the_earlier_hold_goes_with_it():
    calendar, kind, who = kalender(places=1), terminart(), tsb()
    wanted: dict[str, Any] = {
        "kalender_id": calendar.pk,
        "kind": kind,
        "channel": Channel.SC,
        "by": who,
        "at": AT,
    }
    hold(starts_at=NINE, **wanted)
    kill(lambda: hold(starts_at=TEN, **wanted))
    assert list(Booking.objects.values_list("state", "starts_at")) == [(State.HELD, TEN)]


def test_moving_is_all_or_nothing():
    made = booked(kalender(places=1), NINE)
    kill(lambda: move_rueckruf(booking=made, starts_at=TEN, version=1, by=system(), at=AT))
    assert list(Booking.objects.values_list("starts_at", "version")) == [(TEN, 2)]
    assert Entry.objects.filter(verb="move_rueckruf").count() == 1


def test_cancelling_is_all_or_nothing():
    made, who = booked(kalender(places=1), NINE), tsb()
    kill(lambda: cancel_rueckruf(booking=made, reason="", by=who, at=AT))
    assert Booking.objects.get().state == State.CANCELLED


def test_a_follow_up_ends_the_one_and_books_the_next_or_neither():
    made, kind, who = booked(kalender(places=1), NINE, **MAIL), terminart(), tsb()
    later = berlin("2026-11-19", "09:00")
    during = NINE + timedelta(minutes=5)
    wanted: dict[str, Any] = {"booking": made, "kind": kind, "starts_at": later, "note": "Nachweis"}
    assert kill(lambda: book_follow_up(by=who, at=during, **wanted)) >= 8
    found = Booking.objects.order_by("starts_at").values_list("state", "starts_at", "follows", "worked_by")
    assert list(found) == [(State.DONE, NINE, None, None), (State.BOOKED, later, made.pk, who.pk)]


def test_who_is_not_reached_gets_the_message_and_the_end_or_neither():
    made, who = booked(kalender(places=1), NINE, **MAIL), tsb()
    log_attempt(booking=made, result="no_answer", rang=True, note="", by=who, at=NINE)
    end: dict[str, Any] = {"result": Completion.NOT_REACHED, "ending": "message", "note": "x"}
    kill(lambda: complete_rueckruf(booking=made, by=who, at=NINE + timedelta(minutes=20), **end))
    assert Booking.objects.get().ending == "message"
    assert Outbox.objects.filter(purpose=f"booking:{made.pk}:not-reached").count() == 1


def test_a_move_takes_the_old_message_back_and_asks_for_the_new_one_or_neither():
    made = booked(kalender(places=1), NINE, **MAIL)
    kill(lambda: move_rueckruf(booking=made, starts_at=TEN, version=1, by=system(), at=AT))
    purposes = Outbox.objects.order_by("pk").values_list("purpose", "state")
    of = f"booking:{made.pk}"
    assert list(purposes) == [(f"{of}:booked", "withdrawn"), (f"{of}:moved:2", "due")]


def test_a_reminder_is_asked_for_once_however_often_the_watch_dies():
    made = booked(kalender(places=1), NINE, **MAIL)
    kill(lambda: remind_customer(booking_id=made.pk, at=NINE - timedelta(hours=16)))
    assert Outbox.objects.filter(purpose=f"booking:{made.pk}:reminder:1").count() == 1


def test_re_planning_several_moves_all_that_was_seen_or_nothing():
    calendar = kalender(places=1)
    found = [booked(calendar, start, **MAIL) for start in (NINE, NINE + timedelta(minutes=20))]
    AusfallzeitFactory.create(kalender=calendar)
    chosen = [Chosen(b.pk, 1, TEN + timedelta(minutes=20 * n)) for n, b in enumerate(found)]
    kill(lambda: replan_all(kalender=calendar, chosen=chosen, by=system(), at=AT))
    assert list(Booking.objects.order_by("pk").values_list("starts_at", flat=True)) == [
        c.starts_at for c in chosen
    ]


def test_closing_an_anliegen_with_a_rueckruf_is_all_or_nothing():
    kalender(places=1)
    anliegen = AnliegenFactory.create()
    kill(
        lambda: close_with_rueckruf(
            anliegen=anliegen,
            callback=Callback(NINE, "Mara", "+493023125900", "Abfindung."),
            by=anliegen.opened_by,
            at=AT,
        )
    )
    outcome = Anliegen.objects.get().outcome
    assert outcome is not None
    assert outcome.booking == Booking.objects.get()
    verbs = Entry.objects.filter(verb__in=["book_rueckruf", "close_anliegen"]).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["book_rueckruf", "close_anliegen"]


def test_a_killed_verb_gives_its_lock_back():
    calendar, kind, who = kalender(places=1), terminart(), tsb()
    wanted: dict[str, Any] = {
        "kalender_id": calendar.pk,
        "kind": kind,
        "starts_at": NINE,
        "contact": contact(),
        "channel": Channel.SC,
        "by": who,
        "at": AT,
    }
    with killed_at(3), pytest.raises(Killed):
        book_rueckruf(**wanted)
    assert book_rueckruf(**wanted).state == State.BOOKED
