"""What a calendar offers as a whole: its yield, and the bookings for which nothing is open any more."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import F, Max, Q, QuerySet

from atv.kalender.models import Ausfallzeit, Booking, Kalender, Serviceplatz, Terminart, Zeitfenster
from atv.kalender.queries.free import minutes
from atv.kalender.queries.opening import Opening, openings
from atv.kalender.rules.lifecycle import State
from atv.kalender.rules.supply import Stretch, Yield, is_open, yield_of
from socl.lib.refusal import Refusal
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_day, berlin_iso
from socl.orga.gates import Scope
from socl.orga.queries import unit_json

FOUR_WEEKS = 28


def supply_yield(kalender: Kalender, first: date, days: int = FOUR_WEEKS) -> Yield:
    """What ``days`` days from ``first`` yield, whatever is booked."""
    return yield_of_openings(openings(kalender, Span(first, first + ONE_DAY * days)), kalender.raster_minutes)


def yield_of_openings(found: list[Opening], raster: int) -> Yield:
    """What openings yield: in the Terminarten of their calendar, or where it has none of its own in Rückrufe."""
    length = dict(Terminart.objects.values_list("code", "minutes"))
    used = {code for o in found for code in o.terminarten}
    own = set(
        Terminart.objects.filter(code__in=used, kalender__isnull=False).values_list("minutes", flat=True)
    )
    shown = own or set(Terminart.objects.filter(kalender=None).values_list("minutes", flat=True))
    stretches = [
        Stretch(o.start, o.end, o.origin, tuple(sorted({length[c] for c in o.terminarten if c in length})))
        for o in found
    ]
    return yield_of(stretches, sorted(shown), raster)


def offerable(kalender: Kalender) -> set[str]:
    """The codes of the Terminarten that its Zeitfenster may take: its own, or where it has none the two Rückrufe."""
    own = set(Terminart.objects.filter(kalender=kalender).values_list("code", flat=True))
    return own or set(Terminart.objects.filter(kalender=None).values_list("code", flat=True))


@dataclass(frozen=True)
class Ahead:
    """What is open from now on, by Serviceplatz, as far as anything is booked."""

    by_place: dict[int, list[Opening]]

    def covers(self, place: int, booking: Booking) -> bool:
        """True if the Serviceplatz is open during the whole ``booking``. Rule ATV-13."""
        start, end = minutes(booking.starts_at), minutes(booking.ends_at)
        near = [(o.start, o.end) for o in self.by_place.get(place, ()) if o.start <= end and start <= o.end]
        return is_open(near, start, end)

    def takes(self, place: int, booking: Booking, code: str) -> bool:
        """True if it is, and meant for the Terminart with ``code``."""
        start, end = minutes(booking.starts_at), minutes(booking.ends_at)
        meant = (o for o in self.by_place.get(place, ()) if code in o.terminarten)
        return is_open([(o.start, o.end) for o in meant if o.start <= end and start <= o.end], start, end)


def ahead(kalender: Kalender, at: datetime) -> Ahead:
    """The openings from today to the day of the last booking."""
    last = kalender.bookings.live().aggregate(last=Max("ends_at"))["last"]
    today = berlin_day(at)
    by_place: dict[int, list[Opening]] = defaultdict(list)
    if last is not None and berlin_day(last) >= today:
        for opening in openings(kalender, Span(today, berlin_day(last) + ONE_DAY)):
            by_place[opening.place].append(opening)
    return Ahead(dict(by_place))


def displaced(kalender: Kalender, at: datetime, found: Ahead | None = None) -> list[Booking]:
    """Booked Rückrufe still to come for which nothing is open, and that nobody has confirmed to stay; by time.

    Computed, not kept: whatever closed the time, no booking is forgotten. Rule ATV-13.
    """
    open_ahead = found or ahead(kalender, at)
    rows = (
        kalender.bookings.filter(state=State.BOOKED, starts_at__gt=at)
        .filter(Q(kept_at=None) | ~Q(kept_at=F("starts_at")))
        .select_related("terminart", "serviceplatz", "kalender__unit")
        .order_by("starts_at", "pk")
    )
    return [b for b in rows if not open_ahead.covers(b.serviceplatz_id, b)]


def is_displaced(booking: Booking, at: datetime) -> bool:
    """True if this booking is one of them; asks for its own day alone."""
    if booking.state != State.BOOKED or booking.starts_at <= at or booking.kept_at == booking.starts_at:
        return False
    days = Span(berlin_day(booking.starts_at), berlin_day(booking.ends_at) + ONE_DAY)
    there = [o for o in openings(booking.kalender, days) if o.place == booking.serviceplatz_id]
    return not Ahead({booking.serviceplatz_id: there}).covers(booking.serviceplatz_id, booking)


def places_in(scope: Scope) -> QuerySet[Serviceplatz]:
    """The Serviceplätze within ``scope``."""
    return Serviceplatz.objects.filter(scope.q("kalender__unit")).select_related("kalender__unit")


def windows_in(scope: Scope) -> QuerySet[Zeitfenster]:
    """The Zeitfenster within ``scope``, without those that were never in force."""
    rows = Zeitfenster.objects.filter(scope.q("serviceplatz__kalender__unit"))
    return rows.exclude(valid_until=F("valid_from")).select_related("serviceplatz__kalender__unit")


def ausfallzeiten_in(scope: Scope) -> QuerySet[Ausfallzeit]:
    """The Ausfallzeiten within ``scope``."""
    rows = Ausfallzeit.objects.filter(scope.q("kalender__unit"))
    return rows.select_related("kalender__unit", "serviceplatz")


def places_by_id(kalender: Kalender, ids: Sequence[int]) -> list[Serviceplatz]:
    """Serviceplätze of the calendar, by number; a refusal (422) if one is not among its own, or none is named."""
    found = list(kalender.serviceplaetze.filter(pk__in=ids).order_by("number"))
    if not ids or len(found) != len(set(ids)):
        raise Refusal("invalid", "Bitte Serviceplätze dieses Teams wählen.", status=422)
    return found


def window_by_id(kalender: Kalender, pk: int) -> Zeitfenster:
    """A Zeitfenster of the calendar; refusal ``gone`` if it is there no longer."""
    rows = Zeitfenster.objects.filter(pk=pk, serviceplatz__kalender=kalender).select_related("serviceplatz")
    found: Zeitfenster | None = rows.first()
    return _there(found)


def ausfallzeit_by_id(kalender: Kalender, pk: int) -> Ausfallzeit:
    """An Ausfallzeit of the calendar; refusal ``gone`` if it is there no longer."""
    return _there(kalender.ausfallzeiten.filter(pk=pk).select_related("serviceplatz").first())


Row = TypeVar("Row")


def _there(row: Row | None) -> Row:
    if row is None:
        raise Refusal("gone", "Das gibt es nicht mehr.")
    return row


def place_json(place: Serviceplatz) -> dict[str, Any]:
    """A Serviceplatz as clients read it."""
    return {
        "id": place.pk,
        "unit": unit_json(place.kalender.unit),
        "number": place.number,
        "label": place.label,
        "active_from": place.valid_from.isoformat(),
        "active_until": place.valid_until.isoformat() if place.valid_until else None,
        "version": place.kalender.version,
    }


def window_json(window: Zeitfenster) -> dict[str, Any]:
    """A Zeitfenster as clients read it; an end of 00:00 is the midnight after."""
    return {
        "id": window.pk,
        "serviceplatz": window.serviceplatz_id,
        "weekdays": window.weekdays,
        "date": window.single_day.isoformat() if window.single_day else None,
        "from": f"{window.starts:%H:%M}",
        "until": f"{window.ends:%H:%M}",
        "valid_from": window.valid_from.isoformat(),
        "valid_until": window.valid_until.isoformat() if window.valid_until else None,
        "terminarten": window.terminarten,
        "channels": window.channels,
        "version": window.serviceplatz.kalender.version,
    }


def ausfallzeit_json(away: Ausfallzeit) -> dict[str, Any]:
    """An Ausfallzeit as clients read it; without a Serviceplatz it closes all of the unit."""
    return {
        "id": away.pk,
        "unit": unit_json(away.kalender.unit),
        "serviceplatz": away.serviceplatz_id,
        "starts_at": berlin_iso(away.starts_at),
        "ends_at": berlin_iso(away.ends_at),
        "reason": away.reason,
        "version": away.kalender.version,
    }


def displaced_json(booking: Booking) -> dict[str, Any]:
    """A booking as far as planning needs it: no name, no number."""
    return {
        "id": booking.pk,
        "reference": booking.reference,
        "kind": booking.terminart.code,
        "starts_at": berlin_iso(booking.starts_at),
        "ends_at": berlin_iso(booking.ends_at),
        "serviceplatz": booking.serviceplatz.number,
    }
