"""German words for days and times, for texts that no template writes: mails and SMS."""

from collections.abc import Iterable
from datetime import date, datetime

from socl.lib.workdays import BERLIN

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
SHORT_WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)


def german_order(word: str) -> str:
    """What words are sorted by (DIN 5007): ä as a, ß as ss, capitals as small letters."""
    return word.casefold().translate(str.maketrans("äöü", "aou"))


def short_weekdays(numbers: Iterable[int], to: str = " bis ") -> str:
    """``Mo bis Fr``; ``Mo, Mi, Do``. ISO: 1 is Monday."""
    days = sorted(numbers)
    names = [SHORT_WEEKDAYS[n - 1] for n in days]
    is_run = len(days) > 2 and days == list(range(days[0], days[-1] + 1))
    return f"{names[0]}{to}{names[-1]}" if is_run else ", ".join(names)


def spoken_day(day: date) -> str:
    """``Dienstag, 17. November 2026``."""
    return f"{WEEKDAYS[day.weekday()]}, {day.day}. {MONTHS[day.month - 1]} {day.year}"


def spoken_clock(at: datetime) -> str:
    """``9:20`` on Berlin clocks."""
    local = at.astimezone(BERLIN)
    return f"{local.hour}:{local.minute:02}"


def spoken_span(starts_at: datetime, ends_at: datetime) -> str:
    """``Dienstag, 17. November 2026, zwischen 9:20 und 9:40 Uhr`` in Berlin."""
    day = spoken_day(starts_at.astimezone(BERLIN).date())
    return f"{day}, zwischen {spoken_clock(starts_at)} und {spoken_clock(ends_at)} Uhr"
