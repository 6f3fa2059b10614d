"""Comparing what a telephone system has with what we think it has."""

from collections.abc import Collection
from datetime import datetime, timedelta

SNAPSHOT_EVERY = timedelta(seconds=30)
TWO_SNAPSHOTS = timedelta(seconds=15)  # less apart is one snapshot sent twice
SETTLING = timedelta(seconds=5)  # so young a call may have missed the snapshot by itself
SILENT_AFTER = timedelta(seconds=60)
MOST_ASKED = 100


def missing_seqs(seen: Collection[int], last: int) -> list[int]:
    """The numbers of a call's events (counted from 1, polls have none) up to ``last`` that we never heard; at most 100.

    Without any number seen the telephone system does not count, and nothing is asked for again. Rule RUF-15.
    """
    if not seen and not last:
        return []
    heard = set(seen)
    return [n for n in range(1, max(last, *heard, 0) + 1) if n not in heard][:MOST_ASKED]


def is_over(missing_since: datetime | None, at: datetime) -> bool:
    """True if a call was already missing in an earlier snapshot: then it is over, though no hangup came. Rule RUF-15."""
    return missing_since is not None and at - missing_since >= TWO_SNAPSHOTS


def silent_since(last_heard_at: datetime | None, at: datetime) -> datetime | None:
    """Since when a telephone system has been silent for a minute or more; None if it speaks. Never heard: None too."""
    return last_heard_at if last_heard_at is not None and at - last_heard_at >= SILENT_AFTER else None
