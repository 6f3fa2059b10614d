"""REST: free times, holds, bookings, and the day of a team."""

from datetime import date
from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from atv.kalender.actions import booking as verbs
from atv.kalender.actions import holds as hold_verbs
from atv.kalender.actions.rueckruf import Completion, complete_rueckruf, log_attempt
from atv.kalender.models import Booking, Kalender, Terminart
from atv.kalender.queries import bookings, free, sheet
from atv.kalender.queries.channels import channel_of
from atv.kalender.queries.explain import day_reasons
from atv.kalender.queries.reach import reach_json, reach_of
from atv.kalender.web import shapes
from atv.kalender.web.day_pages import kalender_for
from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.parsing import body, query
from socl.journal.record import record_access
from socl.lib.references import parse_reference
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.queries import unit_json
from socl.orga.rules.roles import Grant


def kalender_and_kind(
    request: Request, team: str, code: str, grant: Grant
) -> tuple[Kalender, Terminart | None]:
    """The calendar of a team within the reach of ``grant`` (404 outside of it), and what is to be booked there.

    Refusal ``no_kalender``.
    """
    day = clock.today()
    found = bookings.team_and_kind(team, code, day)
    if found is None:
        raise Http404
    unit, kalender, kind = found
    gates.require(gates.who(request), grant, day, unit)
    if kalender is None:
        raise bookings.no_kalender()
    return kalender, kind


def bookable(request: Request, wanted: dict[str, Any]) -> tuple[Kalender, Terminart]:
    """The same for a body that names ``team`` and ``kind``; refusal ``invalid`` (422) for an unknown kind."""
    kalender, kind = kalender_and_kind(request, wanted["team"], wanted["kind"], Grant.BOOK)
    return kalender, free.known(kind)


def booking_of(request: Request, pk: int, grant: Grant) -> Booking:
    """A booking within the reach of ``grant``; 404 outside of it."""
    return gates.one_within(bookings.bookings_in, pk, gates.who(request), grant, clock.today())


def answer_of(request: Request, booking_id: int, status: int = 200) -> Response:
    """The booking as it is now; that it was read is recorded."""
    found = bookings.one(booking_id)
    record_access([found], by=gates.who(request), at=clock.now(), purpose="rest")
    return Response(bookings.booking_json(found), status=status)


@extend_schema(parameters=[shapes.SlotsIn], responses=shapes.SlotsOut)
@api_view(["GET"])
def slots(request: Request, team: str) -> Response:
    """Free times of a team by day: only days that have some; ``explain=1`` says why the others have none.

    ``reach=1`` adds where else there is time, if the team has none soon: sister teams, else a work order (ATV-34).
    """
    asked = request.query_params.get("kind", "")
    kalender, terminart = kalender_and_kind(request, team, asked, Grant.READ_SLOTS)
    wanted, kind, at = query(request, shapes.SlotsIn), free.known(terminart), clock.now()
    allowed = free.bookable_days(kalender, at)
    first, days = wanted["from"] or allowed.start, wanted["days"]
    found = free.free_days(kalender, kind, channel=wanted["channel"], first=first, days=days, at=at)
    answer = {
        "team": unit_json(kalender.unit),
        "kind": kind.code,
        "duration_minutes": kind.minutes,
        "earliest": allowed.start.isoformat(),
        "days": [
            {"date": d.day.isoformat(), "starts": [free.iso(s) for s in d.starts]} for d in found if d.gaps
        ],
    }
    if wanted["explain"]:
        reasons = day_reasons(kalender, found, first, days, at)
        answer["reasons"] = [{"date": day.isoformat(), "code": code} for day, code in reasons]
    if wanted["reach"]:
        answer["reach"] = reach_json(reach_of(kalender, kind, channel=wanted["channel"], at=at))
    return Response(answer)


@extend_schema(request=shapes.PlaceIn, responses={201: shapes.HoldOut})
@api_view(["POST"])
@idempotent
def holds(request: Request) -> Response:
    """Keep a time for three minutes while the customer decides."""
    wanted = body(request, shapes.PlaceIn)
    kalender, kind = bookable(request, wanted)
    held = hold_verbs.hold(
        kalender_id=kalender.pk,
        kind=kind,
        starts_at=wanted["starts_at"],
        channel=channel_of(gates.who(request), clock.today()),
        by=gates.who(request),
        at=clock.now(),
    )
    return Response(bookings.hold_json(held), status=201)


@extend_schema(request=None, responses=shapes.HoldOut)
@api_view(["POST"])
@idempotent
def renew(request: Request, pk: int) -> Response:
    """Three more minutes. 409 ``hold_gone`` if it is no longer there."""
    gates.require(gates.who(request), Grant.BOOK, clock.today())
    return Response(
        bookings.hold_json(hold_verbs.renew_hold(hold_id=pk, by=gates.who(request), at=clock.now()))
    )


@extend_schema(responses={204: None})
@api_view(["DELETE"])
def release(request: Request, pk: int) -> Response:
    """Give a held time back; harmless if it is gone."""
    gates.require(gates.who(request), Grant.BOOK, clock.today())
    hold_verbs.release_hold(hold_id=pk, by=gates.who(request), at=clock.now())
    return Response(status=204)


