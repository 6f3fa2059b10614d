"""Due days, reminders, attachments and states of a work order, as tables."""

import itertools
from datetime import date

import pytest

from eakte.rules import due, lifecycle
from eakte.rules.attachments import MOST_BYTES, MOST_FILES, fault_of, plain_name
from eakte.rules.lifecycle import Priority, State
from socl.lib.workdays import add_workdays, is_workday

TUESDAY = date(2026, 11, 17)
MOVES = {
    "CLAIM": {State.NEW, State.RETURNED, State.FORWARDED},
    "RETURN": {State.CLAIMED},
    "FORWARD": {State.CLAIMED},
    "FINISH": {State.CLAIMED},
    "REOPEN": {State.DONE},
}


@pytest.mark.rule("EAKTE-1")
@pytest.mark.parametrize(("state", "move"), list(itertools.product(State, MOVES)), ids=str)
def test_an_order_makes_the_moves_of_its_state_and_no_other(state: State, move: str) -> None:
    assert getattr(lifecycle, move).allows(state) is (state in MOVES[move])


@pytest.mark.parametrize(
    ("land", "day", "count", "found"),
    [
        ("SH", "2026-11-17", 5, "2026-11-24"),
        ("SH", "2026-11-20", 1, "2026-11-23"),  # over a weekend
        ("SN", "2026-11-17", 1, "2026-11-19"),  # Buß- und Bettag is a holiday in Saxony alone
        ("SH", "2026-11-17", 1, "2026-11-18"),
        ("BY", "2026-12-23", 2, "2026-12-28"),  # 24 December is a working day, 25 and 26 are not
        ("SH", "2026-11-21", 0, "2026-11-21"),
    ],
)
def test_working_days_are_those_of_the_land(land: str, day: str, count: int, found: str) -> None:
    assert add_workdays(land, date.fromisoformat(day), count) == date.fromisoformat(found)
    assert is_workday(land, date.fromisoformat(found)) is (count > 0)


@pytest.mark.rule("EAKTE-2")
def test_an_order_is_due_after_five_working_days_and_an_urgent_one_after_one() -> None:
    assert due.due_on("SH", TUESDAY, Priority.NORMAL) == date(2026, 11, 24)
    assert due.due_on("SH", TUESDAY, Priority.URGENT) == date(2026, 11, 18)
    assert due.due_on("SN", TUESDAY, Priority.URGENT) == date(2026, 11, 19)


@pytest.mark.rule("EAKTE-4")
@pytest.mark.parametrize(
    ("today", "reminded", "escalated"),
    [
        ("2026-11-19", False, False),
        ("2026-11-20", True, False),  # Friday: due today
        ("2026-11-22", True, False),
        ("2026-11-23", True, False),  # Monday: the working day that may still be used
        ("2026-11-24", True, True),
    ],
)
def test_a_reminder_on_the_day_and_the_lead_after_a_working_day(
    today: str, reminded: bool, escalated: bool
) -> None:
    day, now = date(2026, 11, 20), date.fromisoformat(today)
    assert (due.is_reminded(day, now), due.is_escalated("SH", day, now)) == (reminded, escalated)


@pytest.mark.rule("EAKTE-3")
@pytest.mark.parametrize(
    ("kind", "size", "already", "refused"),
    [
        ("application/pdf", 1, 0, None),
        ("image/png", MOST_BYTES, MOST_FILES - 1, None),
        ("image/jpeg", 1, 0, None),
        ("image/jpeg", MOST_BYTES + 1, 0, (413, "too_large")),
        ("image/gif", 1, 0, (415, "unsupported_media_type")),
        ("application/zip", 1, 0, (415, "unsupported_media_type")),
        ("", 1, 0, (415, "unsupported_media_type")),
        ("application/pdf", 1, MOST_FILES, (409, "too_many")),
    ],
)
def test_what_may_be_attached(kind: str, size: int, already: int, refused: tuple[int, str] | None) -> None:
    fault = fault_of(kind, size, already)
    assert (fault and (fault.status, fault.code)) == refused


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("vertrag.pdf", "vertrag.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Akten\\Müller.pdf", "Müller.pdf"),
        ("a\x00b\nc.png", "abc.png"),
        ("..", "Anlage"),
        ("", "Anlage"),
        ("x" * 300 + ".jpeg", "x" * 80 + ".jpeg"),
        ("x" * 300, "x" * 80),
        ("a." + "b" * 40, "a." + "b" * 10),
    ],
)
def test_a_file_name_is_a_name_and_nothing_else(given: str, kept: str) -> None:
    assert plain_name(given) == kept
