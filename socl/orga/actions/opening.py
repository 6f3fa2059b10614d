"""Setting when a unit is open for people who come."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from itertools import pairwise

from django.db import transaction

from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.models import OpeningHours, Person, Unit

Stretches = Sequence[tuple[time, time]]
PAST = "Vergangene Tage bleiben, wie sie waren. Bitte heute oder einen späteren Tag angeben."


@transaction.atomic
def set_week(
    *,
    unit: Unit,
    week: Mapping[int, Stretches],
    valid_from: date,
    by: Person,
    at: datetime,
    demo: bool = False,
) -> None:
    """The ordinary week from a day on: ISO weekday (1 to 7) -> stretches of Berlin wall clock. Rule ORGA-5.

    One that was to begin on the same day is replaced, any other stays. Refusal ``invalid`` (422) for a stretch that
    ends before it begins, two that overlap, a week without any, a day that has passed.
    """
    _refuse_past(valid_from, at)
    for stretches in week.values():
        _refuse_crooked(stretches)
    if not any(week.values()):
        raise _invalid("Eine Woche braucht mindestens einen Tag, an dem geöffnet ist.")
    _lock(unit)
    OpeningHours.objects.filter(unit=unit, valid_from=valid_from).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(unit=unit, weekday=n, valid_from=valid_from, starts=starts, ends=ends, demo=demo)
        for n, stretches in week.items()
        for starts, ends in stretches
    )
    days = len([n for n in week if week[n]])
    record(
        "set_opening_week", unit, by=by, at=at, rule="ORGA-5", days=days, valid_from=valid_from.isoformat()
    )


@transaction.atomic
def take_back_week(*, unit: Unit, valid_from: date, by: Person, at: datetime) -> None:
    """A planned week will not begin; nothing happens if there is none. Refusal ``invalid`` if it has begun."""
    if valid_from <= berlin_day(at):
        raise _invalid("Diese Woche gilt schon. Bitte eine neue eintragen.")
    _lock(unit)
    if OpeningHours.objects.filter(unit=unit, valid_from=valid_from).delete()[0]:
        day = valid_from.isoformat()
        record("take_back_opening_week", unit, by=by, at=at, rule="ORGA-5", valid_from=day)


@transaction.atomic
def set_day(*, unit: Unit, day: date, stretches: Stretches, by: Person, at: datetime) -> None:
    """What counts on one date instead of the week; no stretch: closed. Rule ORGA-5. Refusal as ``set_week``."""
    _refuse_past(day, at)
    _refuse_crooked(stretches)
    _lock(unit)
    OpeningHours.objects.filter(unit=unit, day=day).delete()
    rows: Iterable[tuple[time | None, time | None]] = stretches or [(None, None)]
    OpeningHours.objects.bulk_create(
        OpeningHours(unit=unit, day=day, starts=starts, ends=ends) for starts, ends in rows
    )
    record("set_opening_day", unit, by=by, at=at, rule="ORGA-5", day=day.isoformat(), open=bool(stretches))


@transaction.atomic
def clear_day(*, unit: Unit, day: date, by: Person, at: datetime) -> None:
    """The date follows the week again; nothing happens if it does already. Refusal ``invalid`` if it has passed."""
    _refuse_past(day, at)
    _lock(unit)
    if OpeningHours.objects.filter(unit=unit, day=day).delete()[0]:
        record("clear_opening_day", unit, by=by, at=at, rule="ORGA-5", day=day.isoformat())


def _lock(unit: Unit) -> None:
    """Two who set the same hours come one after the other."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def _refuse_past(day: date, at: datetime) -> None:
    if day < berlin_day(at):
        raise _invalid(PAST)


def _refuse_crooked(stretches: Stretches) -> None:
    ordered = sorted(stretches)
    if any(ends <= starts for starts, ends in ordered):
        raise _invalid("Das Ende muss nach dem Beginn liegen.")
    if any(b[0] < a[1] for a, b in pairwise(ordered)):
        raise _invalid("Zwei Zeiten überschneiden sich.")


def _invalid(message: str) -> Refusal:
    return Refusal("invalid", message, rule="ORGA-5", status=422)
