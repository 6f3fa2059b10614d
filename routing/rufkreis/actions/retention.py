"""Purging calls, offers and what the telephone system said."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from routing.rufkreis.models import Call, CtiEvent, Offer, Plan
from routing.rufkreis.rules import retention
from routing.rufkreis.rules.lifecycle import CallState, OfferState
from socl.core.purging import Duty, delete_one_by_one
from socl.lib.workdays import berlin_day


def _persons(before: datetime) -> QuerySet[Call]:
    return Call.objects.filter(state=CallState.ENDED, ended_at__lt=before, person__isnull=False)


@transaction.atomic
def purge_persons(ids: Sequence[int], *, at: datetime) -> int:
    """Forget who had the call: no figure of a single person can be made of it. Rule DS-3."""
    return Call.objects.filter(pk__in=ids, state=CallState.ENDED).update(person=None)


def _offers(before: datetime) -> QuerySet[Offer]:
    return Offer.objects.filter(closed_at__lt=before, call__state=CallState.ENDED).exclude(
        state=OfferState.OPEN
    )


@transaction.atomic
def purge_offers(ids: Sequence[int], *, at: datetime) -> int:
    """Delete closed offers of ended calls, with the commands that went with them. Rule DS-3."""
    return Offer.objects.filter(pk__in=ids).delete()[1].get("rufkreis.Offer", 0)


def _events(before: datetime) -> QuerySet[CtiEvent]:
    return CtiEvent.objects.filter(received_at__lt=before)


@transaction.atomic
def purge_events(ids: Sequence[int], *, at: datetime) -> int:
    """Delete what the telephone system said, numbers and all. Rule DS-3."""
    return CtiEvent.objects.filter(pk__in=ids).delete()[0]


def _calls(before: datetime) -> QuerySet[Call]:
    return Call.objects.filter(state=CallState.ENDED, ended_at__lt=before)


@transaction.atomic
def purge_calls(ids: Sequence[int], *, at: datetime) -> int:
    """Delete calls with all that hangs on them; one that an Anliegen still needs stays. Rule DS-3."""
    return delete_one_by_one(Call.objects.filter(pk__in=ids))


def _plans(before: datetime) -> QuerySet[Plan]:
    return Plan.objects.filter(day__lt=berlin_day(before))


@transaction.atomic
def purge_plans(ids: Sequence[int], *, at: datetime) -> int:
    """Delete the rosters of days long gone. Rule DS-3."""
    return Plan.objects.filter(pk__in=ids).delete()[0]


DUTIES = (
    Duty(retention.PERSONS, _persons, purge_persons),
    Duty(retention.OFFERS, _offers, purge_offers),
    Duty(retention.EVENTS, _events, purge_events),
    Duty(retention.CALLS, _calls, purge_calls),
    Duty(retention.PLANS, _plans, purge_plans),
)
