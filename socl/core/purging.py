"""One duty of the nightly purge: which rows are due, and the verb that purges a batch of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from socl.lib.retention import Retention

BATCH = 500
MOST_BATCHES = 400  # of one duty in one night: what is left goes the next night


@dataclass(frozen=True)
class Duty:
    """``due(before)`` are the rows that ended before a moment, ``purge(ids, at=...)`` deletes or empties a batch.

    ``purge`` is a verb: atomic, and it returns how many rows it purged. It may leave a row that something still
    needs, which is then tried again the next night.
    """

    rule: Retention
    due: Callable[[datetime], QuerySet[Any]]
    purge: Callable[..., int]


def fulfil(duty: Duty, *, before: datetime, at: datetime) -> int:
    """Purge batch after batch, each in a transaction of its own, oldest id first; the number of rows purged."""
    total = 0
    waiting = duty.due(before).order_by("pk").values_list("pk", flat=True)
    ids = list(waiting[:BATCH])
    for _ in range(MOST_BATCHES):
        if not ids:
            break
        total += duty.purge(ids, at=at)
        ids = list(waiting.filter(pk__gt=ids[-1])[:BATCH])  # what had to stay is not asked for again
    return total


def delete_one_by_one(rows: QuerySet[Any]) -> int:
    """Delete each row that nothing protects any more, with all that hangs on it; the number of these rows."""
    deleted = 0
    for row in rows:
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError:
            continue
        deleted += 1
    return deleted
