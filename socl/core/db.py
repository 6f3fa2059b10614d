"""Small things PostgreSQL offers that the ORM does not: skip-on-conflict inserts and advisory locks."""

from typing import Any, TypeVar

from django.db import IntegrityError, connection
from django.db.models import Model
from django.db.models.constants import OnConflict

Row = TypeVar("Row", bound=Model)


def insert_unless_taken(row: Row) -> Row | None:
    """``INSERT ... ON CONFLICT DO NOTHING RETURNING id``; None if a unique or exclusion constraint stood in the way.

    Unlike catching IntegrityError this leaves the transaction usable.
    """
    model = type(row)
    fields = [f for f in model._meta.concrete_fields if not f.primary_key]
    rows: list[Any] = model._base_manager.all()._insert(  # type: ignore[attr-defined]
        [row],
        fields=fields,
        returning_fields=[model._meta.pk],
        using=connection.alias,
        on_conflict=OnConflict.IGNORE,
    )
    if not rows or rows[0] is None:  # Django answers [None] for a row that was not inserted
        return None
    row.pk = rows[0][0]
    row._state.adding = False
    row._state.db = connection.alias
    return row


def broken_constraint(error: IntegrityError) -> str:
    """The name of the constraint that the database held against us; empty if it named none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def advisory_lock(space: int, *keys: int) -> None:
    """Hold the transaction-level advisory locks (space, key), in key order, until the transaction ends."""
    with connection.cursor() as cursor:
        for key in sorted(set(keys)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [space, key])


def try_advisory_lock(key: int) -> bool:
    """Take the transaction-level advisory lock on a 64-bit key if nobody holds it; False if somebody does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
        return bool(cursor.fetchone()[0])
