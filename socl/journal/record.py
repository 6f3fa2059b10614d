"""Writing to the journal, in the transaction of the act."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model

from socl.journal.models import AccessEntry, Entry


def record(verb: str, on: Model, *, by: Model | None, at: datetime, rule: str = "", **facts: Any) -> Entry:
    """Note that ``by`` did ``verb`` to ``on``. ``facts``: ids, codes, states; never personal data."""
    return Entry.objects.create(
        verb=verb,
        object_type=on._meta.model_name or "",
        object_id=on.pk,
        by_id=by.pk if by else None,
        at=at,
        rule=rule,
        facts=facts,
    )


def record_access(objects: Iterable[Model], *, by: Model, at: datetime, purpose: str) -> None:
    """Note that ``by`` was shown the personal data in ``objects`` (§ 35 SGB I: need to know)."""
    AccessEntry.objects.bulk_create(
        AccessEntry(object_type=o._meta.model_name or "", object_id=o.pk, by_id=by.pk, at=at, purpose=purpose)
        for o in objects
    )


def record_export(what: str, on: Model, *, by: Model, at: datetime, rows: int, purpose: str) -> Entry:
    """Note that ``rows`` rows of ``what`` left the house as a file: every CSV, .ics or print file of persons' data.

    ``on`` is what they belong to (a calendar, a person who asked), ``purpose`` why (§ 394 SGB III), as a fixed word.
    Rule DS-2.
    """
    return record("export", on, by=by, at=at, rule="DS-2", what=what, rows=rows, purpose=purpose)
