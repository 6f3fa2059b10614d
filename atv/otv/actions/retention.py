"""Purging what citizens told us; the bare Termin stays for the figures."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from atv.kalender.actions.retention import purge_bookings
from atv.otv.models import OtvMessage, OtvTermin, OtvTerminQuerySet
from atv.otv.rules import retention
from atv.otv.rules.lifecycle import Cancelled
from socl.core.purging import Duty


def _past(before: datetime) -> OtvTerminQuerySet:
    return OtvTermin.objects.filter(purged_at=None, booking__ends_at__lt=before)


def _unconfirmed(before: datetime) -> OtvTerminQuerySet:
    rows = OtvTermin.objects.filter(purged_at=None, cancelled_how=Cancelled.UNCONFIRMED)
    return rows.filter(booking__closed_at__lt=before)


@transaction.atomic
def purge_termine(ids: Sequence[int], *, at: datetime) -> int:
    """Empty what speaks of the citizen, in the Termin and in its booking. Rule DS-3."""
    rows = OtvTermin.objects.filter(pk__in=ids, purged_at=None)
    purge_bookings(list(rows.values_list("booking", flat=True)), at=at)
    return rows.update(purged_at=at, first_jobless_on=None, open_key=None)


def _messages(before: datetime) -> QuerySet[OtvMessage]:
    return OtvMessage.objects.filter(received_at__lt=before)


@transaction.atomic
def purge_messages(ids: Sequence[int], *, at: datetime) -> int:
    """Delete messages, answered or not. Rule DS-3."""
    return OtvMessage.objects.filter(pk__in=ids).delete()[0]


DUTIES = (
    Duty(retention.TERMINE, _past, purge_termine),
    Duty(retention.UNCONFIRMED, _unconfirmed, purge_termine),
    Duty(retention.MESSAGES, _messages, purge_messages),
)
