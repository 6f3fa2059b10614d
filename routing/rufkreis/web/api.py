"""REST: me, presence, offers, calls, identification."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from routing.rufkreis import queries
from routing.rufkreis.actions import desk, talk
from routing.rufkreis.actions.transfer import requeue_call
from routing.rufkreis.models import Call, IdentificationResult
from routing.rufkreis.queries.answers import (
    CallOut,
    EligibleOut,
    IdentificationOut,
    PresenceOut,
    call_json,
    eligible_json,
    identification_json,
    presence_json,
)
from routing.rufkreis.rules.eligibility import TOPIC_LABELS, Topic
from routing.rufkreis.rules.lifecycle import WISH_LABELS, Wish
from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.parsing import AwareDateTimeField, body
from socl.core.api.shapes import UnitOut
from socl.lib.kundennummer import KUNDENNUMMER
from socl.lib.workdays import berlin_day, berlin_iso
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.queries import unit_json
from socl.orga.rules.roles import Grant

FEATURES = ["name", "date_of_birth", "kundennummer", "address"]


class PresenceIn(serializers.Serializer[Any]):
    wish = serializers.ChoiceField(list(WISH_LABELS.items()))
    reason = serializers.CharField(max_length=120, required=False, default="")


class RequeueIn(serializers.Serializer[Any]):
    topic = serializers.ChoiceField([(t.value, label) for t, label in TOPIC_LABELS.items()])


class IdentificationIn(serializers.Serializer[Any]):
    kundennummer = serializers.RegexField(KUNDENNUMMER, required=False, default="", allow_blank=True)
    name = serializers.CharField(max_length=120, allow_blank=True, required=False, default="")
    features = serializers.ListField(child=serializers.ChoiceField(FEATURES), required=False, default=list)
    result = serializers.ChoiceField(IdentificationResult.choices)


class PostenOut(UnitOut):
    role = serializers.CharField()


class OfferOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    call = serializers.IntegerField()
    rufkreis = serializers.CharField()
    expires_at = AwareDateTimeField()


class MeOut(serializers.Serializer[Any]):
    person = UnitOut()
    kind = serializers.CharField()
    units = PostenOut(many=True)
    grants = serializers.ListField(child=serializers.CharField())
    presence = PresenceOut(allow_null=True)
    offer = OfferOut(allow_null=True)
    call = CallOut(allow_null=True)
    eligible = EligibleOut(many=True)


def desk_person(request: Request) -> Person:
    """The person at a desk; 403 for everybody who does not take calls."""
    person = gates.who(request)
    gates.require(person, Grant.TAKE_CALLS, clock.today())
    return person


def my_call(request: Request, call_id: int) -> Call:
    """The call that this desk has or had; 404 for any other."""
    return get_object_or_404(queries.calls_of(desk_person(request)), pk=call_id)


def _answered(call: Call) -> dict[str, Any]:
    return call_json(call, clock.now())


@extend_schema(responses=MeOut)
@api_view(["GET"])
def me(request: Request) -> Response:
    """Who I am, what I may do, and what is at my desk. A heartbeat like any other request."""
    person, at = gates.who(request), clock.now()
    day = berlin_day(at)
    desk.heartbeat(person_id=person.pk, at=at)
    presence = queries.presence_of(person)
    offer = queries.open_offer_of(person, at)
    call = presence.call if presence and presence.call and presence.call.person_id == person.pk else None
    return Response(
        {
            "person": {"key": person.username, "name": person.name},
            "kind": person.kind,
            "units": [{**(unit_json(d.unit) or {}), "role": d.role} for d in gates.dienstposten(person, day)],
            "grants": gates.grants(person, day),
            "presence": presence_json(presence, person, at) if presence else None,
            "offer": {
                "id": offer.pk,
                "call": offer.call_id,
                "rufkreis": offer.call.rufkreis.topic,
                "expires_at": berlin_iso(offer.expires_at),
            }
            if offer
            else None,
            "call": call_json(call, at) if call else None,
            "eligible": eligible_json(person, at),
        }
    )


@extend_schema(request=PresenceIn, responses=PresenceOut)
@api_view(["PUT"])
def presence(request: Request) -> Response:
    """What I want to do: alg, general, both, break, training, off."""
    person = desk_person(request)
    wanted = body(request, PresenceIn)
    found = desk.set_presence(
        person=person, wish=Wish(wanted["wish"]), reason=wanted["reason"], at=clock.now()
    )
    return Response(presence_json(found, person, clock.now()))


@extend_schema(request=None, responses=CallOut)
@api_view(["POST"])
@idempotent
def accept(request: Request, pk: int) -> Response:
    """Take the offered call. 409 ``offer_gone``."""
    return Response(_answered(desk.accept_offer(offer_id=pk, person=desk_person(request), at=clock.now())))


@extend_schema(request=None, responses=CallOut)
@api_view(["POST"])
@idempotent
def decline(request: Request, pk: int) -> Response:
    """Refuse the offered call; it goes to the next desk and keeps its place."""
    return Response(_answered(desk.decline_offer(offer_id=pk, person=desk_person(request), at=clock.now())))


@extend_schema(request=None, responses=CallOut)
@api_view(["POST"])
@idempotent
def hangup(request: Request, pk: int) -> Response:
    """Ask the telephone system to end my call."""
    call = my_call(request, pk)
    return Response(_answered(desk.request_hangup(call=call, person=gates.who(request), at=clock.now())))


@extend_schema(request=None, responses=CallOut)
@api_view(["POST"])
@idempotent
def hold(request: Request, pk: int) -> Response:
    """Ask the telephone system to put the caller on hold. 409 ``wrong_state`` outside of a conversation."""
    call = my_call(request, pk)
    return Response(_answered(talk.hold_call(call=call, by=gates.who(request), at=clock.now())))


@extend_schema(request=None, responses=CallOut)
@api_view(["POST"])
@idempotent
def unhold(request: Request, pk: int) -> Response:
    """Ask the telephone system for the caller back. 409 ``wrong_state`` outside of a conversation."""
    call = my_call(request, pk)
    return Response(_answered(talk.resume_call(call=call, by=gates.who(request), at=clock.now())))


@extend_schema(request=RequeueIn, responses=CallOut)
@api_view(["POST"])
@idempotent
def requeue(request: Request, pk: int) -> Response:
    """Send my caller on to the other Rufkreis; the waiting time is kept. 409 ``same_rufkreis``, ``not_live``,
    ``beratung_open``, ``wrong_state``."""
    call = my_call(request, pk)
    topic = Topic(body(request, RequeueIn)["topic"])
    return Response(_answered(requeue_call(call=call, topic=topic, by=gates.who(request), at=clock.now())))


@extend_schema(request=IdentificationIn, responses={201: IdentificationOut})
@api_view(["POST"])
@idempotent
def identification(request: Request, pk: int) -> Response:
    """Note who is calling and which features matched; never the date of birth itself."""
    call = my_call(request, pk)
    desk.identify(call=call, by=gates.who(request), at=clock.now(), **body(request, IdentificationIn))
    return Response(identification_json(call), status=201)


@extend_schema(request=None, responses=PresenceOut)
@api_view(["POST"])
@idempotent
def finish_wrap_up(request: Request) -> Response:
    """The wrap-up is done."""
    person = desk_person(request)
    return Response(presence_json(desk.finish_wrap_up(person=person, at=clock.now()), person, clock.now()))


@extend_schema(request=None, responses=PresenceOut)
@api_view(["POST"])
@idempotent
def extend_wrap_up(request: Request) -> Response:
    """One more minute of wrap-up."""
    person = desk_person(request)
    return Response(presence_json(desk.extend_wrap_up(person=person, at=clock.now()), person, clock.now()))


urlpatterns = [
    path("me/", me),
    path("me/presence/", presence),
    path("me/wrap-up/finish/", finish_wrap_up),
    path("me/wrap-up/extend/", extend_wrap_up),
    path("offers/<int:pk>/accept/", accept),
    path("offers/<int:pk>/decline/", decline),
    path("calls/<int:pk>/hangup/", hangup),
    path("calls/<int:pk>/hold/", hold),
    path("calls/<int:pk>/unhold/", unhold),
    path("calls/<int:pk>/requeue/", requeue),
    path("calls/<int:pk>/identification/", identification),
]
