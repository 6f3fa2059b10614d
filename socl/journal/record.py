"""Writing to the journal, in the transaction of the act."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model

from socl.core.db import execute, inserted, insertion, rows

Row = TypeVar("Row", bound=Model)

Entry = dict[str, Any]  # what ``entry`` made: values of the two statements below

# Written out, because every verb runs them.
KEEP = """
INSERT INTO journal_entry (verb, object_type, object_id, by_id, at, rule, facts)
VALUES (%(entry_verb)s, %(entry_type)s, %(entry_id)s, %(entry_by)s, %(entry_at)s, %(entry_rule)s, %(entry_facts)s)
"""
# The end of a statement that writes and notes it in one: its rows are called ``done``, their ``id`` is the object's,
# their further columns are facts.
NOTED = """noted AS (
  INSERT INTO journal_entry (verb, object_type, object_id, by_id, at, rule, facts)
  SELECT %(entry_verb)s, %(entry_type)s, id, %(entry_by)s, %(entry_at)s, %(entry_rule)s,
    %(entry_facts)s::jsonb || (to_jsonb(done) - 'id')
  FROM done)"""
ACCESS = """
INSERT INTO journal_accessentry (object_type, object_id, by_id, at, purpose)
SELECT o.type, o.id, %(by)s, %(at)s, %(purpose)s FROM unnest(%(types)s::text[], %(ids)s::bigint[]) AS o(type, id)
"""


def record(verb: str, on: Model, *, by: Model | None, at: datetime, rule: str = "", **facts: Any) -> None:
    """Note that ``by`` did ``verb`` to ``on``. ``facts``: ids, codes, states; never personal data."""
    keep(entry(verb, on, by=by, at=at, rule=rule, **facts), on)


def entry(
    verb: str, on: Model | type[Model], *, by: Model | None, at: datetime, rule: str = "", **facts: Any
) -> Entry:
    """What ``record`` would note of an object that is known later."""
    return {
        "entry_verb": verb,
        "entry_type": _type(on),
        "entry_by": by.pk if by else None,
        "entry_at": at,
        "entry_rule": rule,
        "entry_facts": json.dumps(facts),
    }


def keep(noted: Entry, on: Model) -> None:
    """Note it of ``on``."""
    execute(KEEP, noted | {"entry_id": on.pk})


def insert_and_keep(row: Row, noted: Entry) -> Row | None:
    """``insert_unless_taken`` and ``keep`` in one question; None, and nothing noted, if the row was not inserted."""
    statement, values = insertion(row)
    return inserted(row, rows(f"WITH done AS ({statement}), {NOTED} SELECT id FROM done", values | noted))


def record_access(objects: Iterable[Model], *, by: Model, at: datetime, purpose: str) -> None:
    """Note that ``by`` was shown the personal data in ``objects`` (§ 35 SGB I: need to know)."""
    shown = [(_type(o), o.pk) for o in objects]
    if shown:
        types, ids = zip(*shown, strict=True)
        values = {"types": list(types), "ids": list(ids), "by": by.pk, "at": at, "purpose": purpose}
        execute(ACCESS, values)


def record_export(what: str, on: Model, *, by: Model, at: datetime, rows: int, purpose: str) -> None:
    """Note that ``rows`` rows of ``what`` left the house as a file: every CSV, .ics or print file of persons' data.

    ``on`` is what they belong to (a calendar, a person who asked), ``purpose`` why (§ 394 SGB III), as a fixed word.
    Rule DS-2.
    """
    record("export", on, by=by, at=at, rule="DS-2", what=what, rows=rows, purpose=purpose)


def _type(of: Model | type[Model]) -> str:
    return of._meta.model_name or ""
