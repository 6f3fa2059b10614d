"""§ 141 and § 38 SGB III by the calendar: every day of five years, month ends and leap days among them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atv.otv.rules.deadlines import (
    arbeitslosmeldung_days,
    arbeitsuchend_deadline,
    comes_too_late,
    months_before,
)
from socl.lib.spans import Span

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def weekday(day: date) -> bool:
    return day.isoweekday() <= 5


@pytest.mark.rule("OTVT-1")
@pytest.mark.parametrize(
    ("first", "earliest", "after"),
    [
        (date(2026, 12, 1), date(2026, 9, 1), date(2026, 12, 2)),
        (date(2026, 5, 31), date(2026, 2, 28), date(2026, 6, 2)),  # a Sunday: Monday counts back
        (date(2028, 5, 29), date(2028, 2, 29), date(2028, 5, 30)),
        (date(2027, 1, 2), date(2026, 10, 2), date(2027, 1, 5)),  # a Saturday
    ],
)
def test_from_three_months_before_to_the_first_day_without_work_or_the_next_open_day(first, earliest, after):
    assert arbeitslosmeldung_days(first, weekday) == Span(earliest, after)


@pytest.mark.rule("OTVT-1")
@given(DAYS)
def test_the_last_day_is_open_and_no_open_day_lies_between(first):
    days = arbeitslosmeldung_days(first, weekday)
    last = days.end - timedelta(days=1)
    assert weekday(last)
    assert first <= last <= first + timedelta(days=2)
    assert not any(weekday(first + timedelta(days=n)) for n in range((last - first).days))
    assert 89 <= (first - days.start).days <= 92


@pytest.mark.rule("OTVT-1")
def test_an_agency_that_never_opens_leaves_the_day_itself():
    first = date(2026, 12, 1)
    assert arbeitslosmeldung_days(first, lambda day: False).end == date(2026, 12, 2)
    # A month later is believed, more is a fault of the calendar.
    opens = [first + timedelta(days=n) for n in (30, 31)]
    ends = [arbeitslosmeldung_days(first, day.__le__).end for day in opens]
    assert ends == [date(2027, 1, 1), date(2026, 12, 2)]


@pytest.mark.rule("OTVT-2")
@pytest.mark.parametrize(
    ("ends", "known", "deadline"),
    [
        (date(2026, 12, 31), date(2026, 6, 1), date(2026, 9, 30)),  # long known
        (date(2026, 12, 31), date(2026, 9, 30), date(2026, 9, 30)),  # on the last day
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 10, 4)),  # later: three days
        (date(2026, 12, 31), date(2026, 12, 31), date(2027, 1, 3)),
    ],
)
def test_three_months_before_the_end_or_three_days_after_one_knows(ends, known, deadline):
    assert arbeitsuchend_deadline(ends, known) == deadline


@pytest.mark.rule("OTVT-2")
def test_the_first_free_termin_after_the_deadline_is_warned_of_and_so_is_none():
    deadline = date(2026, 10, 4)
    assert [comes_too_late(day, deadline) for day in (deadline, date(2026, 10, 5), None)] == [
        False,
        True,
        True,
    ]


@given(DAYS, st.integers(0, 14))
def test_months_before_is_never_later_than_the_same_number(day, months):
    found = months_before(day, months)
    assert (day.year * 12 + day.month) - (found.year * 12 + found.month) == months
    assert found.day == day.day or (found + timedelta(days=1)).day == 1
