"""The journal only grows, but for this: after twelve months its oldest entries go, by night (rule DS-4)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from socl.core.purging import Duty
from socl.journal.models import AccessEntry, Entry, RetentionRun
from socl.journal.rules import retention


def _acts(before: datetime) -> QuerySet[Entry]:
    return Entry.objects.filter(at__lt=before)


def _accesses(before: datetime) -> QuerySet[AccessEntry]:
    return AccessEntry.objects.filter(at__lt=before)


def _runs(before: datetime) -> QuerySet[RetentionRun]:
    return RetentionRun.objects.filter(at__lt=before)


@transaction.atomic
def _purge(model: type[Model], ids: Sequence[int]) -> int:
    """The trigger lets a DELETE pass while this setting of the transaction says so (docs/decisions/0011)."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL socl.purge = 'on'")
        deleted = model._default_manager.filter(pk__in=ids).delete()[0]
        cursor.execute("SET LOCAL socl.purge = 'off'")
    return deleted


def purge_acts(ids: Sequence[int], *, at: datetime) -> int:
    """Delete acts. Rule DS-3."""
    return _purge(Entry, ids)


def purge_accesses(ids: Sequence[int], *, at: datetime) -> int:
    """Delete accesses. Rule DS-3."""
    return _purge(AccessEntry, ids)


@transaction.atomic
def purge_runs(ids: Sequence[int], *, at: datetime) -> int:
    """Delete old reports. Rule DS-3."""
    return RetentionRun.objects.filter(pk__in=ids).delete()[0]


@transaction.atomic
def report_run(*, code: str, before: datetime, rows: int, failed: bool, at: datetime) -> RetentionRun:
    """Note what one duty did in one night. Rule DS-3."""
    return RetentionRun.objects.create(code=code, before=before, rows=rows, failed=failed, at=at)


DUTIES = (
    Duty(retention.ACTS, _acts, purge_acts),
    Duty(retention.ACCESSES, _accesses, purge_accesses),
    Duty(retention.RUNS, _runs, purge_runs),
)
