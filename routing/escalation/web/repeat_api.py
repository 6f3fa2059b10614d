"""REST: who calls again, and a Rückruf whose question is answered now."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from atv.kalender.queries.bookings import booking_json, bookings_in
from eakte.queries import order_json
from routing.escalation.actions.repeat import answer_now
from routing.escalation.models import Anliegen
from routing.escalation.queries.repeat import Wanted, known_of
from routing.escalation.rules.catalogue import CATALOGUE
from routing.escalation.web import shapes
from routing.escalation.web.answers import outcome_json
from routing.escalation.web.mine import my_call
from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.parsing import AwareDateTimeField, PhoneField, body
from socl.core.api.shapes import UnitOut
from socl.journal.record import record_access
from socl.lib.kundennummer import KUNDENNUMMER
from socl.lib.workdays import berlin_iso
from socl.orga import gates
from socl.orga.queries import unit_json
from socl.orga.rules.roles import Grant


class PersonSearchIn(serializers.Serializer[Any]):
    """At least one of the three; together they narrow each other."""

    kundennummer = serializers.RegexField(KUNDENNUMMER, required=False, default="", allow_blank=True)
    name = serializers.CharField(max_length=120, min_length=3, required=False, default="", allow_blank=True)
    number = PhoneField(required=False, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not any(attrs.values()):
            raise serializers.ValidationError(
                {"kundennummer": ["Bitte Kundennummer, Name oder Nummer angeben."]}
            )
        return attrs


class EarlierContactOut(serializers.Serializer[Any]):
    at = AwareDateTimeField()
    code = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.CharField()
    outcome = serializers.CharField(allow_null=True)
    service_center = UnitOut()


class KnownPersonOut(serializers.Serializer[Any]):
    bookings = serializers.ListField(child=serializers.DictField(), help_text="wie GET /bookings/{id}/")
    work_orders = serializers.ListField(child=serializers.DictField(), help_text="wie GET /work-orders/{id}/")
    contacts = EarlierContactOut(many=True)


class AnswerNowIn(shapes.NoteIn):
    booking = serializers.IntegerField(min_value=1, max_value=2**62)
    code = serializers.ChoiceField(shapes.CODES, required=False, default="", allow_blank=True)


def contact_json(anliegen: Anliegen) -> dict[str, Any]:
    """An earlier Anliegen as the next desk reads it: what it was about and how it ended, no text."""
    return {
        "at": berlin_iso(anliegen.opened_at),
        "code": anliegen.code,
        "title": CATALOGUE[anliegen.code].title,
        "kind": anliegen.kind,
        "outcome": anliegen.outcome.kind if anliegen.outcome else None,
        "service_center": unit_json(anliegen.call.rufkreis.unit),
    }


@extend_schema(request=PersonSearchIn, responses=KnownPersonOut)
@api_view(["POST"])
def search(request: Request) -> Response:
    """Open Rückrufe, open orders, and the Anliegen of the last 14 days, as far as your rights reach; 20 of each."""
    person, at = gates.who(request), clock.now()
    gates.require(person, Grant.READ_BOOKING, clock.today())
    found = known_of(person, Wanted(**body(request, PersonSearchIn)), at)
    record_access(found.rows, by=person, at=at, purpose="wiederanruf")
    return Response(
        {
            "bookings": [booking_json(booking) for booking in found.bookings],
            "work_orders": [order_json(order) for order in found.orders],
            "contacts": [contact_json(anliegen) for anliegen in found.contacts],
        }
    )


@extend_schema(request=AnswerNowIn, responses={201: shapes.OutcomeOut})
@api_view(["POST"])
@idempotent
def answer_booking(request: Request, pk: int) -> Response:
    """In my call: the question of an open Rückruf is answered, the Rückruf cancelled. 409 ``wrong_state``."""
    person, at = gates.who(request), clock.now()
    call, values = my_call(person, pk), body(request, AnswerNowIn)
    booking = gates.one_within(
        bookings_in, values.pop("booking"), person, Grant.CHANGE_BOOKING, clock.today()
    )
    outcome = answer_now(call=call, booking=booking, by=person, at=at, **values)
    return Response(outcome_json(outcome, outcome.anliegen.pk), status=201)


urlpatterns = [
    path("persons/search/", search),
    path("calls/<int:pk>/answer-booking/", answer_booking),
]
