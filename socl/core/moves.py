"""State changes by compare-and-set: one UPDATE that only finds rows still in a source state."""

from typing import Any

from django.db.models import Model, QuerySet

from socl.lib.states import Move


def move(rows: QuerySet[Any], by: Move, **values: Any) -> int:
    """Move those of ``rows`` that are in a source state of ``by``; the number of rows moved.

    0 rows means that a rival was faster or the move is not allowed: the caller refuses.
    """
    return rows.filter(state__in=by.sources).update(state=by.target, **values)


def move_one(row: Model, by: Move, **values: Any) -> bool:
    """Move the one ``row`` and mirror the new values on the instance; False if it was not in a source state."""
    manager = type(row)._default_manager
    if not move(manager.filter(pk=row.pk), by, **values):
        return False
    for name, value in {"state": by.target, **values}.items():
        setattr(row, name, value)
    return True
