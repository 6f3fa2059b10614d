"""Who works a Rückruf, how one in vain ends, and the follow-up: verbs and REST."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from atv.kalender.actions.follow_up import book_follow_up
from atv.kalender.actions.policy import CallbackPolicy, set_policy
from atv.kalender.actions.rueckruf import Completion, complete_rueckruf, log_attempt, take_over
from atv.kalender.models import AttemptResult, Booking, Kalender
from atv.kalender.rules.attempts import Ending
from atv.kalender.rules.lifecycle import State
from socl.core.db import broken_constraint
from socl.journal.models import Entry
from socl.orga.rules.roles import Role
from socl.post.models import Outbox
from tests.factories.kalender import AT, BookingFactory, berlin, booked, kalender, system, terminart
from tests.factories.orga import nord, person
from tests.kalender.refusals import refusal

pytestmark = pytest.mark.django_db

NINE, TEN = berlin("2026-11-18", "09:00"), berlin("2026-11-18", "10:00")
CALLED = NINE + timedelta(minutes=15)


@pytest.fixture
def made() -> Booking:
    return booked(
        kalender(places=1), NINE, briefing="Frage: Geld.", kundennummer="131A123456", email="mara@example.org"
    )


def tried(booking: Booking, *minutes: int, result: str = AttemptResult.NO_ANSWER, rang: bool = True) -> None:
    for minute in minutes:
        at = NINE + timedelta(minutes=minute)
        log_attempt(booking=booking, result=result, rang=rang, note="", by=system(), at=at)


def end(booking: Booking, result: Completion, **given: Any) -> Booking:
    wanted = {"booking": booking, "result": result, "note": "", "by": system(), "at": CALLED, **given}
    return complete_rueckruf(**wanted)


@pytest.mark.rule("ATV-32")
@pytest.mark.parametrize("result", [Completion.NOT_REACHED, Completion.NO_SHOW])
@pytest.mark.parametrize(
    ("chosen", "kept"), [("", Ending.LETTER), ("message", Ending.MESSAGE), ("work_order", Ending.WORK_ORDER)]
)
def test_a_rueckruf_in_vain_never_ends_in_silence(made, result, chosen, kept):
    tried(made, 0, 5, 10)
    end(made, result, ending=chosen)
    assert Booking.objects.values_list("state", "ending").get() == (result, kept)
    facts = {"result": result, "ending": kept, "early": False}
    assert Entry.objects.get(verb="complete_rueckruf").facts == facts


@pytest.mark.rule("ATV-32")
@pytest.mark.parametrize(
    ("email", "number", "way"),
    [
        ("mara@example.org", "+4915123456789", ("mail", "mara@example.org")),
        ("", "+4915123456789", ("sms", "+4915123456789")),
    ],
)
def test_a_message_goes_out_with_the_end_of_the_rueckruf_and_says_nothing_personal(made, email, number, way):
    Booking.objects.update(email=email, rueckruf_number=number)
    tried(made, 0)
    end(made, Completion.NOT_REACHED, ending="message")
    letter = Outbox.objects.get(purpose__endswith=":not-reached")
    assert (letter.channel, letter.recipient, letter.purpose) == (*way, f"booking:{made.pk}:not-reached")
    assert "am 18.11.2026 um 09:00 Uhr zurückrufen" in letter.body
    assert not any(word in letter.body for word in ("Mara", "131A123456", "Geld", str(made.reference)))


@pytest.mark.rule("ATV-32")
def test_whoever_cannot_be_written_to_gets_a_letter_and_no_false_promise(made):
    Booking.objects.update(email="")
    Kalender.objects.update(ending=Ending.MESSAGE)
    tried(made, 0)
    assert refusal(end, made, Completion.NOT_REACHED, ending="message") == ("invalid", "ATV-32")
    end(made, Completion.NOT_REACHED)
    assert (
        Booking.objects.get().ending,
        Outbox.objects.filter(purpose__endswith=":not-reached").count(),
    ) == (
        Ending.LETTER,
        0,
    )


@pytest.mark.rule("ATV-32")
def test_the_database_lets_nobody_be_given_up_without_an_ending(made):
    changes: list[dict[str, Any]] = [
        {"state": State.NOT_REACHED},
        {"state": State.NOT_REACHED, "ending": "schweigen"},
        {"ending": Ending.LETTER},
    ]
    for change in changes:
        with pytest.raises(IntegrityError) as no, transaction.atomic():
            Booking.objects.update(**change)
        assert broken_constraint(no.value) == "booking_in_vain_has_ending"


@pytest.mark.rule("ATV-30")
def test_a_customer_is_absent_only_if_it_rang_as_often_as_agreed(made):
    tried(made, 0, 5)
    assert refusal(end, made, Completion.NO_SHOW) == ("attempts_left", "ATV-30")
    tried(made, 10)
    assert end(made, Completion.NO_SHOW).state == State.NO_SHOW


@pytest.mark.rule("ATV-30")
def test_the_lead_decides_how_often_and_what_follows_and_it_is_journaled(made):
    who, calendar = person(Role.OS_LEAD, nord().team), Kalender.objects.get()
    wanted = CallbackPolicy(1, 0, Ending.WORK_ORDER, 7, True)
    set_policy(kalender=calendar, policy=wanted, version=1, by=who, at=AT)
    tried(made, 2)
    end(made, Completion.NO_SHOW)
    assert Booking.objects.get().ending == Ending.WORK_ORDER
    entry = Entry.objects.get(verb="set_policy")
    assert (entry.by_id, entry.facts) == (who.pk, asdict(wanted))
    again = refusal(set_policy, kalender=calendar, policy=wanted, version=1, by=who, at=AT)
    assert again == ("stale", "")


@pytest.mark.rule("ATV-9")
def test_a_wrong_number_ends_the_attempts(made):
    tried(made, 0, result=AttemptResult.WRONG_NUMBER, rang=False)
    assert end(made, Completion.NOT_REACHED).state == State.NOT_REACHED
    assert Entry.objects.get(verb="complete_rueckruf").facts["early"] is False


@pytest.mark.rule("ATV-31")
def test_whoever_calls_first_works_it_and_a_colleague_takes_it_over(made):
    first, second = (person(Role.OS_STAFF, nord().team, username=n) for n in ("os1", "os2"))
    for who in (first, second):
        log_attempt(booking=made, result="busy", rang=False, note="", by=who, at=NINE)
    assert Booking.objects.get().worked_by == first
    take_over(booking=made, version=1, by=second, at=NINE)
    assert Booking.objects.values_list("worked_by", "version").get() == (second.pk, 2)
    assert refusal(take_over, booking=made, version=1, by=first, at=NINE) == ("stale", "")
    end(made, Completion.SOLVED)
    assert refusal(take_over, booking=made, version=3, by=first, at=NINE) == ("wrong_state", "ATV-7")


@pytest.mark.rule("ATV-33")
def test_a_follow_up_ends_the_rueckruf_and_carries_all_that_is_known(made):
    who = person(Role.OS_STAFF, nord().team)
    tried(made, 0, result=AttemptResult.REACHED)
    ahead = berlin("2026-11-19", "13:00")
    given = {"booking": made, "kind": terminart("leistungsberatung"), "by": who, "at": CALLED}
    after = book_follow_up(starts_at=ahead, note="Bescheid abwarten", **given)
    made.refresh_from_db()
    assert (made.state, made.result, made.closing_note) == (State.DONE, "follow_up", "Bescheid abwarten")
    fresh = Booking.objects.get(pk=after.pk)
    assert (fresh.follows, fresh.worked_by, fresh.starts_at) == (made, who, ahead)
    assert fresh.ends_at - fresh.starts_at == timedelta(minutes=30)
    assert fresh.briefing == "Frage: Geld.\nFolgetermin: Bescheid abwarten"
    assert (fresh.name, fresh.rueckruf_number, fresh.kundennummer, fresh.channel) == (
        made.name, made.rueckruf_number, "131A123456", made.channel,
    )  # fmt: skip
    assert refusal(book_follow_up, starts_at=ahead, note="", **given) == ("wrong_state", "ATV-7")


@pytest.mark.rule("ATV-33")
def test_a_follow_up_whose_time_is_gone_leaves_the_rueckruf_as_it_was(made):
    BookingFactory.create(kalender=made.kalender, starts_at=berlin("2026-11-19", "13:00"))
    tried(made, 0, result=AttemptResult.REACHED)
    wanted = {"booking": made, "kind": terminart(), "note": "x", "by": system(), "at": CALLED}
    at_noon = refusal(book_follow_up, starts_at=berlin("2026-11-19", "13:00"), **wanted)
    today = refusal(book_follow_up, starts_at=berlin("2026-11-18", "14:00"), **wanted)
    assert (at_noon, today) == (("slot_taken", "ATV-2"), ("too_soon", "SOCL 2.1/9"))
    made.refresh_from_db()
    assert (made.state, made.closing_note) == (State.IN_CALL, "")
