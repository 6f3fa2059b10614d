"""The day sheet: what a team has to do on one day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from atv.kalender.models import Attempt, Ausfallzeit, Besetzung, Booking, Kalender, Serviceplatz, Zeitfenster
from atv.kalender.queries.bookings import booking_json
from atv.kalender.queries.free import moment
from atv.kalender.queries.opening import closes, is_valid, opens
from atv.kalender.rules.lifecycle import LIVE, State
from atv.kalender.rules.retention import PERSONAL
from socl.lib.spans import Span
from socl.lib.workdays import berlin_iso, berlin_span, holiday_name
from socl.orga.models import Person

VEIL = "Geschützter Datensatz"


@dataclass(frozen=True)
class Column:
    """One Serviceplatz on the day sheet."""

    serviceplatz: Serviceplatz
    zeitfenster: list[Span[datetime]]
    bookings: list[Booking]
    ausfallzeiten: tuple[Ausfallzeit, ...] = ()
    besetzung: Person | None = None


@dataclass(frozen=True)
class DaySheet:
    """One day of a team."""

    kalender: Kalender
    day: date
    holiday: str
    columns: list[Column]


def day_sheet(kalender: Kalender, day: date, *, cleared: bool = False) -> DaySheet:
    """Every Serviceplatz in force on ``day``, or with a booking on it, with its windows and bookings.

    Unless ``cleared``, restricted bookings only show that their time is taken. Rule DS-5.
    """
    span = berlin_span(day, 1)
    by_place: dict[int, list[Booking]] = {}
    shown = kalender.bookings.visible().exclude(state=State.CANCELLED).touching(*span)
    for booking in rows_of_sheet(shown).order_by("starts_at"):
        by_place.setdefault(booking.serviceplatz_id, []).append(veiled(booking, cleared))
    holiday = holiday_name(kalender.unit.land, day) or ""
    away = list(kalender.ausfallzeiten.touching(*span).order_by("starts_at"))
    seated = _seated(kalender, day)
    columns = [
        Column(
            place,
            [] if holiday else spans_on(day, place.zeitfenster.all()),
            by_place.get(place.pk, []),
            tuple(a for a in away if a.serviceplatz_id in (None, place.pk)),
            seated.get(place.pk),
        )
        for place in kalender.serviceplaetze.prefetch_related("zeitfenster").order_by("number")
        if is_valid(place, day) or place.pk in by_place
    ]
    return DaySheet(kalender, day, holiday, columns)


def rows_of_sheet(found: QuerySet[Booking]) -> QuerySet[Booking]:
    """With all that a sheet shows; the attempts as a list, for a query set of its own per row is a tenth of a page."""
    attempts = Prefetch("attempts", to_attr="tried")
    return found.select_related("terminart", "serviceplatz").prefetch_related(attempts)  # type: ignore[no-redef]


def veiled(booking: Booking, cleared: bool) -> Booking:
    """The booking as it may be shown, never saved: a restricted one without what speaks of the person. Rule DS-5."""
    if booking.restricted and not cleared:
        for name in PERSONAL:
            setattr(booking, name, "")
        booking.name = VEIL
        booking.tried = []
        booking._prefetched_objects_cache = {"attempts": Attempt.objects.none()}  # type: ignore[attr-defined]
        booking.is_veiled = True
    return booking


def column_json(column: Column) -> dict[str, Any]:
    """One Serviceplatz of a day as clients read it."""
    seated = column.besetzung
    return {
        "id": column.serviceplatz.pk,
        "number": column.serviceplatz.number,
        "label": column.serviceplatz.label,
        "besetzung": {"key": seated.username, "name": seated.name} if seated else None,
        "zeitfenster": [_span_json(*span) for span in column.zeitfenster],
        "ausfallzeiten": [
            {"id": a.pk, **_span_json(a.starts_at, a.ends_at), "reason": a.reason}
            for a in column.ausfallzeiten
        ],
        "bookings": [booking_json(b, b.tried) for b in column.bookings],
    }


def _span_json(start: datetime, end: datetime) -> dict[str, str]:
    return {"starts_at": berlin_iso(start), "ends_at": berlin_iso(end)}


def _seated(kalender: Kalender, day: date) -> dict[int, Person]:
    """Serviceplatz (id) -> who sits there on ``day``."""
    rows = Besetzung.objects.filter(serviceplatz__kalender=kalender, day=day).select_related("person")
    return {row.serviceplatz_id: row.person for row in rows}


def spans_on(day: date, zeitfenster: Iterable[Zeitfenster]) -> list[Span[datetime]]:
    """The Zeitfenster of one Serviceplatz on ``day``, as moments."""
    return sorted(
        Span(moment(opens(day, z.starts)), moment(closes(day, z.ends)))
        for z in zeitfenster
        if day.isoweekday() in z.weekdays and is_valid(z, day)
    )


def overdue(kalender: Kalender, at: datetime, *, cleared: bool = False) -> list[Booking]:
    """Rückrufe whose agreed time has passed and that nobody has completed, oldest first; veiled as in ``day_sheet``."""
    found = rows_of_sheet(kalender.bookings.filter(state__in=LIVE, ends_at__lte=at).visible())
    return [veiled(booking, cleared) for booking in found.order_by("starts_at")]
