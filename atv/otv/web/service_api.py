"""REST for the Service Center: find, cancel and move citizens' Termine."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from atv.otv.actions.cancelling import cancel, move
from atv.otv.models import OtvTermin
from atv.otv.queries.termine import search, termin_json, termine_in
from atv.otv.rules.lifecycle import Cancelled
from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.parsing import AwareDateTimeField, DayField, body
from socl.core.api.shapes import UnitOut
from socl.journal.record import record_access
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant


class OtvSearchIn(serializers.Serializer[Any]):
    """By number, or by name and day."""

    reference = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    date = DayField(required=False, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not (attrs["reference"] or (attrs["name"] and attrs["date"])):
            raise ValidationError({"reference": ["Buchungsnummer, oder Name und Tag."]})
        return attrs


class OtvTerminOut(serializers.Serializer[Any]):
    """The shape of ``queries.termine.termin_json``. Such a Termin is not in VerBIS."""

    id = serializers.IntegerField()
    reference = serializers.CharField()
    state = serializers.CharField()
    site = UnitOut()
    code = serializers.CharField()
    title = serializers.CharField()
    channel = serializers.CharField()
    starts_at = AwareDateTimeField()
    ends_at = AwareDateTimeField()
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    confirmed = serializers.BooleanField()
    cancelled_how = serializers.CharField()
    version = serializers.IntegerField()


class OtvFoundOut(serializers.Serializer[Any]):
    """At most 50, soonest first."""

    results = OtvTerminOut(many=True)


class OtvCancelIn(serializers.Serializer[Any]):
    """Why, and how the word came."""

    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    by = serializers.ChoiceField([Cancelled.PHONE.value, Cancelled.CONTACT_FORM.value])


class OtvMoveIn(serializers.Serializer[Any]):
    """The new time."""

    starts_at = AwareDateTimeField()


@extend_schema(operation_id="otv_search", request=OtvSearchIn, responses=OtvFoundOut)
@api_view(["POST"])
def find(request: Request) -> Response:
    """Termine of the region; what is shown is recorded."""
    person, at = gates.who(request), clock.now()
    reach = gates.require(person, Grant.SERVE_OTV, clock.today())
    said = body(request, OtvSearchIn)
    found = search(reach, reference=said["reference"], name=said["name"], day=said["date"])
    record_access([t.booking for t in found], by=person, at=at, purpose="otv-suche")
    return Response({"results": [termin_json(t) for t in found]})


def _mine(person: Person, pk: int) -> OtvTermin:
    return gates.one_within(termine_in, pk, person, Grant.SERVE_OTV, clock.today())


@extend_schema(operation_id="otv_cancel", request=OtvCancelIn, responses=OtvTerminOut)
@api_view(["POST"])
@idempotent
def cancel_one(request: Request, pk: int) -> Response:
    """Cancel on a caller's word or a contact form."""
    person, at = gates.who(request), clock.now()
    found, said = _mine(person, pk), body(request, OtvCancelIn)
    how = Cancelled(said["by"])
    done = cancel(termin=found, how=how, who=person, by=person, at=at, reason=said["reason"])
    return Response(termin_json(done))


@extend_schema(operation_id="otv_move", request=OtvMoveIn, responses=OtvTerminOut)
@api_view(["POST"])
@idempotent
def move_one(request: Request, pk: int) -> Response:
    """Free the old time and take the new one in one step."""
    person, at = gates.who(request), clock.now()
    found, said = _mine(person, pk), body(request, OtvMoveIn)
    return Response(termin_json(move(termin=found, starts_at=said["starts_at"], by=person, at=at)))


urlpatterns = [
    path("otv/termine/search/", find),
    path("otv/termine/<int:pk>/cancel/", cancel_one),
    path("otv/termine/<int:pk>/move/", move_one),
]
