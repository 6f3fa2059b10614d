"""Purging the personal data of past Rückrufe; the bare booking stays for the figures."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from atv.kalender.actions.besetzung import DUTY as BESETZUNG
from atv.kalender.models import Attempt, Booking, BookingQuerySet, Channel, Reading
from atv.kalender.rules import retention
from atv.kalender.rules.lifecycle import State
from socl.core.purging import Duty
from socl.lib.workdays import berlin_day


def _past(before: datetime) -> BookingQuerySet:
    return Booking.objects.filter(purged_at=None, ends_at__lt=before).exclude(state=State.HELD)


def _contact(before: datetime) -> BookingQuerySet:
    return _past(before).exclude(channel=Channel.ONLINE)


def _online(before: datetime) -> BookingQuerySet:
    return _past(before).filter(channel=Channel.ONLINE)


@transaction.atomic
def purge_bookings(ids: Sequence[int], *, at: datetime) -> int:
    """Empty contact and free text of these bookings and the notes of their attempts. Rule DS-3."""
    rows = Booking.objects.filter(pk__in=ids, purged_at=None)
    Attempt.objects.filter(booking__in=ids).exclude(note="").update(note="")
    return rows.update(purged_at=at, **dict.fromkeys(retention.PERSONAL, ""))


def _readings(before: datetime) -> QuerySet[Reading]:
    return Reading.objects.filter(day__lt=berlin_day(before))


@transaction.atomic
def forget_readings(ids: Sequence[int], *, at: datetime) -> int:
    """Delete these readings; the number deleted. Rule DS-3."""
    return Reading.objects.filter(pk__in=ids).delete()[0]


DUTIES = (
    Duty(retention.CONTACT, _contact, purge_bookings),
    Duty(retention.ONLINE, _online, purge_bookings),
    BESETZUNG,
    Duty(retention.READINGS, _readings, forget_readings),
)
