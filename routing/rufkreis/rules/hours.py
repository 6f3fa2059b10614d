"""When an entry number is open, and what a caller hears when it is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple

from socl.lib.german import short_weekdays
from socl.lib.workdays import BERLIN, holiday_name

LAENDER = ["BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"]
MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)
Stretch = tuple[time, time]


class Week(NamedTuple):
    """Open on these ISO weekdays (none: Monday to Friday) from ``opens`` to before ``closes``, Berlin time.

    Without times: round the clock.
    """

    opens: time | None
    closes: time | None
    weekdays: Sequence[int]


@dataclass(frozen=True)
class Hours:
    """A week; the one that follows it, from its first day on; and ``days``, which go before both (None: closed).

    ``land``: whose public holidays count; empty: those of all Laender together.
    """

    week: Week
    land: str
    days: Mapping[date, Stretch | None] = field(default_factory=dict)
    following: tuple[date, Week] | None = None


def week_on(hours: Hours, day: date) -> Week:
    """The week in force on ``day``: the old one holds until the next begins. Rule RUF-18."""
    return hours.following[1] if hours.following and hours.following[0] <= day else hours.week


def is_open(hours: Hours, at: datetime) -> bool:
    """True if a caller is taken at ``at``. Rule RUF-18."""
    local = at.astimezone(BERLIN)
    if local.date() in hours.days:
        stretch = hours.days[local.date()]
        return stretch is not None and stretch[0] <= local.time() < stretch[1]
    opens, closes, weekdays = week_on(hours, local.date())
    if opens is None or closes is None:
        return True
    if local.isoweekday() not in (weekdays or MONDAY_TO_FRIDAY) or not opens <= local.time() < closes:
        return False
    return holiday_of(hours.land, local.date()) is None


def holiday_of(land: str, day: date) -> str | None:
    """The public holiday of ``land``, or with none given one that every Land has; else None."""
    names = [holiday_name(one, day) for one in ([land] if land else LAENDER)]
    return names[0] if all(names) else None


def week_words(week: Week) -> str:
    """``Mo–Fr 08:00–18:00 Uhr``; ``rund um die Uhr``."""
    opens, closes, weekdays = week
    if opens is None or closes is None:
        return "rund um die Uhr"
    return f"{short_weekdays(weekdays or MONDAY_TO_FRIDAY, to='–')} {stretch_words((opens, closes))}"


def stretch_words(stretch: Stretch | None) -> str:
    """``08:00–18:00 Uhr``; ``geschlossen``."""
    return f"{stretch[0]:%H:%M}–{stretch[1]:%H:%M} Uhr" if stretch else "geschlossen"
