"""Reading a list of people: one line per person, and what is wrong with each line in words."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from socl.orga.rules.roles import LABELS, Role

COLUMNS = ("benutzername", "name", "rolle", "von", "bis")
MOST_ROWS = 500
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Line:
    """One line as it was read; ``problems`` empty if it can be taken in. Days: the end is the first day without."""

    number: int
    username: str
    name: str
    role: Role | None
    valid_from: date | None
    valid_until: date | None
    problems: tuple[str, ...] = ()


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why, in German."""


def decoded(raw: bytes) -> str:
    """The text of a file as Excel or an editor saves it: UTF-8, else Windows-1252."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Unreadable("Das ist keine CSV-Datei.")
    return text


def read(text: str) -> list[Line]:
    """The lines of a CSV with a head line of ``COLUMNS`` (``bis`` may be missing), ``;`` or ``,`` between."""
    head, _, _ = text.partition("\n")
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in head else ",", restval="")
    try:
        names = [(name or "").strip().lower() for name in rows.fieldnames or ()]
        if missing := [c for c in COLUMNS[:-1] if c not in names]:
            raise Unreadable(f"In der ersten Zeile fehlen: {', '.join(missing)}.")
        rows.fieldnames = names
        found = list(_lines(rows))
    except csv.Error:
        raise Unreadable("Das ist keine CSV-Datei.") from None
    if not found:
        raise Unreadable("Die Datei enthält keine Zeile mit einer Person.")
    if len(found) > MOST_ROWS:
        raise Unreadable(f"Die Datei hat mehr als {MOST_ROWS} Zeilen. Bitte aufteilen.")
    return found


def _lines(rows: "csv.DictReader[str]") -> Iterator[Line]:
    seen: set[str] = set()
    for row in rows:
        values = {c: (row.get(c) or "").strip() for c in COLUMNS}
        if any(values.values()):
            line = _line(rows.line_num, values, seen)
            seen.add(line.username)
            yield line


def _line(number: int, values: dict[str, str], seen: set[str]) -> Line:
    username, name, role = values["benutzername"].lower(), values["name"], _role(values["rolle"])
    start, end = _day(values["von"]), _day(values["bis"])
    checks = (
        (
            not USERNAME.fullmatch(username),
            "Benutzername: Kleinbuchstaben, Ziffern, Punkt, Strich; 2 bis 60.",
        ),
        (username in seen, "Benutzername steht schon in einer früheren Zeile."),
        (len(name) > 120, "Name: höchstens 120 Zeichen."),
        (role is None, "Rolle ist unbekannt."),
        (start is None, "Von: ein Tag wie 17.03.2026."),
        (end is None and bool(values["bis"]), "Bis: ein Tag wie 17.03.2026 oder leer."),
        (start is not None and end is not None and end <= start, "Das Ende muss nach dem Beginn liegen."),
    )
    return Line(number, username, name, role, start, end, tuple(text for wrong, text in checks if wrong))


def _role(text: str) -> Role | None:
    """A role by its code (``tsb``) or by its name."""
    names = {label.lower(): role for role, label in LABELS.items()} | {r.value: r for r in Role}
    return names.get(text.lower())


def _day(text: str) -> date | None:
    for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            day = datetime.strptime(text, pattern).date()  # noqa: DTZ007 (a day, no moment)
        except ValueError:
            continue
        return day if EARLIEST <= day <= LATEST else None
    return None
