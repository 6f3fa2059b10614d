"""The supply as leads read it: overview, history, who may sit where."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F, Q

from atv.kalender.models import (
    Ausfallzeit,
    Besetzung,
    Booking,
    Kalender,
    Serviceplatz,
    SupplyChange,
    Terminart,
    Zeitfenster,
)
from atv.kalender.queries.supply import displaced, supply_yield
from atv.kalender.rules.supply import Yield
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_day, holidays_of
from socl.orga.models import Dienstposten, Person, Unit

NEWEST = 100
AHEAD = 56  # days of public holidays shown


@dataclass(frozen=True)
class PlaceRow:
    """One Serviceplatz with its Zeitfenster that are in force or still to come."""

    place: Serviceplatz
    windows: list[Zeitfenster]


@dataclass(frozen=True)
class Supply:
    """All a calendar offers. ``kalender`` is None where nothing has been set up yet."""

    kalender: Kalender | None
    rows: list[PlaceRow] = field(default_factory=list)
    ausfallzeiten: list[Ausfallzeit] = field(default_factory=list)
    holidays: list[tuple[date, str]] = field(default_factory=list)
    four_weeks: Yield | None = None
    displaced: list[Booking] = field(default_factory=list)


def overview(unit: Unit, at: datetime) -> Supply:
    """What ``unit`` offers from today on; the number of queries does not depend on how much it is."""
    kalender = Kalender.objects.filter(unit=unit).first()
    if kalender is None:
        return Supply(None)
    kalender.unit = unit
    today = berlin_day(at)
    windows: dict[int, list[Zeitfenster]] = {}
    for z in _windows_from(kalender, today):
        windows.setdefault(z.serviceplatz_id, []).append(z)
    return Supply(
        kalender,
        [PlaceRow(p, windows.get(p.pk, [])) for p in places_now(kalender, today)],
        list(
            kalender.ausfallzeiten.filter(ends_at__gt=at).select_related("serviceplatz").order_by("starts_at")
        ),
        _holidays(unit.land, Span(today, today + ONE_DAY * AHEAD)),
        supply_yield(kalender, today + ONE_DAY),
        displaced(kalender, at),
    )


def _windows_from(kalender: Kalender, today: date) -> list[Zeitfenster]:
    rows = Zeitfenster.objects.filter(serviceplatz__kalender=kalender).exclude(valid_until__lte=today)
    return list(rows.exclude(valid_until=F("valid_from")).order_by("valid_from", "weekdays", "starts"))


def _holidays(land: str, days: Span[date]) -> list[tuple[date, str]]:
    years = range(days.start.year, days.end.year + 1)
    return sorted(
        (d, n) for y in years for d, n in holidays_of(land, y).items() if days.start <= d < days.end
    )


def own_terminarten(kalender: Kalender) -> dict[str, str]:
    """Code -> words of the Terminarten that this calendar alone offers; empty for a team. Rule OTV 2/9."""
    rows = Terminart.objects.filter(kalender=kalender).order_by("code")
    return {row.code: f"{row.label} ({row.minutes} Minuten)" for row in rows}


def places_now(kalender: Kalender, today: date) -> list[Serviceplatz]:
    """The Serviceplätze in force today or later, by number."""
    rows = kalender.serviceplaetze.filter(Q(valid_until=None) | Q(valid_until__gt=today))
    return list(rows.order_by("number"))


def history(unit: Unit) -> list[SupplyChange]:
    """The latest changes, newest first."""
    rows = SupplyChange.objects.filter(kalender__unit=unit).select_related("by", "kalender")
    return list(rows.order_by("-version")[:NEWEST])


@dataclass(frozen=True)
class Seat:
    """A Serviceplatz and who sits there."""

    place: Serviceplatz
    person_id: int | None


def seats(kalender: Kalender, day: date) -> list[Seat]:
    """Every Serviceplatz in force on ``day`` with who sits there."""
    taken = dict(
        Besetzung.objects.filter(serviceplatz__kalender=kalender, day=day).values_list(
            "serviceplatz", "person"
        )
    )
    places = kalender.serviceplaetze.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)
    return [Seat(p, taken.get(p.pk)) for p in places.order_by("number")]


def staff(unit: Unit, day: date) -> list[Person]:
    """Those with a Dienstposten at ``unit`` on ``day``, by name."""
    held = Dienstposten.objects.valid_on(day).filter(unit=unit).values("person")
    return list(Person.objects.filter(pk__in=held, is_active=True).order_by("name"))
