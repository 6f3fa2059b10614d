"""Small things PostgreSQL offers that the ORM does not: skip-on-conflict inserts, advisory locks, finished statements."""

import re
from collections.abc import Iterable
from enum import Enum
from functools import cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.db import IntegrityError, connection
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault

Row = TypeVar("Row", bound=Model)


def insert_unless_taken(row: Row) -> Row | None:
    """``INSERT ... ON CONFLICT DO NOTHING RETURNING id``; None if a unique or exclusion constraint stood in the way.

    Unlike catching IntegrityError this leaves the transaction usable.
    """
    return inserted(row, rows(*insertion(row)))


def insertion(row: Model) -> tuple[str, dict[str, Any]]:
    """The statement of ``insert_unless_taken`` with its values; what only the database's default knows is left to it."""
    values = {}
    for field in row._meta.concrete_fields:
        value = field.pre_save(row, add=True)
        if not field.primary_key and not isinstance(value, DatabaseDefault):
            values[str(field.column)] = _plain(field.get_db_prep_save(value, connection))
    names, marks = ", ".join(f'"{name}"' for name in values), ", ".join(f"%({name})s" for name in values)
    into = f'INSERT INTO "{row._meta.db_table}" ({names}) VALUES ({marks})'
    return f"{into} ON CONFLICT DO NOTHING RETURNING id", values


def inserted(row: Row, found: Iterable[tuple[int]]) -> Row | None:
    """``row`` with the id that its ``insertion`` returned; None if it returned none."""
    for (key,) in found:
        row.pk = key
        row._state.adding = False
        row._state.db = connection.alias
        return row
    return None


def _plain(value: Any) -> Any:
    """A state as its text: as a value it is no constant of the statement."""
    return value.value if isinstance(value, Enum) else value


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
        end = at + len(model._meta.concrete_fields)
        parts.append((model, slice(at, end)))
        at = end
    found = rows(statement, values)
    made = [(*(_instance(model, row[part]) for model, part in parts), *row[at:]) for row in found]
    return [row[0] if len(row) == 1 else row for row in made]


def _instance(model: type[Model], values: tuple[Any, ...]) -> Model | None:
    if values[0] is None:  # the primary key
        return None
    names, converted = _fields(model)
    for n, convert in converted:
        values = (*values[:n], convert(values[n], None, connection), *values[n + 1 :])
    return model.from_db(connection.alias, names, values)


@cache
def _fields(model: type[Model]) -> tuple[list[str], list[tuple[int, Any]]]:
    """The names of a model's columns, and what turns the database's values into its own (JSON comes as text)."""
    fields = model._meta.concrete_fields
    converted = [(n, c) for n, field in enumerate(fields) for c in field.get_db_converters(connection)]
    return [field.attname for field in fields], converted


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
    call, wanted = known[key]
    return call, [values[n] for n in wanted]


def _prepare(name: str, statement: str, fixed: dict[str, Any]) -> tuple[str, list[str]]:
    """Prepare ``statement`` under ``name`` for as long as the connection lives: its call, and its parameters in order."""
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
    marks = ", ".join(["%s"] * len(wanted))
    return f"EXECUTE {name} ({marks})" if wanted else f"EXECUTE {name}", wanted
