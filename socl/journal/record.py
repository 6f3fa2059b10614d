"""Writing to the journal, in the transaction of the act."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model

from socl.core.db import execute

# Written out, because every verb runs them.
ENTRY = """
INSERT INTO journal_entry (verb, object_type, object_id, by_id, at, rule, facts)
VALUES (%(verb)s, %(type)s, %(id)s, %(by)s, %(at)s, %(rule)s, %(facts)s)
"""
ACCESS = """
INSERT INTO journal_accessentry (object_type, object_id, by_id, at, purpose)
SELECT o.type, o.id, %(by)s, %(at)s, %(purpose)s FROM unnest(%(types)s::text[], %(ids)s::bigint[]) AS o(type, id)
"""


def record(verb: str, on: Model, *, by: Model | None, at: datetime, rule: str = "", **facts: Any) -> None:
    """Note that ``by`` did ``verb`` to ``on``. ``facts``: ids, codes, states; never personal data."""
    entry = {
        "verb": verb,
        "type": _type(on),
        "id": on.pk,
        "by": by.pk if by else None,
        "at": at,
        "rule": rule,
    }
    execute(ENTRY, entry | {"facts": json.dumps(facts)})


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


def _type(of: Model) -> str:
    return of._meta.model_name or ""
