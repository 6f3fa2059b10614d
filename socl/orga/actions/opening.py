"""Setting when a unit is open for people who come."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from itertools import pairwise

from django.db import transaction

from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import OpeningHours, Person, Unit

Stretches = Sequence[tuple[time, time]]


@transaction.atomic
def set_week(
    *, unit: Unit, week: Mapping[int, Stretches], by: Person, at: datetime, demo: bool = False
) -> None:
    """Replace the ordinary week: ISO weekday (1 to 7) -> stretches of Berlin wall clock. Rule ORGA-5.

    Refusal ``invalid`` (422) for a stretch that ends before it begins, or two that overlap.
    """
    for stretches in week.values():
        _refuse_crooked(stretches)
    _lock(unit)
    OpeningHours.objects.filter(unit=unit, weekday__isnull=False).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(unit=unit, weekday=weekday, starts=starts, ends=ends, demo=demo)
        for weekday, stretches in week.items()
        for starts, ends in stretches
    )
    record("set_opening_week", unit, by=by, at=at, rule="ORGA-5", days=len([d for d in week if week[d]]))


@transaction.atomic
def set_day(*, unit: Unit, day: date, stretches: Stretches, by: Person, at: datetime) -> None:
    """What counts on one date instead of the week; no stretch: closed. Rule ORGA-5. Refusal as ``set_week``."""
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
    """The date follows the week again; nothing happens if it does already."""
    _lock(unit)
    if OpeningHours.objects.filter(unit=unit, day=day).delete()[0]:
        record("clear_opening_day", unit, by=by, at=at, rule="ORGA-5", day=day.isoformat())


def _lock(unit: Unit) -> None:
    """Two who set the same hours come one after the other."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def _refuse_crooked(stretches: Stretches) -> None:
    ordered = sorted(stretches)
    if any(ends <= starts for starts, ends in ordered):
        raise Refusal("invalid", "Das Ende muss nach dem Beginn liegen.", rule="ORGA-5", status=422)
    if any(b[0] < a[1] for a, b in pairwise(ordered)):
        raise Refusal("invalid", "Zwei Zeiten überschneiden sich.", rule="ORGA-5", status=422)
