"""Small things PostgreSQL offers that the ORM does not: skip-on-conflict inserts, advisory locks, finished statements."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

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


# unnest keeps the order of the array, so the locks are taken in it.
ADVISORY_LOCK = "SELECT pg_advisory_xact_lock(%s, key) FROM unnest(%s::int[]) AS key"


def advisory_lock(space: int, *keys: int) -> None:
    """Hold the transaction-level advisory locks (space, key), in key order, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(ADVISORY_LOCK, [space, sorted(set(keys))])


def try_advisory_lock(key: int) -> bool:
    """Take the transaction-level advisory lock on a 64-bit key if nobody holds it; False if somebody does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
        return bool(cursor.fetchone()[0])


def columns(model: type[Model], alias: str) -> str:
    """The columns of ``model`` as ``read`` expects them, so that a statement written out follows its model."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def read(statement: str, values: dict[str, Any], *models: type[Model]) -> list[Any]:
    """The rows of a statement written out, as instances: of one model, or tuples of several side by side.

    None stands for a row that an outer join did not find. Columns after those of the models stay plain values.

    For the few statements of every request: Django composes each anew in one to two milliseconds, PostgreSQL
    answers in a third of one (``make bench``).
    """
    parts, at = [], 0
    for model in models:
        fields = model._meta.concrete_fields
        parts.append((model, fields, slice(at, at + len(fields))))
        at += len(fields)
    found = rows(statement, values)
    made = [
        (*(_instance(model, fields, row[part]) for model, fields, part in parts), *row[at:]) for row in found
    ]
    return [row[0] if len(row) == 1 else row for row in made]


def _instance(model: type[Model], fields: Sequence[Any], values: tuple[Any, ...]) -> Model | None:
    if values[0] is None:  # the primary key
        return None
    for n, field in enumerate(fields):
        for convert in field.get_db_converters(connection):  # JSON comes as text
            values = (*values[:n], convert(values[n], None, connection), *values[n + 1 :])
    return model.from_db(connection.alias, [field.attname for field in fields], values)


def rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Every row of a statement written out, as plain tuples."""
    with connection.cursor() as cursor:
        cursor.execute(*_prepared(statement, values))
        return list(cursor.fetchall())


def execute(statement: str, values: dict[str, Any]) -> int:
    """Run a statement that writes, written out likewise; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(*_prepared(statement, values))
        return int(cursor.rowcount)


PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")
PREPARED: WeakKeyDictionary[Any, dict[tuple[Any, ...], tuple[str, list[str]]]] = WeakKeyDictionary()


def _prepared(statement: str, values: dict[str, Any]) -> tuple[str, list[Any]]:
    """The call of ``statement`` as one that this connection has had parsed and planned (PREPARE, once).

    States and tuples are constants of our code and become part of the text, because PostgreSQL chooses a partial
    index only for a predicate that it can read; everything else is a parameter.
    """
    connection.ensure_connection()
    known = PREPARED.setdefault(connection.connection, {})
    fixed = {name: value for name, value in values.items() if isinstance(value, tuple | Enum)}
    key = (statement, *fixed.items())
    if key not in known:
        known[key] = _prepare(f"socl_{len(known)}", statement, fixed)
    name, wanted = known[key]
    return f"EXECUTE {name}" + f" ({', '.join(['%s'] * len(wanted))})" * bool(wanted), [
        values[n] for n in wanted
    ]


def _prepare(name: str, statement: str, fixed: dict[str, Any]) -> tuple[str, list[str]]:
    """Prepare ``statement`` under ``name``; its parameters in order. It lives as long as the connection."""
    wanted: list[str] = []

    def number(match: re.Match[str]) -> str:
        parameter = match[1]
        if parameter is None:
            return "%"
        if parameter in fixed:
            return str(cursor.mogrify("%s", [fixed[parameter]]).decode())
        if parameter not in wanted:
            wanted.append(parameter)
        return f"${wanted.index(parameter) + 1}"

    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(f"PREPARE {name} AS {PLACEHOLDER.sub(number, statement)}")
    return name, wanted
