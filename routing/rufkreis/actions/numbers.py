"""When the numbers that customers dial are open, and what is heard when they are not."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from routing.rufkreis.models import ClosedBehaviour, EntryNumber, NumberChange, NumberDay
from routing.rufkreis.queries.numbers import hours_of
from routing.rufkreis.rules.hours import Stretch, Week, stretch_words, week_on, week_words
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_day, each_day
from socl.orga.models import Person

LONGEST = timedelta(days=31)  # single days set at once
STALE = "Die Zeiten wurden inzwischen von jemand anderem geändert. Bitte noch einmal prüfen."


@dataclass(frozen=True)
class NumberHours:
    """The week of a number (Berlin time, without times round the clock) and what is heard.

    ``valid_from``: the day on which the week begins (None: at once); what is heard counts at once.
    """

    opens: time | None
    closes: time | None
    weekdays: Sequence[int]
    closed: str
    waiting_announcement: str
    closed_announcement: str
    valid_from: date | None = None

    @property
    def week(self) -> Week:
        """When it is open."""
        return Week(self.opens, self.closes, sorted(self.weekdays))


@transaction.atomic
def set_hours(
    *, entry: EntryNumber, wanted: NumberHours, by: Person, at: datetime, version: int | None = None
) -> EntryNumber:
    """The week of a number, from now or from a later day on, and what is heard, from now on. Rule RUF-18.

    One week at most is to come: a second one takes its place. Refusals ``invalid_hours`` unless it opens before it
    closes, on some weekday, from today or a later day on; ``stale``.
    """
    today = berlin_day(at)
    _refuse_crooked(wanted.opens, wanted.closes)
    if not wanted.weekdays:
        raise _invalid("Geöffnet ist an mindestens einem Tag.")
    if wanted.valid_from is not None and wanted.valid_from < today:
        raise _invalid("Vergangene Tage bleiben, wie sie waren. Bitte heute oder einen späteren Tag angeben.")
    locked = _locked(entry, version)
    before = words(locked, today)
    locked = applied(locked, wanted, today)
    record("set_hours", locked, by=by, at=at, rule="RUF-18")
    return _settled(locked, before, words(locked, today), by, at)


def applied(entry: EntryNumber, wanted: NumberHours, today: date) -> EntryNumber:
    """``entry`` as it would be; nothing is written."""
    found = copy(entry)
    week = wanted.week
    if wanted.valid_from is not None and wanted.valid_from > today:
        _let_begin(found, today)
        found.next_from = wanted.valid_from
        found.next_opens, found.next_closes, found.next_weekdays = (
            week.opens,
            week.closes,
            list(week.weekdays),
        )
    else:
        if found.next_from is not None and found.next_from <= today:
            _drop_next(found)
        found.opens, found.closes, found.weekdays = week.opens, week.closes, list(week.weekdays)
    found.closed = wanted.closed
    found.waiting_announcement = wanted.waiting_announcement
    found.closed_announcement = wanted.closed_announcement
    return found


def _let_begin(entry: EntryNumber, today: date) -> None:
    """The next week has begun: it is the week now."""
    if entry.next_from is not None and entry.next_from <= today:
        entry.opens, entry.closes, entry.weekdays = entry.next_opens, entry.next_closes, entry.next_weekdays
        _drop_next(entry)


def _drop_next(entry: EntryNumber) -> None:
    entry.next_from = entry.next_opens = entry.next_closes = None
    entry.next_weekdays = []


@transaction.atomic
def take_back_week(*, entry: EntryNumber, by: Person, at: datetime) -> EntryNumber:
    """The week that was to begin will not; nothing happens if none is to come. Rule RUF-18."""
    today, locked = berlin_day(at), _locked(entry)
    if locked.next_from is None or locked.next_from <= today:
        return locked
    before = words(locked, today)
    record("take_back_number_week", locked, by=by, at=at, rule="RUF-18", day=locked.next_from.isoformat())
    _drop_next(locked)
    return _settled(locked, before, words(locked, today), by, at)


@transaction.atomic
def set_days(
    *, entries: Sequence[EntryNumber], days: Span[date], stretch: Stretch | None, by: Person, at: datetime
) -> None:
    """What counts for some numbers on ``days`` instead of their week; None: closed. Rule RUF-18.

    Refusal ``invalid_hours`` for a day that has passed, more than 31, a stretch that ends before it begins.
    """
    if days.start < berlin_day(at) or not ONE_DAY <= days.end - days.start <= LONGEST:
        raise _invalid("Bitte heute oder einen späteren Tag angeben, höchstens 31 Tage am Stück.")
    _refuse_crooked(*(stretch or (None, None)))
    opens, closes = stretch or (None, None)
    every = list(each_day(days))
    for entry in sorted(entries, key=lambda e: e.pk):
        locked = _locked(entry)
        was = {d.day: as_stretch(d) for d in locked.days.filter(day__in=every)}
        locked.days.filter(day__in=every).delete()
        NumberDay.objects.bulk_create(
            NumberDay(entry=locked, day=day, opens=opens, closes=closes) for day in every
        )
        record(
            "set_number_days", locked, by=by, at=at, rule="RUF-18", day=every[0].isoformat(), days=len(every)
        )
        before = {_said(day): stretch_words(was[day]) for day in every if day in was}
        _settled(locked, before, {_said(day): stretch_words(stretch) for day in every}, by, at)


@transaction.atomic
def clear_number_day(*, entry: EntryNumber, day: date, by: Person, at: datetime) -> EntryNumber:
    """The day follows the week again; nothing happens if it does already. Rule RUF-18. Refusal as ``set_days``."""
    if day < berlin_day(at):
        raise _invalid("Vergangene Tage bleiben, wie sie waren.")
    locked = _locked(entry)
    found = locked.days.filter(day=day).first()
    if found is None:
        return locked
    before = {_said(day): stretch_words(as_stretch(found))}
    found.delete()
    record("clear_number_day", locked, by=by, at=at, rule="RUF-18", day=day.isoformat())
    return _settled(locked, before, {}, by, at)


def words(entry: EntryNumber, today: date) -> dict[str, str]:
    """What stands, for the history."""
    hours = hours_of(entry, ())
    found = {"Woche": week_words(week_on(hours, today))}
    if hours.following and hours.following[0] > today:
        found[f"Woche ab {_said(hours.following[0])}"] = week_words(hours.following[1])
    return found | {
        "Wenn geschlossen": str(ClosedBehaviour(entry.closed).label),
        "Warteansage": entry.waiting_announcement,
        "Ansage, wenn geschlossen": entry.closed_announcement,
    }


def as_stretch(day: NumberDay) -> Stretch | None:
    """The stretch of a single day; None: closed."""
    return (day.opens, day.closes) if day.opens and day.closes else None


def _said(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _locked(entry: EntryNumber, version: int | None = None) -> EntryNumber:
    locked = EntryNumber.objects.select_for_update(no_key=True).get(pk=entry.pk)
    if version is not None and version != locked.version:
        raise Refusal("stale", STALE, rule="RUF-18", current_version=locked.version)
    return locked


def _settled(
    entry: EntryNumber, before: dict[str, str], after: dict[str, str], by: Person, at: datetime
) -> EntryNumber:
    """Count the version up and keep what differs."""
    entry.version += 1
    entry.save()
    names = {**before, **after}
    facts = {n: [before.get(n, ""), after.get(n, "")] for n in names if before.get(n) != after.get(n)}
    NumberChange.objects.create(entry=entry, version=entry.version, facts=facts, by=by, at=at)
    return entry


def _refuse_crooked(opens: time | None, closes: time | None) -> None:
    if (opens is None) != (closes is None) or (opens and closes and opens >= closes):
        raise _invalid("Geöffnet wird vor dem Schließen.")


def _invalid(message: str) -> Refusal:
    return Refusal("invalid_hours", message, rule="RUF-18", status=422)
