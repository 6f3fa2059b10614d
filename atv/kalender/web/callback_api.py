"""REST: carrying a Rückruf out beyond its attempts: taking it over, and the follow-up."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from atv.kalender.actions.follow_up import book_follow_up
from atv.kalender.actions.rueckruf import take_over as take
from atv.kalender.queries import free
from atv.kalender.web import shapes
from atv.kalender.web.api import answer_of, booking_of
from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.parsing import body
from socl.orga import gates
from socl.orga.rules.roles import Grant


@extend_schema(request=shapes.VersionIn, responses=shapes.BookingOut)
@api_view(["POST"])
@idempotent
def take_over(request: Request, pk: int) -> Response:
    """Work it from now on; 409 ``stale`` if it has changed since ``version`` was read."""
    found, wanted = booking_of(request, pk, Grant.WORK_BOOKING), body(request, shapes.VersionIn)
    take(booking=found, by=gates.who(request), at=clock.now(), **wanted)
    return answer_of(request, pk)


@extend_schema(request=shapes.FollowUpIn, responses={201: shapes.BookingOut})
@api_view(["POST"])
@idempotent
def follow_up(request: Request, pk: int) -> Response:
    """End it as ``follow_up`` and book the next Rückruf in one step; the new booking, which ``follows`` this one."""
    found, wanted = booking_of(request, pk, Grant.WORK_BOOKING), body(request, shapes.FollowUpIn)
    made = book_follow_up(
        booking=found,
        kind=free.terminart(wanted["kind"]),
        starts_at=wanted["starts_at"],
        note=wanted["note"],
        by=gates.who(request),
        at=clock.now(),
    )
    return answer_of(request, made.pk, 201)


urlpatterns = [
    path("bookings/<int:pk>/take-over/", take_over),
    path("bookings/<int:pk>/follow-up/", follow_up),
]
