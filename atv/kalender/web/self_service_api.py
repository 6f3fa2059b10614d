"""REST: the customer's own Rückruf by its reference and a second fact; public, throttled, every wrong answer the same."""

from datetime import datetime
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from atv.kalender.actions.self_service import cancel_own, move_own
from atv.kalender.models import Booking
from atv.kalender.queries.self_service import own_json
from atv.kalender.web.own import find_or_count
from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.parsing import AwareDateTimeField, body
from socl.core.api.shapes import UnitOut

ACTIONS = ["show", "move", "cancel"]


class ByReferenceIn(serializers.Serializer[Any]):
    reference = serializers.CharField(max_length=40)
    second_fact = serializers.CharField(max_length=120)
    action = serializers.ChoiceField(ACTIONS)
    starts_at = AwareDateTimeField(required=False, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["action"] == "move" and attrs["starts_at"] is None:
            raise ValidationError({"starts_at": ["Zum Verlegen ist eine Zeit nötig."]})
        return attrs


class OwnBookingOut(serializers.Serializer[Any]):
    """The shape of ``queries.self_service.own_json``, for the schema."""

    reference = serializers.CharField()
    state = serializers.CharField()
    kind = serializers.CharField()
    starts_at = AwareDateTimeField()
    ends_at = AwareDateTimeField()
    team = UnitOut()
    changeable = serializers.BooleanField()
    times = serializers.ListField(child=AwareDateTimeField())


@extend_schema(request=ByReferenceIn, responses=OwnBookingOut, auth=[])
@api_view(["POST"])
@authentication_classes([])
@permission_classes([AllowAny])
@idempotent
def by_reference(request: Request) -> Response:
    """Show, move or cancel one's own Rückruf. The second fact is its number, Kundennummer or e-mail address.

    Whatever does not fit is the same 404; after too many of them 429 ``throttled``.
    """
    wanted, at = body(request, ByReferenceIn), clock.now()
    address = str(request.META.get("REMOTE_ADDR", ""))
    found = find_or_count(wanted["reference"], wanted["second_fact"], address)
    return Response(own_json(_act(found, wanted, at), at))


def _act(found: Booking, wanted: dict[str, Any], at: datetime) -> Booking:
    if wanted["action"] == "move":
        move_own(booking=found, starts_at=wanted["starts_at"], at=at)
    elif wanted["action"] == "cancel":
        cancel_own(booking=found, at=at)
    found.refresh_from_db(fields=["state", "starts_at", "ends_at", "serviceplatz", "version"])
    return found


urlpatterns = [path("bookings/by-reference/", by_reference)]
