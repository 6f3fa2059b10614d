"""Retention of core: stored answers of repeated requests."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from socl.core.models import IdempotencyKey
from socl.core.purging import Duty
from socl.lib.retention import Retention

ANSWERS = Retention("core.answers", "Antworten auf wiederholte Anfragen (REST)", 1)


def _answers(before: datetime) -> QuerySet[IdempotencyKey]:
    return IdempotencyKey.objects.filter(created_at__lt=before)


@transaction.atomic
def purge_answers(ids: Sequence[int], *, at: datetime) -> int:
    """Delete stored answers: a repeat after a day is a new request. Rule DS-3."""
    return IdempotencyKey.objects.filter(pk__in=ids).delete()[0]


DUTIES = (Duty(ANSWERS, _answers, purge_answers),)
