"""One message for each purpose, taken back or sent, once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from socl.core.moves import move
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.post import queries
from socl.post.actions.outbox import resend, withdraw
from socl.post.actions.sending import claim, note_failed, note_sent, tidy
from socl.post.models import Outbox
from socl.post.rules import lifecycle
from socl.post.rules.content import Channel
from socl.post.rules.lifecycle import State
from socl.post.rules.timing import LEASE, MOST_TRIES
from tests.factories.orga import PersonFactory
from tests.factories.post import AT, asked, claimed

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
ALL = frozenset(Channel)


def verbs() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


@pytest.mark.rule("POST-1")
def test_the_same_purpose_twice_leaves_one_message():
    first = asked(purpose="booking:12:confirm:1")
    again = asked(purpose="booking:12:confirm:1", body="Etwas anderes.", due_at=AT + MINUTE)
    assert again == first
    assert (again.body, again.due_at) == ("Wir rufen Sie an.", AT)
    assert verbs() == ["send_later"]


@pytest.mark.rule("POST-1")
def test_a_message_is_claimed_once_and_sent_once():
    message = asked()
    mine = claimed()
    assert mine == message
    assert claim(channels=ALL, at=AT) is None
    assert note_sent(claimed=mine, at=AT + MINUTE)
    assert not note_sent(claimed=mine, at=AT + MINUTE)
    message.refresh_from_db()
    assert (message.state, message.ended_at, message.tries) == (State.SENT, AT + MINUTE, 1)
    assert verbs() == ["send_later", "send"]


def test_what_waits_longest_goes_first_and_nothing_goes_early():
    late, early, never = asked(due_at=AT), asked(due_at=AT - MINUTE), asked(due_at=AT + MINUTE)
    order = [claim(channels=ALL, at=AT) for _ in range(3)]
    assert order == [early, late, None]
    assert claim(channels=ALL, at=AT + MINUTE) == never


@pytest.mark.rule("POST-2")
def test_at_night_only_files_go_out():
    night = AT.replace(hour=22)
    mail, file = asked(), asked(Channel.FILE)
    assert claim(channels=ALL, at=night) == file
    assert claim(channels=ALL, at=night) is None
    assert claim(channels=ALL, at=night + timedelta(hours=8)) == mail


def test_a_channel_without_a_way_out_keeps_its_messages():
    asked(Channel.SMS)
    assert claim(channels={Channel.MAIL}, at=AT) is None
    assert Outbox.objects.get().tries == 0


@pytest.mark.rule("POST-1")
def test_a_sender_that_died_is_followed_by_another_and_cannot_note_any_more():
    asked()
    dead = claimed()
    assert claim(channels=ALL, at=AT + LEASE - MINUTE) is None
    heir = claim(channels=ALL, at=AT + LEASE)
    assert heir is not None and heir.tries == 2
    assert note_failed(claimed=dead, error="x", is_final=True, at=AT + LEASE) is None
    assert not note_sent(claimed=dead, at=AT + LEASE)
    assert note_sent(claimed=heir, at=AT + LEASE)


@pytest.mark.rule("POST-5")
def test_a_failed_message_waits_longer_each_time_and_then_lies_dead():
    message, at, waits = asked(), AT, []
    for _ in range(MOST_TRIES):
        note_failed(claimed=claimed(at), error="SMTP 451", is_final=False, at=at)
        message.refresh_from_db()
        waits.append(message.due_at - at)
        at = message.due_at
        while claim(channels=(), at=at) is None and at.hour >= 20:  # let a night pass
            at += timedelta(hours=12)
    assert waits[:4] == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert (message.state, message.error, message.tries) == (State.DEAD, "SMTP 451", MOST_TRIES)
    assert verbs() == ["send_later", "give_up"]


@pytest.mark.rule("POST-5")
def test_a_dead_letter_can_be_sent_again_by_a_person():
    message, who = asked(not_after=AT + MINUTE), PersonFactory.create()
    note_failed(claimed=claimed(), error="SMTP 550", is_final=True, at=AT)
    message.refresh_from_db()
    assert message.state == State.DEAD
    resend(outbox=message, by=who, at=AT + 5 * MINUTE)
    again = claim(channels=ALL, at=AT + 5 * MINUTE)
    assert again == message and again.tries == 1
    with pytest.raises(Refusal, match="unzustellbare"):
        resend(outbox=message, by=who, at=AT)


def test_what_would_come_too_late_is_laid_aside_and_not_sent():
    message = asked(not_after=AT + MINUTE)
    assert claim(channels=ALL, at=AT + MINUTE) is None
    assert (tidy(at=AT), tidy(at=AT + MINUTE), tidy(at=AT + MINUTE)) == (0, 1, 0)
    message.refresh_from_db()
    assert (message.state, message.error) == (State.DEAD, "zu spät")


def test_a_message_that_kills_every_sender_is_laid_aside():
    message = asked()
    Outbox.objects.update(state=State.SENDING, leased_until=AT, tries=MOST_TRIES)
    assert tidy(at=AT) == 1
    message.refresh_from_db()
    assert (message.state, message.error) == (State.DEAD, "abgebrochen")


@pytest.mark.rule("POST-6")
def test_only_what_speaks_of_the_thing_is_withdrawn():
    one, other = PersonFactory.create(), PersonFactory.create()
    confirm, remind = asked(about=one, purpose="b:1:confirm"), asked(about=one, purpose="b:1:remind")
    theirs, sent = asked(about=other), asked(about=one, due_at=AT - MINUTE)
    note_sent(claimed=claimed(), at=AT)
    assert withdraw(about=one, by=one, at=AT, prefix="b:1:r") == 1
    assert withdraw(about=one, by=one, at=AT) == 1
    assert withdraw(about=one, by=one, at=AT) == 0
    states = {row.pk: row.state for row in Outbox.objects.all()}
    assert states == {
        confirm.pk: State.WITHDRAWN,
        remind.pk: State.WITHDRAWN,
        theirs.pk: State.DUE,
        sent.pk: State.SENT,
    }


@pytest.mark.rule("POST-6")
@pytest.mark.parametrize(("fails", "end"), [(True, State.WITHDRAWN), (False, State.SENT)])
def test_what_is_withdrawn_under_way_is_not_tried_again(fails, end):
    message = asked()
    mine = claimed()
    assert withdraw(about=PersonFactory.create(username="aufbau"), by=None, at=AT) == 1
    if fails:
        note_failed(claimed=mine, error="SMTP 451", is_final=False, at=AT)
    else:
        note_sent(claimed=mine, at=AT)
    message.refresh_from_db()
    assert message.state == end
    assert claim(channels=ALL, at=AT + 2 * LEASE) is None


@pytest.mark.rule("POST-6")
def test_what_is_withdrawn_in_the_hands_of_a_dead_sender_ends():
    message = asked()
    claim(channels=ALL, at=AT)
    withdraw(about=PersonFactory.create(username="aufbau"), by=None, at=AT)
    assert claim(channels=ALL, at=AT + LEASE) is None
    assert tidy(at=AT + LEASE) == 1
    message.refresh_from_db()
    assert message.state == State.WITHDRAWN


MOVES = ("CLAIM", "NOTE_SENT", "NOTE_FAILED", "GIVE_UP", "WITHDRAW", "STOP", "RESEND")
ALLOWED = {
    ("CLAIM", State.DUE),
    ("CLAIM", State.FAILED),
    ("CLAIM", State.SENDING),
    ("NOTE_SENT", State.SENDING),
    ("NOTE_FAILED", State.SENDING),
    ("GIVE_UP", State.DUE),
    ("GIVE_UP", State.FAILED),
    ("GIVE_UP", State.SENDING),
    ("WITHDRAW", State.DUE),
    ("WITHDRAW", State.FAILED),
    ("STOP", State.SENDING),
    ("RESEND", State.DEAD),
}


def columns(state: State) -> dict[str, Any]:
    """What belongs to a state."""
    return {
        "leased_until": AT if state is State.SENDING else None,
        "ended_at": AT if state in lifecycle.ENDED else None,
        "withdrawn_at": AT if state is State.WITHDRAWN else None,
    }


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("name", MOVES)
def test_every_state_and_move(name, state):
    message, step = asked(), getattr(lifecycle, name)
    Outbox.objects.update(state=state, **columns(state))
    moved = move(Outbox.objects.filter(pk=message.pk), step, **columns(step.target))
    assert moved == ((name, state) in ALLOWED)
    message.refresh_from_db()
    assert message.state == (step.target if moved else state)


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "Betreff\nBcc: alle@beispiel.invalid"},
        {"recipient": "mara@beispiel.invalid\nBcc: x@y.invalid"},
        {"recipient": "keine Adresse"},
        {"channel": Channel.SMS},
        {"state": State.SENDING},
        {"state": State.SENT},
        {"state": "unterwegs"},
    ],
)
def test_the_database_refuses_what_must_never_be(wrong):
    asked()
    with pytest.raises(IntegrityError), transaction.atomic():
        Outbox.objects.update(**wrong)


def test_the_overview_asks_three_questions_however_much_there_is(django_assert_num_queries):
    for count in (1, 3):
        for _ in range(count):
            asked(due_at=AT - MINUTE)
        note_failed(claimed=claimed(), error="SMTP 550", is_final=True, at=AT)
        with django_assert_num_queries(3):
            found = queries.overview(AT)
    assert [row.error for row in found.dead] == ["SMTP 550"] * 2
    assert dict(found.counts)["wartet"] == 2
    assert found.oldest == AT - MINUTE


def test_asking_is_refused_before_anything_is_written():
    with pytest.raises(Refusal):
        asked(recipient="keine")
    assert (Outbox.objects.count(), Entry.objects.count()) == (0, 0)
