"""When an entry number is open, and what a caller hears when it is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from socl.lib.workdays import BERLIN, holiday_name

LAENDER = ["BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"]
MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Hours:
    """Open on these ISO weekdays (none: Monday to Friday) from ``opens`` to before ``closes``, Berlin time.

    Without times: round the clock. ``land``: whose public holidays count; empty: those of all Laender together.
    """

    opens: time | None
    closes: time | None
    weekdays: Sequence[int]
    land: str


def is_open(hours: Hours, at: datetime) -> bool:
    """True if a caller is taken at ``at``. Rule RUF-18."""
    if hours.opens is None or hours.closes is None:
        return True
    local = at.astimezone(BERLIN)
    if (
        local.isoweekday() not in (hours.weekdays or MONDAY_TO_FRIDAY)
        or not hours.opens <= local.time() < hours.closes
    ):
        return False
    laender = [hours.land] if hours.land else LAENDER
    return not all(holiday_name(land, local.date()) for land in laender)
