"""The numbers that customers dial: whose they are, when they are open, and what a change of that would mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from routing.rufkreis.models import Call, EntryNumber, NumberChange, NumberDay
from routing.rufkreis.rules.hours import (
    Hours,
    Stretch,
    Week,
    holiday_of,
    is_open,
    stretch_words,
    week_on,
    week_words,
)
from socl.lib.spans import Span
from socl.lib.workdays import BERLIN, ONE_DAY, berlin_day, each_day
from socl.orga.gates import Scope
from socl.orga.models import Unit
from socl.orga.rules.opening import DayAhead, days_that_differ

LOOKED_AT = timedelta(weeks=4)
MOST_CALLS = 20_000  # of the four weeks, the latest: enough for a share, and soon read
FEWEST = 5  # fewer are not told
NO_DIGITS, SPOKEN = re.compile(r"\D"), re.compile(r"[^\W\d_]")  # what is no digit; a letter of any kind


def _rows(scope: Scope, today: date) -> QuerySet[EntryNumber]:
    days = NumberDay.objects.filter(day__gte=today).order_by("day")
    reached = scope.q("agentur")
    rows = EntryNumber.objects.filter(reached | Q(agentur=None) if reached else Q())
    return rows.select_related("agentur__region").prefetch_related(Prefetch("days", days))


def entry_numbers(scope: Scope, today: date) -> list[EntryNumber]:
    """The numbers of the Agenturen in ``scope`` and those of all Agenturen, these first, with their days ahead."""
    return list(_rows(scope, today).order_by("-kind", "number"))


@dataclass(frozen=True)
class Sieve:
    """Which numbers are wanted: part of a number or of an Agentur's name, the key of a region, a topic; empty: all."""

    words: str = ""
    region: str = ""
    topic: str = ""

    def lets(self, entry: EntryNumber) -> bool:
        """A number of all Agenturen belongs to no region."""
        region = entry.agentur.region.key if entry.agentur and entry.agentur.region else ""
        if self.region not in ("", region) or (self.topic and self.topic not in entry.menu.values()):
            return False
        digits = NO_DIGITS.sub("", self.words).removeprefix("00").lstrip("0")
        name = entry.agentur.name if entry.agentur else entry.get_kind_display()
        is_number = bool(digits) and not SPOKEN.search(self.words)
        return digits in entry.number if is_number else self.words.strip().casefold() in name.casefold()


def regions_of(entries: Iterable[EntryNumber]) -> list[Unit]:
    """The SC-Regionen whose Agenturen have one of these numbers, by name."""
    found = {e.agentur.region for e in entries if e.agentur and e.agentur.region}
    return sorted(found, key=lambda unit: unit.name)


def entry_number_by_id(scope: Scope, pk: int, today: date) -> EntryNumber | None:
    """The number with that id, with its days ahead, if it is in ``scope``."""
    return _rows(scope, today).filter(pk=pk).first()


def is_ours(scope: Scope, entry: EntryNumber) -> bool:
    """True if whoever has ``scope`` sets the number's times: of all Agenturen only nationwide. Rule RUF-18."""
    return scope.covers(entry.agentur) if entry.agentur else scope.nation


def hours_of(entry: EntryNumber, days: Iterable[NumberDay]) -> Hours:
    """When it is open; the holidays of its Agentur's Land count, for a number of all Agenturen those of all Laender."""
    single = {d.day: (d.opens, d.closes) if d.opens and d.closes else None for d in days}
    land = entry.agentur.land if entry.agentur else ""
    week = Week(entry.opens, entry.closes, entry.weekdays)
    following = Week(entry.next_opens, entry.next_closes, entry.next_weekdays)
    return Hours(week, land, single, (entry.next_from, following) if entry.next_from else None)


def hours_at(entry: EntryNumber, at: datetime) -> Hours:
    """The same for one moment."""
    return hours_of(entry, entry.days.filter(day=at.astimezone(BERLIN).date()))


def days_ahead(entry: EntryNumber, today: date) -> list[DayAhead]:
    """Half a year of holidays, and every single day. A number that is open round the clock is so on holidays too."""
    hours = hours_of(entry, entry.days.filter(day__gte=today))
    entered = {day: stretch_words(stretch) for day, stretch in hours.days.items()}
    return days_that_differ(
        today, entered, lambda day: holiday_of(hours.land, day) if week_on(hours, day).opens else None
    )