@extend_schema(request=shapes.BookingIn, responses={201: shapes.BookingOut})
@api_view(["POST"])
@idempotent
def book(request: Request) -> Response:
    """Book a Rückruf directly (online portal and other clients; a TSB books through the Anliegen)."""
    wanted = body(request, shapes.BookingIn)
    kalender, kind = bookable(request, wanted)
    if wanted["channel"] != channel_of(gates.who(request), clock.today()):
        raise Refusal("not_allowed", "Über diesen Kanal darf dieser Zugang nicht buchen.", rule="ATV-10")
    details = (
        "name",
        "rueckruf_number",
        "briefing",
        "email",
        "kundennummer",
        "language",
        "communication_aid",
        "restricted",
    )
    booked = verbs.book_rueckruf(
        kalender_id=kalender.pk,
        kind=kind,
        starts_at=wanted["starts_at"],
        contact=verbs.Contact(**{name: wanted[name] for name in details}),
        channel=wanted["channel"],
        by=gates.who(request),
        at=clock.now(),
        hold_id=wanted["hold"],
    )
    # what the client has just sent is not an access; nobody can have called yet
    return Response(bookings.booking_json(booked, attempts=[]), status=201)


@extend_schema(responses=shapes.BookingOut)
@api_view(["GET"])
def booking(request: Request, pk: int) -> Response:
    """One booking in scope; that it was read is recorded."""
    return answer_of(request, booking_of(request, pk, Grant.READ_BOOKING).pk)


@extend_schema(request=shapes.SearchIn, responses=shapes.BookingListOut)
@api_view(["POST"])
def search(request: Request) -> Response:
    """Bookings in scope by reference, Kundennummer, name or day; at most 50. By POST: nothing personal in a URL."""
    reach = gates.require(gates.who(request), Grant.READ_BOOKING, clock.today())
    wanted = body(request, shapes.SearchIn)
    if wanted["reference"]:
        wanted["reference"] = parse_reference(wanted["reference"]) or "-"
    found = list(bookings.search(reach, **wanted))
    record_access(found, by=gates.who(request), at=clock.now(), purpose="suche")
    return Response({"next": None, "previous": None, "results": [bookings.booking_json(b) for b in found]})


@extend_schema(request=shapes.MoveIn, responses=shapes.BookingOut)
@api_view(["POST"])
@idempotent
def move(request: Request, pk: int) -> Response:
    """Move to another time in one step; ``version`` is the one that was read (409 ``stale`` otherwise).

    409 ``earlier_without_consent`` for a displaced one, unless the customer agrees (``consent``).
    """
    found, wanted = booking_of(request, pk, Grant.CHANGE_BOOKING), body(request, shapes.MoveIn)
    verbs.move_rueckruf(booking=found, by=gates.who(request), at=clock.now(), **wanted)
    return answer_of(request, pk)


@extend_schema(request=shapes.ReasonIn, responses=shapes.BookingOut)
@api_view(["POST"])
@idempotent
def cancel(request: Request, pk: int) -> Response:
    """Cancel for the customer."""
    found, wanted = booking_of(request, pk, Grant.CHANGE_BOOKING), body(request, shapes.ReasonIn)
    verbs.cancel_rueckruf(booking=found, by=gates.who(request), at=clock.now(), **wanted)
    return answer_of(request, pk)


@extend_schema(request=shapes.AttemptIn, responses=shapes.BookingOut)
@api_view(["POST"])
@idempotent
def attempts(request: Request, pk: int) -> Response:
    """Note an attempt to call back; it counts only if it rang."""
    found, wanted = booking_of(request, pk, Grant.WORK_BOOKING), body(request, shapes.AttemptIn)
    log_attempt(booking=found, by=gates.who(request), at=clock.now(), **wanted)
    return answer_of(request, pk)


@extend_schema(request=shapes.CompleteIn, responses=shapes.BookingOut)
@api_view(["POST"])
@idempotent
def complete(request: Request, pk: int) -> Response:
    """End the Rückruf."""
    found, wanted = booking_of(request, pk, Grant.WORK_BOOKING), body(request, shapes.CompleteIn)
    complete_rueckruf(
        booking=found,
        result=Completion(wanted["result"]),
        note=wanted["note"],
        ending=wanted["ending"],
        by=gates.who(request),
        at=clock.now(),
    )
    return answer_of(request, pk)


@extend_schema(responses=shapes.DaySheetOut)
@api_view(["GET"])
def day(request: Request, team: str, day: date) -> Response:
    """One day of a team: each Serviceplatz with its Zeitfenster and bookings."""
    kalender = kalender_for(gates.who(request), team)
    reach = gates.scope(gates.who(request), Grant.READ_DAY_SHEET, clock.today())
    found = sheet.day_sheet(kalender, day, cleared=reach.sees(kalender.unit, restricted=True))
    shown = [b for column in found.columns for b in column.bookings if not b.is_veiled]
    record_access(shown, by=gates.who(request), at=clock.now(), purpose="tagesblatt")
    return Response(
        {
            "team": unit_json(kalender.unit),
            "date": day.isoformat(),
            "holiday": found.holiday or None,
            "serviceplaetze": [sheet.column_json(c) for c in found.columns],
        }
    )


urlpatterns = [
    path("teams/<str:team>/slots/", slots),
    path("teams/<str:team>/days/<day:day>/", day),
    path("holds/", holds),
    path("holds/<int:pk>/", release),
    path("holds/<int:pk>/renew/", renew),
    path("bookings/", book),
    path("bookings/search/", search),
    path("bookings/<int:pk>/", booking),
    path("bookings/<int:pk>/move/", move),
    path("bookings/<int:pk>/cancel/", cancel),
    path("bookings/<int:pk>/attempts/", attempts),
    path("bookings/<int:pk>/complete/", complete),
]
