"""German words for days and times, for texts that no template writes: mails and SMS."""

from datetime import date, datetime

from socl.lib.workdays import BERLIN

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
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
