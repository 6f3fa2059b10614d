"""Keeping a time while the customer decides: a hold is a booking that expires."""

from datetime import datetime, timedelta

from django.db import transaction

from atv.kalender.actions.placing import Wanted, enter, instead, lock
from atv.kalender.models import Booking, BookingQuerySet, Kalender, Terminart
from atv.kalender.rules.lifecycle import State
from socl.journal import bell
from socl.journal.record import entry, record
from socl.lib.refusal import Refusal
from socl.orga.models import Person, PersonKind

HOLD_FOR = timedelta(minutes=3)


@instead()
def hold(
    *, kalender_id: int, kind: Terminart, starts_at: datetime, channel: str, by: Person, at: datetime
) -> Booking:
    """Keep a time for three minutes while the customer decides; replaces the earlier hold of the same desk.

    Refusals: those of ``book_rueckruf``. Rule ATV-6.
    """
    kalender = _lock_for_hold(kalender_id, by)
    wanted = Wanted(kalender, kind, starts_at, channel, at)
    noted = entry("hold", Booking, by=by, at=at, starts_at=starts_at.isoformat())
    held = enter(wanted, State.HELD, noted, by=by, expires_at=at + HOLD_FOR)
    bell.ring(f"kalender:{kalender.pk}")
    return held


def _lock_for_hold(kalender_id: int, by: Person) -> Kalender:
    """The calendar, locked, and the desk's earlier hold given up, wherever it was.

    A desk may have held a time of another team: both calendars are locked, in id order, so that two desks that
    change places do not wait for each other for ever.
    """
    earlier = Booking.objects.filter(state=State.HELD, created_by=by)
    if by.kind != PersonKind.STAFF:  # a machine holds for many
        earlier = earlier.none()
    ids = {kalender_id, *earlier.values_list("kalender_id", flat=True)}
    locked = {pk: lock(pk) for pk in sorted(ids)}
    earlier.filter(kalender__in=ids).delete()
    for pk in ids - {kalender_id}:
        bell.ring(f"kalender:{pk}")
    return locked[kalender_id]


def give_up_holds(kalender: Kalender, by: Person, hold_id: int | None) -> None:
    """Delete what a booking of this desk replaces in the locked ``kalender``: every hold of a person; of a machine,
    which holds for many, ``hold_id``.
    """
    if by.kind == PersonKind.STAFF:
        kalender.bookings.filter(state=State.HELD, created_by=by).delete()
    elif hold_id is not None:
        kalender.bookings.filter(state=State.HELD, created_by=by, pk=hold_id).delete()


@transaction.atomic
def renew_hold(*, hold_id: int, by: Person, at: datetime) -> Booking:
    """Three more minutes from ``at``. Refusal ``hold_gone`` if it has expired or is somebody else's. Rule ATV-6."""
    live = _locked(hold_id, by).filter(expires_at__gt=at)
    if not live.update(expires_at=at + HOLD_FOR):
        raise Refusal("hold_gone", "Die Vormerkung ist abgelaufen.", rule="ATV-6")
    return live.get()


@transaction.atomic
def release_hold(*, hold_id: int, by: Person, at: datetime) -> None:
    """Give a held time back; no effect if it is gone already, or has become a booking meanwhile."""
    for held in _locked(hold_id, by):
        record("release_hold", held, by=by, at=at)
        bell.ring(f"kalender:{held.kalender_id}")
        held.delete()


def _locked(hold_id: int, by: Person) -> BookingQuerySet:
    """The hold of this desk, its calendar locked: from now on nobody turns it into a booking."""
    mine = Booking.objects.filter(pk=hold_id, state=State.HELD, created_by=by)
    for kalender_id in list(mine.values_list("kalender_id", flat=True)):
        lock(kalender_id)
    return mine


@transaction.atomic
def delete_expired_holds(*, at: datetime) -> int:
    """Delete holds that have expired; the number deleted. They block nobody before that either."""
    expired = Booking.objects.filter(state=State.HELD, expires_at__lte=at)
    ids = sorted(set(expired.values_list("kalender_id", flat=True)))
    for kalender_id in ids:
        lock(kalender_id)
    return expired.filter(kalender__in=ids).delete()[0]
