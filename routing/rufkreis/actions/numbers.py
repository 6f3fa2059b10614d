"""When the numbers that customers dial are open, and what is heard when they are not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from routing.rufkreis.models import ClosedBehaviour, EntryNumber, NumberChange, NumberDay
from routing.rufkreis.rules.hours import Stretch, stretch_words, week_words
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_day
from socl.orga.models import Person

LONGEST = timedelta(days=31)  # single days set at once
STALE = "Die Zeiten wurden inzwischen von jemand anderem geändert. Bitte noch einmal prüfen."


@dataclass(frozen=True)
class NumberHours:
    """The week of a number (Berlin time, without times round the clock) and what is heard."""

    opens: time | None
    closes: time | None
    weekdays: Sequence[int]
    closed: str
    waiting_announcement: str
    closed_announcement: str

    def words(self) -> dict[str, str]:
        """The same for the history."""
        return {
            "Woche": week_words(self.opens, self.closes, self.weekdays),
            "Wenn geschlossen": str(ClosedBehaviour(self.closed).label),
            "Warteansage": self.waiting_announcement,
            "Ansage, wenn geschlossen": self.closed_announcement,
        }


@transaction.atomic
def set_hours(
    *, entry: EntryNumber, wanted: NumberHours, by: Person, at: datetime, version: int | None = None
) -> EntryNumber:
    """The week of a number and what is heard, from now on. Rule RUF-18.

    Refusals ``invalid_hours`` unless it opens before it closes, on some weekday; ``stale``.
    """
    _refuse_crooked(wanted.opens, wanted.closes)
    if not wanted.weekdays:
        raise Refusal("invalid_hours", "Geöffnet ist an mindestens einem Tag.", rule="RUF-18", status=422)
    locked = _locked(entry, version)
    before = hours_of(locked).words()
    for name, value in vars(wanted).items():
        setattr(locked, name, sorted(value) if name == "weekdays" else value)
    record("set_hours", locked, by=by, at=at, rule="RUF-18")
    return _settled(locked, before, wanted.words(), by, at)


@transaction.atomic
def set_days(
    *, entries: Sequence[EntryNumber], days: Span[date], stretch: Stretch | None, by: Person, at: datetime
) -> None:
    """What counts for some numbers on ``days`` instead of their week; None: closed. Rule RUF-18.

    Refusal ``invalid_hours`` for a day that has passed, more than 31, a stretch that ends before it begins.
    """
    if days.start < berlin_day(at) or not ONE_DAY <= days.end - days.start <= LONGEST:
        message = "Bitte heute oder einen späteren Tag angeben, höchstens 31 Tage am Stück."
        raise Refusal("invalid_hours", message, rule="RUF-18", status=422)
    _refuse_crooked(*(stretch or (None, None)))
    opens, closes = stretch or (None, None)
    every = [days.start + ONE_DAY * n for n in range((days.end - days.start).days)]
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
        raise Refusal("invalid_hours", "Vergangene Tage bleiben, wie sie waren.", rule="RUF-18", status=422)
    locked = _locked(entry)
    found = locked.days.filter(day=day).first()
    if found is None:
        return locked
    before = {_said(day): stretch_words(as_stretch(found))}
    found.delete()
    record("clear_number_day", locked, by=by, at=at, rule="RUF-18", day=day.isoformat())
    return _settled(locked, before, {}, by, at)


def hours_of(entry: EntryNumber) -> NumberHours:
    """What stands."""
    return NumberHours(
        entry.opens,
        entry.closes,
        entry.weekdays,
        entry.closed,
        entry.waiting_announcement,
        entry.closed_announcement,
    )


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
        raise Refusal("invalid_hours", "Geöffnet wird vor dem Schließen.", rule="RUF-18", status=422)
