"""The roster: for each half-hour of a Berlin day, which calls a person is planned for."""

from datetime import datetime

from socl.lib.workdays import BERLIN

HALF_HOURS = 48
NOTHING, ALG, GENERAL, BOTH = "-", "a", "g", "b"
LABELS = {NOTHING: "frei", ALG: "Alg", GENERAL: "Allgemein", BOTH: "Alg und Allgemein"}
SERVES = {"alg": (ALG, BOTH), "general": (GENERAL, BOTH)}
EMPTY = NOTHING * HALF_HOURS


def half_hour(at: datetime) -> int:
    """The half-hour of the Berlin day (0 to 47) that ``at`` lies in, by the clock on the wall."""
    local = at.astimezone(BERLIN)
    return 2 * local.hour + local.minute // 30


def allows(planned: str | None, topic: str) -> bool:
    """True if the plan lets this person take calls of ``topic`` now; who has no plan for the day is not bound by one.

    Rule SOCL 2.1/1 in our reading: a TSB moves by hours or days between Arbeitslosengeld and the general queue.
    """
    return planned is None or planned in SERVES[topic]


def between(half_hours: str, first: int, until: int, letter: str) -> str:
    """The plan of a day with ``letter`` in the half-hours from ``first`` to before ``until``."""
    if not (0 <= first < until <= HALF_HOURS) or letter not in LABELS:
        raise ValueError((first, until, letter))
    return half_hours[:first] + letter * (until - first) + half_hours[until:]