def changes_of(entry: EntryNumber) -> list[NumberChange]:
    """Every change, newest first, at most 50."""
    return list(NumberChange.objects.filter(entry=entry).select_related("by").order_by("-version")[:50])


@dataclass(frozen=True)
class TurnedAway:
    """Calls of the last four weeks, and how many of them would have come when it is closed: before, after.

    None: fewer than five, which are not told.
    """

    calls: int
    before: int | None
    after: int | None


def turned_away(entry: EntryNumber, week: Week, at: datetime) -> TurnedAway:
    """The calls of four weeks seen through the hours in force then, and through another week."""
    now = _hours_lately(entry, at)
    return _compared(entry, now, replace(now, week=week, following=None), at)


def turned_away_on(entry: EntryNumber, days: Span[date], stretch: Stretch | None, at: datetime) -> TurnedAway:
    """The same for single days: seen as if the same weekdays of the four weeks had been such days."""
    weekdays = {day.isoweekday() for day in each_day(days)}
    past = [at.astimezone(BERLIN).date() - ONE_DAY * n for n in range(LOOKED_AT.days + 1)]
    now = _hours_lately(entry, at)
    single = {day: stretch for day in past if day.isoweekday() in weekdays}
    return _compared(entry, now, replace(now, days={**now.days, **single}), at)


def _hours_lately(entry: EntryNumber, at: datetime) -> Hours:
    return hours_of(entry, entry.days.filter(day__gte=(at - LOOKED_AT).date()))


def _compared(entry: EntryNumber, now: Hours, then: Hours, at: datetime) -> TurnedAway:
    rows = Call.objects.filter(entry_number=entry, first_queued_at__gte=at - LOOKED_AT, continues=None)
    came = list(rows.order_by("-first_queued_at").values_list("first_queued_at", flat=True)[:MOST_CALLS])
    return TurnedAway(len(came), *(_told(sum(not is_open(h, c) for c in came)) for h in (now, then)))


def _told(count: int) -> int | None:
    return None if 0 < count < FEWEST else count


def number_json(entry: EntryNumber, at: datetime) -> dict[str, Any]:
    """A number as clients read it; its days ahead must be at hand."""
    hours, today = hours_of(entry, entry.days.all()), berlin_day(at)
    coming = coming_week(entry, today)
    return {
        "id": entry.pk,
        "number": entry.number,
        "kind": entry.kind,
        "agentur": {"key": entry.agentur.key, "name": entry.agentur.name} if entry.agentur else None,
        "is_open": is_open(hours, at),
        **_week_json(week_on(hours, today)),
        "next_week": {"valid_from": coming[0], **_week_json(coming[1])} if coming else None,
        "closed": entry.closed,
        "waiting_announcement": entry.waiting_announcement,
        "closed_announcement": entry.closed_announcement,
        "demo": entry.demo,
        "days": [
            {"date": day, "from": f"{s[0]:%H:%M}" if s else None, "until": f"{s[1]:%H:%M}" if s else None}
            for day, s in hours.days.items()
        ],
        "version": entry.version,
    }


def _week_json(week: Week) -> dict[str, Any]:
    return {
        "opens": f"{week.opens:%H:%M}" if week.opens else None,
        "closes": f"{week.closes:%H:%M}" if week.closes else None,
        "weekdays": week.weekdays,
    }


def week_of(entry: EntryNumber, today: date) -> Week:
    """The week in force."""
    return week_on(hours_of(entry, ()), today)


def coming_week(entry: EntryNumber, today: date) -> tuple[date, Week] | None:
    """The week that is to begin, and when."""
    following = hours_of(entry, ()).following
    return following if following and following[0] > today else None


def week_said(entry: EntryNumber, today: date) -> str:
    """Its week in words, and the one to come: ``Mo–Fr 08:00–18:00 Uhr, ab 01.12.2026 rund um die Uhr``."""
    coming = coming_week(entry, today)
    said = week_words(week_of(entry, today))
    return f"{said}, ab {coming[0]:%d.%m.%Y} {week_words(coming[1])}" if coming else said
