"""Purging Anliegen, and later what came of them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from routing.escalation.models import Anliegen, FigureCell, Outcome
from routing.escalation.rules import retention
from routing.rufkreis.rules.lifecycle import CallState
from socl.core.purging import Duty
from socl.lib.workdays import berlin_day


def _anliegen(before: datetime) -> QuerySet[Anliegen]:
    return Anliegen.objects.filter(opened_at__lt=before, call__state=CallState.ENDED)


@transaction.atomic
def purge_anliegen(ids: Sequence[int], *, at: datetime) -> int:
    """Delete Anliegen of ended calls, open ones that nobody closed in three months as well. Rule DS-3."""
    return Anliegen.objects.filter(pk__in=ids).delete()[1].get("escalation.Anliegen", 0)


def _outcomes(before: datetime) -> QuerySet[Outcome]:
    return Outcome.objects.filter(at__lt=before, anliegen=None)


@transaction.atomic
def purge_outcomes(ids: Sequence[int], *, at: datetime) -> int:
    """Delete Outcomes whose Anliegen is gone. Rule DS-3."""
    return Outcome.objects.filter(pk__in=ids, anliegen=None).delete()[0]


def _figures(before: datetime) -> QuerySet[FigureCell]:
    return FigureCell.objects.filter(week__lt=berlin_day(before))


@transaction.atomic
def purge_figures(ids: Sequence[int], *, at: datetime) -> int:
    """Delete figures of years long gone. Rule DS-3."""
    return FigureCell.objects.filter(pk__in=ids).delete()[0]


DUTIES = (
    Duty(retention.ANLIEGEN, _anliegen, purge_anliegen),
    Duty(retention.OUTCOMES, _outcomes, purge_outcomes),
    Duty(retention.FIGURES, _figures, purge_figures),
)
