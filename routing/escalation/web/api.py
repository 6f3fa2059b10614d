"""REST: the whole call, its Anliegen, their next steps and ends."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from atv.kalender.actions.booking import Contact
from atv.kalender.queries.bookings import booking_json
from routing.escalation import queries
from routing.escalation.actions import anliegen as verbs
from routing.escalation.models import Anliegen, Outcome
from routing.escalation.rules.catalogue import CATALOGUE, KIND_LABELS
from routing.escalation.rules.lifecycle import OUTCOME_LABELS, WITHOUT_BOOKING, OutcomeKind
from routing.rufkreis import queries as rufkreis
from routing.rufkreis.models import Call
from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.parsing import AwareDateTimeField, PhoneField, body
from socl.core.api.shapes import UnitOut
from socl.lib.kundennummer import KUNDENNUMMER
from socl.lib.workdays import berlin_iso
from socl.orga import gates
from socl.orga.queries import unit_json
from socl.orga.rules.roles import Grant

CODES = [(code, entry.title) for code, entry in CATALOGUE.items()]
KINDS = list(KIND_LABELS.items())


class AnliegenIn(serializers.Serializer[Any]):
    code = serializers.ChoiceField(CODES)
    plz = serializers.RegexField(r"^\d{5}$", required=False, default="", allow_blank=True)
    agentur = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    kundennummer = serializers.RegexField(KUNDENNUMMER, required=False, default="", allow_blank=True)
    name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    kind = serializers.ChoiceField(KINDS, required=False, default="", allow_blank=True)
    language = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    communication_aid = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)


class AnliegenPatch(serializers.Serializer[Any]):
    code = serializers.ChoiceField(CODES, required=False)
    kind = serializers.ChoiceField(KINDS, required=False)
    plz = serializers.RegexField(r"^\d{5}$", required=False)
    agentur = serializers.CharField(max_length=40, required=False)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    kundennummer = serializers.RegexField(KUNDENNUMMER, required=False, allow_blank=True)


class ResponsibleOut(serializers.Serializer[Any]):
    agentur = UnitOut()
    os = UnitOut()
    team = UnitOut()


class AnliegenOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    call = serializers.IntegerField()
    state = serializers.CharField()
    code = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.CharField()
    plz = serializers.CharField()
    name = serializers.CharField()
    kundennummer = serializers.CharField()
    language = serializers.CharField()
    communication_aid = serializers.CharField()
    responsible = ResponsibleOut(allow_null=True)
    outcome = serializers.CharField(allow_null=True)


class KnownCallerOut(serializers.Serializer[Any]):
    result = serializers.CharField()
    features = serializers.ListField(child=serializers.CharField())
    name = serializers.CharField()
    kundennummer = serializers.CharField()
    at = AwareDateTimeField()


class LineOut(serializers.Serializer[Any]):
    verb = serializers.CharField()
    at = AwareDateTimeField()
    rule = serializers.CharField()
    facts = serializers.DictField()


class WholeCallOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    callId = serializers.CharField()
    state = serializers.CharField()
    rufkreis = serializers.CharField()
    entry_number = serializers.CharField(allow_null=True)
    waited_seconds = serializers.IntegerField()
    identification = KnownCallerOut(allow_null=True)
    anliegen = AnliegenOut(many=True)
    timeline = LineOut(many=True)


class StepOut(serializers.Serializer[Any]):
    step = serializers.CharField()
    allowed = serializers.BooleanField()
    recommended = serializers.BooleanField()
    rule = serializers.CharField()
    reason = serializers.CharField()


class NoteIn(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class CloseIn(NoteIn):
    outcome = serializers.ChoiceField([(k, OUTCOME_LABELS[k]) for k in WITHOUT_BOOKING])


class RueckrufIn(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120)
    rueckruf_number = PhoneField()
    briefing = serializers.CharField(max_length=4000)
    email = serializers.EmailField(required=False, default="", allow_blank=True)
    starts_at = AwareDateTimeField()
    hold = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**62
    )


class OutcomeOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    anliegen = serializers.IntegerField()
    note = serializers.CharField()
    at = AwareDateTimeField()
    booking = serializers.DictField(allow_null=True, help_text="wie GET /bookings/{id}/")


def anliegen_json(anliegen: Anliegen) -> dict[str, Any]:
    """An Anliegen as clients read it."""
    plain = ("state", "code", "kind", "plz", "name", "kundennummer", "language", "communication_aid")
    responsible = {name: unit_json(getattr(anliegen, name)) for name in ("agentur", "os", "team")}
    return {
        "id": anliegen.pk,
        "call": anliegen.call_id,
        "title": CATALOGUE[anliegen.code].title,
        **{name: getattr(anliegen, name) for name in plain},
        "responsible": responsible if anliegen.team_id else None,
        "outcome": anliegen.outcome.kind if anliegen.outcome else None,
    }


def outcome_json(outcome: Outcome, anliegen_id: int) -> dict[str, Any]:
    """An Outcome as clients read it, with its booking."""
    return {
        "id": outcome.pk,
        "kind": outcome.kind,
        "anliegen": anliegen_id,
        "note": outcome.note,
        "at": berlin_iso(outcome.at),
        "booking": booking_json(outcome.booking) if outcome.booking else None,
    }


def _call(request: Request, pk: int) -> Call:
    """The call that this desk has or had; 404 for any other."""
    gates.require(gates.who(request), Grant.TAKE_CALLS, clock.today())
    found = rufkreis.call_with_person(pk, gates.who(request))
    if found is None:
        raise Http404
    return found


def _mine(request: Request, pk: int) -> Anliegen:
    """The Anliegen of one of my calls; 404 for any other."""
    gates.require(gates.who(request), Grant.TAKE_CALLS, clock.today())
    found = queries.anliegen_of(gates.who(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@extend_schema(responses=WholeCallOut)
@api_view(["GET"])
def call(request: Request, pk: int) -> Response:
    """My call with its Anliegen and its timeline."""
    found = _call(request, pk)
    timeline = [{**line, "at": berlin_iso(line["at"])} for line in queries.timeline(found)]
    anliegen = [
        anliegen_json(a) for a in queries.anliegen_of(gates.who(request)).filter(call=found).order_by("pk")
    ]
    return Response({**rufkreis.call_json(found, clock.now()), "anliegen": anliegen, "timeline": timeline})


@extend_schema(request=AnliegenIn, responses={201: AnliegenOut})
@api_view(["POST"])
@idempotent
def open_anliegen(request: Request, pk: int) -> Response:
    """Open an Anliegen in my call. 422 ``agentur_ambiguous`` with ``candidates`` if the PLZ touches several."""
    found = _call(request, pk)
    opening = verbs.Opening(**body(request, AnliegenIn))
    opened = verbs.open_anliegen(call=found, opening=opening, by=gates.who(request), at=clock.now())
    return Response(anliegen_json(opened), status=201)


@extend_schema(methods=["PATCH"], request=AnliegenPatch, responses=AnliegenOut)
@extend_schema(methods=["GET"], responses=AnliegenOut)
@api_view(["GET", "PATCH"])
def anliegen(request: Request, pk: int) -> Response:
    """Read it, or change kind, code, place, name while it is open."""
    found = _mine(request, pk)
    if request.method == "PATCH":
        changes = body(request, AnliegenPatch)
        verbs.change_anliegen(anliegen=found, changes=changes, by=gates.who(request), at=clock.now())
        found = _mine(request, pk)
    return Response(anliegen_json(found))


@extend_schema(responses=StepOut(many=True))
@api_view(["GET"])
def next_steps(request: Request, pk: int) -> Response:
    """What can be done next, what is usual, and why."""
    return Response([vars(advice) for advice in queries.next_steps(_mine(request, pk))])


@extend_schema(request=NoteIn, responses={201: OutcomeOut})
@api_view(["POST"])
@idempotent
def resolve(request: Request, pk: int) -> Response:
    """Solved at first contact."""
    found, values = _mine(request, pk), body(request, NoteIn)
    outcome = verbs.close_resolved(anliegen=found, by=gates.who(request), at=clock.now(), **values)
    return Response(outcome_json(outcome, pk), status=201)


@extend_schema(request=CloseIn, responses={201: OutcomeOut})
@api_view(["POST"])
@idempotent
def close(request: Request, pk: int) -> Response:
    """Referred, wrong number, or the caller is gone."""
    found, values = _mine(request, pk), body(request, CloseIn)
    outcome = verbs.close_otherwise(
        anliegen=found,
        kind=OutcomeKind(values["outcome"]),
        note=values["note"],
        by=gates.who(request),
        at=clock.now(),
    )
    return Response(outcome_json(outcome, pk), status=201)


@extend_schema(request=RueckrufIn, responses={201: OutcomeOut})
@api_view(["POST"])
@idempotent
def rueckruf(request: Request, pk: int) -> Response:
    """Book the Rückruf into the responsible team's calendar; minutes follow the kind. Refusals as for bookings."""
    found, values = _mine(request, pk), body(request, RueckrufIn)
    outcome = verbs.close_with_rueckruf(
        anliegen=found,
        starts_at=values["starts_at"],
        contact=Contact(
            name=values["name"],
            rueckruf_number=values["rueckruf_number"],
            briefing=values["briefing"],
            email=values["email"],
            kundennummer=found.kundennummer,
            language=found.language,
            communication_aid=found.communication_aid,
        ),
        hold_id=values["hold"],
        by=gates.who(request),
        at=clock.now(),
    )
    return Response(outcome_json(outcome, pk), status=201)


urlpatterns = [
    path("calls/<int:pk>/", call),
    path("calls/<int:pk>/anliegen/", open_anliegen),
    path("anliegen/<int:pk>/", anliegen),
    path("anliegen/<int:pk>/next-steps/", next_steps),
    path("anliegen/<int:pk>/resolve/", resolve),
    path("anliegen/<int:pk>/close/", close),
    path("anliegen/<int:pk>/rueckruf/", rueckruf),
]
