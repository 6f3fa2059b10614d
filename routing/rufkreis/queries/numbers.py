"""The numbers that customers dial: whose they are, when they are open, and what a change of that would mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from routing.rufkreis.models import Call, EntryNumber, NumberChange, NumberDay
from routing.rufkreis.rules.hours import Hours, Stretch, holiday_of, is_open, stretch_words, week_words
from socl.lib.spans import Span
from socl.lib.workdays import BERLIN, ONE_DAY
from socl.orga.gates import Scope
from socl.orga.rules.opening import DayAhead, days_that_differ

LOOKED_AT = timedelta(weeks=4)
MOST_CALLS = 20_000  # of the four weeks, the latest: enough for a share, and soon read
FEWEST = 5  # fewer are not told


def _rows(scope: Scope, today: date) -> QuerySet[EntryNumber]:
    days = NumberDay.objects.filter(day__gte=today).order_by("day")
    reached = scope.q("agentur")
    rows = EntryNumber.objects.filter(reached | Q(agentur=None) if reached else Q())
    return rows.select_related("agentur").prefetch_related(Prefetch("days", days))


def entry_numbers(scope: Scope, today: date) -> list[EntryNumber]:
    """The numbers of the Agenturen in ``scope`` and those of all Agenturen, these first, with their days ahead."""
    return list(_rows(scope, today).order_by("-kind", "number"))


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
    return Hours(entry.opens, entry.closes, entry.weekdays, land, single)


def hours_at(entry: EntryNumber, at: datetime) -> Hours:
    """The same for one moment."""
    return hours_of(entry, entry.days.filter(day=at.astimezone(BERLIN).date()))


def days_ahead(entry: EntryNumber, today: date) -> list[DayAhead]:
    """Half a year of holidays, and every single day. A number that is open round the clock is so on holidays too."""
    hours = hours_of(entry, entry.days.filter(day__gte=today))
    entered = {day: stretch_words(stretch) for day, stretch in hours.days.items()}
    return days_that_differ(today, entered, lambda day: holiday_of(hours.land, day) if hours.opens else None)


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


def turned_away(
    entry: EntryNumber, opens: time | None, closes: time | None, weekdays: Sequence[int], at: datetime
) -> TurnedAway:
    """The calls of four weeks seen through the present hours, and through another week."""
    now = _hours_lately(entry, at)
    return _compared(entry, now, replace(now, opens=opens, closes=closes, weekdays=weekdays), at)


def turned_away_on(entry: EntryNumber, days: Span[date], stretch: Stretch | None, at: datetime) -> TurnedAway:
    """The same for single days: seen as if the same weekdays of the four weeks had been such days."""
    weekdays = {(days.start + ONE_DAY * n).isoweekday() for n in range((days.end - days.start).days)}
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
    hours = hours_of(entry, entry.days.all())
    return {
        "id": entry.pk,
        "number": entry.number,
        "kind": entry.kind,
        "agentur": {"key": entry.agentur.key, "name": entry.agentur.name} if entry.agentur else None,
        "is_open": is_open(hours, at),
        "opens": f"{entry.opens:%H:%M}" if entry.opens else None,
        "closes": f"{entry.closes:%H:%M}" if entry.closes else None,
        "weekdays": entry.weekdays,
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


def week_of(entry: EntryNumber) -> str:
    """Its week in words."""
    return week_words(entry.opens, entry.closes, entry.weekdays)
