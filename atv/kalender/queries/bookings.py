"""Single bookings: one person's, or one by its reference; and how clients read them."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django.db.models import QuerySet

from atv.kalender.models import Attempt, Booking, Kalender, Terminart
from socl.core.db import columns, read
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_iso, berlin_span
from socl.orga.gates import Scope
from socl.orga.models import Unit, UnitKind
from socl.orga.queries import unit_json

WITH_CALENDAR = (UnitKind.ALG_PLUS_TEAM, UnitKind.EINGANGSZONE, UnitKind.GESCHAEFTSSTELLE)
KALENDER_OF = f"SELECT {columns(Kalender, 'k')} FROM kalender_kalender k WHERE k.unit_id = %(unit)s"


def kalender_of(team: Unit) -> Kalender:
    """The calendar of ``team``; a refusal if it has none yet."""
    for kalender in read(KALENDER_OF, {"unit": team.pk}, Kalender):
        kalender.unit = team
        return cast(Kalender, kalender)
    raise no_kalender()


def no_kalender() -> Refusal:
    """The refusal where a team has no calendar yet."""
    return Refusal("no_kalender", "Für dieses Team ist noch kein Kalender eingerichtet.", rule="SOCL 3/OS/3")


# What every request about free times needs, in one question instead of three.
TEAM = f"""
SELECT {columns(Unit, "u")}, {columns(Kalender, "k")}, {columns(Terminart, "t")}
FROM orga_unit u
LEFT JOIN kalender_kalender k ON k.unit_id = u.id
LEFT JOIN kalender_terminart t ON t.code = %(kind)s
WHERE u.key = %(key)s AND u.kind = %(team)s
  AND u.valid_from <= %(day)s AND (u.valid_until > %(day)s OR u.valid_until IS NULL)
"""


def team_and_kind(key: str, code: str, day: date) -> tuple[Unit, Kalender | None, Terminart | None] | None:
    """The Alg Plus-Team ``key`` in force on ``day``, its calendar and the Terminart ``code``; None without the team."""
    if "\0" in key:  # a path may carry it, PostgreSQL could not
        return None
    values = {"key": key, "kind": code.replace("\0", "?"), "team": UnitKind.ALG_PLUS_TEAM, "day": day}
    for unit, kalender, kind in read(TEAM, values, Unit, Kalender, Terminart):
        if kalender:
            kalender.unit = unit
        return unit, kalender, kind
    return None


def kalender_by_id(pk: int) -> Kalender | None:
    """The calendar with that id, with its unit."""
    return Kalender.objects.filter(pk=pk).select_related("unit").first()


def bookings_in(scope: Scope) -> QuerySet[Booking]:
    """The Rückrufe that a person with ``scope`` may see, with all that is shown of them. Rule DS-5."""
    return (
        Booking.objects.rueckrufe()
        .filter(scope.visible("kalender__unit"))
        .select_related("kalender__unit", "serviceplatz", "terminart")
        .prefetch_related("attempts__by")
    )


def search(scope: Scope, **wanted: Any) -> QuerySet[Booking]:
    """Bookings in ``scope`` by reference, Kundennummer, (part of) name, day; newest first."""
    rows = bookings_in(scope).order_by("-starts_at", "-pk")
    if wanted.get("reference"):
        rows = rows.filter(reference=wanted["reference"])
    if wanted.get("kundennummer"):
        rows = rows.filter(kundennummer=wanted["kundennummer"])
    if wanted.get("name"):
        rows = rows.filter(name__icontains=wanted["name"])
    if wanted.get("date"):
        span = berlin_span(wanted["date"], 1)
        rows = rows.filter(starts_at__gte=span.start, starts_at__lt=span.end)
    return rows[:50]


def one(pk: int) -> Booking:
    """The booking with all that is shown of it; rights are asked before."""
    return (
        Booking.objects.select_related("kalender__unit", "serviceplatz", "terminart")
        .prefetch_related("attempts__by")
        .get(pk=pk)
    )


def appointment_json(booking: Booking) -> dict[str, Any]:
    """When, how long, and who calls: what the customer may read as well."""
    return {
        "reference": booking.reference,
        "state": booking.state,
        "kind": booking.terminart.code,
        "starts_at": berlin_iso(booking.starts_at),
        "ends_at": berlin_iso(booking.ends_at),
        "team": unit_json(booking.kalender.unit),
    }


def booking_json(booking: Booking, attempts: Iterable[Attempt] | None = None) -> dict[str, Any]:
    """A booking as clients read it; ``attempts`` where they are known without asking."""
    return {
        "id": booking.pk,
        **appointment_json(booking),
        "serviceplatz": {"id": booking.serviceplatz_id, "number": booking.serviceplatz.number},
        "channel": booking.channel,
        "name": booking.name,
        "rueckruf_number": booking.rueckruf_number,
        "email": booking.email,
        "kundennummer": booking.kundennummer,
        "language": booking.language,
        "communication_aid": booking.communication_aid,
        "briefing": booking.briefing,
        "restricted": booking.restricted,
        "attempts": [
            {"result": a.result, "rang": a.rang, "note": a.note, "at": berlin_iso(a.at)}
            for a in (booking.attempts.all() if attempts is None else attempts)
        ],
        "result": booking.result,
        "ending": booking.ending,
        "follows": booking.follows_id,
        "version": booking.version,
    }


def hold_json(held: Booking) -> dict[str, Any]:
    """A hold as its holder reads it."""
    expires_at = berlin_iso(held.expires_at) if held.expires_at else None
    return {"id": held.pk, "expires_at": expires_at, "starts_at": berlin_iso(held.starts_at)}
