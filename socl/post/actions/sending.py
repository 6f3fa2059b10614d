"""The sender's own verbs: claim one message, then note what became of it. Each is one short transaction.

Between claim and note stands the gateway, outside any transaction. A sender that dies there leaves a lease that runs
out: the message is tried again, so it may arrive once more than noted, but it is never lost.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from socl.core.moves import move, move_one
from socl.journal.record import record
from socl.post.models import Outbox, OutboxQuerySet
from socl.post.rules import lifecycle
from socl.post.rules.content import Channel
from socl.post.rules.lifecycle import State
from socl.post.rules.timing import LEASE, LONGEST_WITHOUT_WAY, MOST_TRIES, open_channels, wait_after

TOO_LATE, TOO_OFTEN, NO_WAY = "zu spät", "abgebrochen", "kein Versandweg eingerichtet"
MOST_TIDIED = 200  # of one kind in one run: what is left is laid aside by the next


@transaction.atomic
def claim(*, channels: Collection[Channel], at: datetime) -> Outbox | None:
    """The message that has waited longest and may go out now, leased to the caller; None if there is none.

    Rivals skip what another one locks. Its lease is the caller's ticket for noting the result. Rule POST-1.
    """
    usable = open_channels(at) & frozenset(channels)
    waiting = Outbox.objects.sendable(at).filter(channel__in=usable).order_by("due_at", "pk")
    row = waiting.select_for_update(skip_locked=True).first()
    if row is None:
        return None
    move_one(row, lifecycle.CLAIM, leased_until=at + LEASE, tries=row.tries + 1)
    return row


@transaction.atomic
def note_sent(*, claimed: Outbox, at: datetime) -> bool:
    """It is out. False if the lease ran out meanwhile and somebody else has taken over."""
    if not move(_still_mine(claimed), lifecycle.NOTE_SENT, leased_until=None, ended_at=at, error=""):
        return False
    record("send", claimed, by=None, at=at, rule="POST-1", purpose=claimed.purpose, tries=claimed.tries)
    return True


@transaction.atomic
def note_failed(*, claimed: Outbox, error: str, is_final: bool, at: datetime) -> State | None:
    """It is not out: tried again later, or dead if ``is_final`` or tried too often; its state, None if not mine.

    A message that was withdrawn meanwhile ends here. Rules POST-5, POST-6.
    """
    row = _still_mine(claimed).select_for_update().first()
    if row is None:
        return None
    wait = None if is_final else wait_after(row.tries)
    if row.withdrawn_at is not None:
        move_one(row, lifecycle.STOP, leased_until=None, ended_at=at, error=error)
    elif wait is None:
        _lay_aside(row, error, at)
    else:
        move_one(row, lifecycle.NOTE_FAILED, leased_until=None, due_at=at + wait, error=error)
    return State(row.state)


def _still_mine(claimed: Outbox) -> OutboxQuerySet:
    return Outbox.objects.filter(pk=claimed.pk, state=State.SENDING, leased_until=claimed.leased_until)


def _lay_aside(row: Outbox, error: str, at: datetime) -> None:
    move_one(row, lifecycle.GIVE_UP, leased_until=None, ended_at=at, error=error)
    record("give_up", row, by=None, at=at, rule="POST-5", purpose=row.purpose, error=error)


@transaction.atomic
def tidy(*, at: datetime) -> int:
    """Lay aside what would come too late or killed its sender every time; end what was withdrawn under way; how many."""
    left = Q(state=State.SENDING, leased_until__lte=at)
    waiting = Q(state__in=lifecycle.WAITING)
    stopped = Outbox.objects.filter(left, withdrawn_at__isnull=False)
    count = move(stopped, lifecycle.STOP, leased_until=None, ended_at=at)
    found = (
        (TOO_LATE, (left | waiting) & Q(not_after__lte=at)),
        (TOO_OFTEN, left & Q(tries__gte=MOST_TRIES)),
    )
    return count + sum(_lay_all_aside(which, error, at) for error, which in found)


@transaction.atomic
def lay_stranded_aside(*, ways: Collection[Channel], at: datetime) -> int:
    """Lay aside what has waited for a day on a channel that is not among the ``ways``; how many. Rule POST-7.

    Not at once: a house that was started without its mail server for an hour must not lose its post to a person's list.
    """
    since = at - LONGEST_WITHOUT_WAY
    stranded = Q(state__in=lifecycle.WAITING, due_at__lte=since) & ~Q(channel__in=ways)
    return _lay_all_aside(stranded, NO_WAY, at)


def _lay_all_aside(which: Q, error: str, at: datetime) -> int:
    rows = list(Outbox.objects.filter(which).select_for_update(skip_locked=True).order_by("pk")[:MOST_TIDIED])
    for row in rows:
        _lay_aside(row, error, at)
    return len(rows)
