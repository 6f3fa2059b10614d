"""Setting up a calendar: Serviceplätze and their weekly Zeitfenster."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction

from atv.kalender.models import Kalender, Serviceplatz, Terminart, Zeitfenster
from socl.journal.record import record
from socl.orga.models import Person, Unit, UnitKind

# 202302002, 2.1 and 3 SC: 30 minutes Leistungsberatung, 20 minutes Sonstige Anliegen.
TERMINARTEN = (("leistungsberatung", "Leistungsberatung", 30), ("sonstiges", "Sonstiges Anliegen", 20))


@transaction.atomic
def ensure_terminarten() -> None:
    """Create the two Terminarten of the directive if they are not there. Rule SOCL 3/SC/2."""
    for code, label, minutes in TERMINARTEN:
        Terminart.objects.get_or_create(code=code, defaults={"label": label, "minutes": minutes})


@transaction.atomic
def ensure_kalender(*, unit: Unit, by: Person, at: datetime) -> Kalender:
    """The calendar of a team or Eingangszone, empty if it is new. Rule SOCL 3/OS/3.

    Where people come, times of the same day can be booked, on a raster of five minutes.
    """
    is_visited = unit.kind in (UnitKind.EINGANGSZONE, UnitKind.GESCHAEFTSSTELLE, UnitKind.AGENTUR)
    rules = (
        {"takes_visits": True, "lead_days": 0, "horizon_days": 180, "raster_minutes": 5} if is_visited else {}
    )
    kalender, is_new = Kalender.objects.get_or_create(unit=unit, defaults=rules)
    if is_new:
        ensure_terminarten()
        record("set_up_kalender", kalender, by=by, at=at, rule="SOCL 3/OS/3", places=0)
    return kalender


@transaction.atomic
def set_up_kalender(
    *,
    unit: Unit,
    places: int,
    hours: Sequence[tuple[time, time]],
    weekdays: Sequence[int],
    channels: Sequence[str],
    valid_from: date,
    by: Person,
    at: datetime,
) -> Kalender:
    """A calendar for ``unit`` with ``places`` Serviceplätze, each open at ``hours`` on ``weekdays`` for all kinds."""
    kalender = Kalender.objects.create(unit=unit)
    open_places(
        kalender=kalender,
        places=places,
        hours=hours,
        weekdays=weekdays,
        channels=channels,
        terminarten=[code for code, _, _ in TERMINARTEN],
        valid_from=valid_from,
    )
    record("set_up_kalender", kalender, by=by, at=at, places=places)
    return kalender


def open_places(
    *,
    kalender: Kalender,
    places: int,
    hours: Sequence[tuple[time, time]],
    weekdays: Sequence[int],
    channels: Sequence[str],
    terminarten: Sequence[str],
    valid_from: date,
) -> None:
    """The first Serviceplätze of an empty calendar, each open at ``hours``; part of a verb that sets one up."""
    lanes = Serviceplatz.objects.bulk_create(
        Serviceplatz(kalender=kalender, number=n + 1, valid_from=valid_from) for n in range(places)
    )
    Zeitfenster.objects.bulk_create(
        Zeitfenster(
            serviceplatz=lane,
            weekdays=list(weekdays),
            starts=starts,
            ends=ends,
            terminarten=list(terminarten),
            channels=list(channels),
            valid_from=valid_from,
        )
        for lane in lanes
        for starts, ends in hours
    )
