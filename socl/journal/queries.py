"""What Revision reads: the acts on an object, and who was shown its data."""

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from socl.journal.models import AccessEntry, Entry, RetentionRun

Thing = tuple[str, int]  # object_type and object_id
MOST_SHOWN = 500


def acts(things: Collection[Thing], span: tuple[datetime, datetime]) -> QuerySet[Entry]:
    """What was done to ``things`` in the half-open ``span``, newest first; at most 500. Rule DS-1."""
    return Entry.objects.filter(_of(things), *_within(span)).order_by("-at", "-pk")[:MOST_SHOWN]


def accesses(things: Collection[Thing], span: tuple[datetime, datetime]) -> QuerySet[AccessEntry]:
    """Who was shown the data of ``things`` in ``span``, newest first; at most 500. Rule DS-1."""
    return AccessEntry.objects.filter(_of(things), *_within(span)).order_by("-at", "-pk")[:MOST_SHOWN]


def last_runs() -> dict[str, RetentionRun]:
    """The latest run of each duty of the nightly purge, by its code."""
    return {run.code: run for run in RetentionRun.objects.order_by("code", "-at", "-pk").distinct("code")}


def _of(things: Collection[Thing]) -> Q:
    kinds: dict[str, list[int]] = {}
    for kind, pk in things:
        kinds.setdefault(kind, []).append(pk)
    found = [Q(object_type=kind, object_id__in=ids) for kind, ids in kinds.items()]
    return reduce(or_, found, Q(pk__in=[]))


def _within(span: tuple[datetime, datetime]) -> tuple[Q, Q]:
    return Q(at__gte=span[0]), Q(at__lt=span[1])
