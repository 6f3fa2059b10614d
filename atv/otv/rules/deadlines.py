"""The two legal dates a citizen must not miss: the Arbeitslosmeldung (OTV 2/17) and the Arbeitsuchendmeldung."""

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY

MONTHS_BEFORE = 3
LONGEST_CLOSED = 31  # days: no agency is closed longer, whatever its calendar says
DAYS_AFTER_KNOWLEDGE = timedelta(days=3)


def months_before(day: date, months: int) -> date:
    """The day with the same number ``months`` earlier, or the last of that month (§ 26 SGB X, § 188 BGB)."""
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def arbeitslosmeldung_days(first_jobless_day: date, is_open: Callable[[date], bool]) -> Span[date]:
    """The days on which the Persönliche Arbeitslosmeldung may be made in time: half-open, in Berlin days.

    From three months before the first day without work (§ 141 (1) SGB III) to that day; where the agency is closed
    on it, to its next open day, which counts back (§ 141 (2)). ``is_open`` is the site's calendar. Rule OTVT-1.
    """
    latest = first_jobless_day
    for n in range(LONGEST_CLOSED):
        if is_open(first_jobless_day + ONE_DAY * n):
            latest = first_jobless_day + ONE_DAY * n
            break
    return Span(months_before(first_jobless_day, MONTHS_BEFORE), latest + ONE_DAY)


def arbeitsuchend_deadline(last_day_of_work: date, known_on: date) -> date:
    """The last day for the Arbeitsuchendmeldung (§ 38 (1) SGB III).

    Three months before the employment ends; who learns of the end later than that has three days from then on. An
    end on a weekend is not moved (§ 26 (3) SGB X would): a warning too early harms nobody. Rule OTVT-2.
    """
    regular = months_before(last_day_of_work, MONTHS_BEFORE)
    return max(regular, known_on + DAYS_AFTER_KNOWLEDGE) if known_on > regular else regular


def comes_too_late(first_free: date | None, deadline: date) -> bool:
    """True if the first free Termin lies after the deadline, or there is none at all. Rule OTVT-2."""
    return first_free is None or first_free > deadline
