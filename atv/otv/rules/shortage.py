"""When Termine run out: the directive's core measure, days to the next free one."""

from datetime import date

SOON = 5  # days: "zeitnah" has no number in the directive, this is our proposal


def runs_short(first_free: date | None, today: date) -> bool:
    """True if the next free Termin is further than ``SOON`` days away, or there is none.

    "dass Termine zeitnah zur Verfügung stehen" (202202013, 2). Rule OTV 2/13.
    """
    return first_free is None or (first_free - today).days > SOON
