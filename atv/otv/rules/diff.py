"""What differs between two configurations of a site, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from atv.otv.rules.catalogue import OFFERED
from atv.otv.rules.site import LABELS

Snapshot = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One line: of what (the site, or an Anliegen), which field, before and after. Empty: not there."""

    of: str
    field: str
    before: str
    after: str


def diff(old: Snapshot, new: Snapshot) -> list[Difference]:
    """The site's own fields and opening hours, then the Anliegen by code, fields as in the form. Rule OTK-3."""
    found = list(_fields("Dienststelle", old.get("site", {}), new.get("site", {})))
    found += _lines("Dienststelle", old.get("opening", {}), new.get("opening", {}))
    was, now = old.get("anliegen", {}), new.get("anliegen", {})
    for code in sorted({*was, *now}):
        title = OFFERED[code].title if code in OFFERED else code
        found += _fields(title, was.get(code, {}), now.get(code, {}))
    return found


def _fields(of: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for name, label in LABELS.items():
        before, after = words(old.get(name)), words(new.get(name))
        if before != after:
            yield Difference(of, label, before, after)


def _lines(of: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for name in {**old, **new}:
        if old.get(name) != new.get(name):
            yield Difference(of, name, old.get(name, ""), new.get(name, ""))


def words(value: Any) -> str:
    """``ja``, ``nein``, a number or the text; empty for nothing."""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    return "" if value is None else str(value)
