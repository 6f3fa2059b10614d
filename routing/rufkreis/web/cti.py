"""The face of the telephone system: signed events in, decisions out, commands by long poll."""

import hashlib
import time
from typing import Any

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, parser_classes
from rest_framework.exceptions import AuthenticationFailed, NotFound, PermissionDenied
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from routing.rufkreis.actions import cti
from routing.rufkreis.actions.commands import take_commands
from routing.rufkreis.models import CtiCommand, Pbx
from routing.rufkreis.queries import telephony
from routing.rufkreis.rules.event import Event
from routing.rufkreis.rules.lifecycle import DeviceState
from routing.rufkreis.rules.signature import verified
from socl.core import clock
from socl.core.api.parsing import MAX_BYTES, AwareDateTimeField, TooLarge, read_json
from socl.orga import gates
from socl.orga.rules.roles import Grant

LONGEST_WAIT = 25
LOOK_EVERY = 0.25
KNOWN_CAUSES = ["normalClearing", "busy", "cancel", "noAnswer", "congestion", "notFound", "forwarded"]
FAILED_CAUSES = ["declined", "noAnswer", "busy", "unreachable"]
WITHOUT_CALL = ("agentDevice", "commandResult")


class RawParser(BaseParser):
    """Keeps the body as it came: the signature is over these very bytes."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Any = None
    ) -> dict[str, bytes]:
        raw: bytes = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise TooLarge
        return {"raw": raw}


class EventIn(serializers.Serializer[Any]):
    """What every event carries, and what some do."""

    event = serializers.CharField(max_length=30)
    eventId = serializers.CharField(max_length=200)
    seq = serializers.IntegerField(
        min_value=0, max_value=2**62, required=False, allow_null=True, default=None
    )
    occurredAt = AwareDateTimeField(required=False, allow_null=True, default=None)
    callId = serializers.CharField(max_length=100, required=False, default="")
    direction = serializers.ChoiceField(["in", "out"], required=False)
    to = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    dtmf = serializers.ListField(
        child=serializers.CharField(max_length=4), max_length=20, required=False, default=list
    )
    ext = serializers.DictField(required=False, default=dict)
    offerId = serializers.RegexField(r"^\d{1,18}$", required=False, default=None)
    cause = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)
    commandId = serializers.RegexField(r"^\d{1,18}$", required=False, default=None)
    ok = serializers.BooleanField(required=False, default=False)
    target = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    legId = serializers.CharField(max_length=100, required=False, allow_blank=True)
    state = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        event, raw = attrs["event"], self.initial_data
        needed = {"newCall": ["from", "to"], "offerFailed": ["offerId", "cause"]}
        needed |= {"answer": ["offerId"], "hangup": ["cause"], "commandResult": ["commandId", "ok"]}
        needed |= {"transferred": ["target"], "agentDevice": ["target", "state"]}
        wanted = [*needed.get(event, []), *([] if event in WITHOUT_CALL else ["callId"])]
        missing = {n: ["Dieses Feld ist erforderlich."] for n in wanted if n not in raw}
        if missing:
            raise serializers.ValidationError(missing)
        if event == "offerFailed" and attrs["cause"] not in FAILED_CAUSES:
            raise serializers.ValidationError({"cause": ["Unbekannte Ursache."]})
        if event == "hangup" and attrs["cause"] not in KNOWN_CAUSES:
            raise serializers.ValidationError({"cause": ["Unbekannte Ursache."]})
        if event == "agentDevice" and attrs["state"] not in list(DeviceState):
            raise serializers.ValidationError({"state": ["Unbekannter Zustand."]})
        caller = raw.get("from", "")
        if not isinstance(caller, str) or len(caller) > 40:
            raise serializers.ValidationError({"from": ["Das ist keine Telefonnummer."]})
        plz = attrs["ext"].get("plz", "")
        if not isinstance(plz, str) or (plz and not (plz.isascii() and plz.isdigit() and len(plz) == 5)):
            raise serializers.ValidationError({"ext": ["plz hat fünf Ziffern."]})
        return {**attrs, "from": caller, "plz": plz}


class DecisionOut(serializers.Serializer[Any]):
    """``dial``, ``wait``, ``reject``, ``allow`` or ``deny``; empty for events that need no decision."""

    action = serializers.CharField(required=False)
    decisionId = serializers.CharField(required=False)
    offerId = serializers.CharField(required=False)
    target = serializers.CharField(required=False)
    ringTimeout = serializers.IntegerField(required=False)
    expiresAt = AwareDateTimeField(required=False)
    position = serializers.IntegerField(required=False)
    estimatedWait = serializers.IntegerField(required=False)
    retryAfter = serializers.IntegerField(required=False)
    announce = serializers.CharField(required=False)
    reason = serializers.CharField(required=False)
    code = serializers.CharField(required=False)
    message = serializers.CharField(required=False)


class CommandOut(serializers.Serializer[Any]):
    commandId = serializers.CharField()
    command = serializers.CharField()
    callId = serializers.CharField()
    offerId = serializers.CharField(allow_null=True)
    target = serializers.CharField(allow_null=True)


class CommandsOut(serializers.Serializer[Any]):
    commands = CommandOut(many=True)


class CallStateOut(serializers.Serializer[Any]):
    callId = serializers.CharField()
    state = serializers.CharField()
    lastSeq = serializers.IntegerField()
    decision = DecisionOut()


def _pbx(request: Request, raw: bytes) -> Pbx:
    """The telephone system that signed this message; 403 for other clients, 401 for a wrong signature."""
    gates.require(gates.who(request), Grant.SEND_CTI, clock.today())
    pbx = telephony.pbx_by_person(gates.who(request))
    if pbx is None:
        raise PermissionDenied
    at = clock.now()
    secrets = [pbx.secret]
    if pbx.previous_secret and pbx.previous_until and pbx.previous_until > at:
        secrets.append(pbx.previous_secret)
    if not verified(request.headers.get("X-SOCL-Signature", ""), raw, secrets, at):
        raise AuthenticationFailed("Die Signatur stimmt nicht.")
    return pbx


@extend_schema(request=EventIn, responses=DecisionOut)
@api_view(["POST"])
@parser_classes([RawParser])
def events(request: Request) -> HttpResponse:
    """One event of one call; the answer to newCall, poll and offerFailed is a decision."""
    raw: bytes = request.data.get("raw", b"") if isinstance(request.data, dict) else b""
    pbx = _pbx(request, raw)
    payload = read_json(raw)
    checked = EventIn(data=payload)
    checked.is_valid(raise_exception=True)
    said = checked.validated_data
    status, answer = cti.receive_cti_event(
        pbx=pbx,
        event=Event(
            event=said["event"],
            event_id=said["eventId"],
            call_id=said["callId"],
            at=clock.now(),
            body_hash=hashlib.sha256(raw).hexdigest(),
            payload=payload,
            seq=said["seq"],
            occurred_at=said["occurredAt"],
            from_raw=said["from"],
            to_raw=said["to"],
            plz=said["plz"],
            dtmf=tuple(said["dtmf"]),
            offer_id=int(said["offerId"]) if said["offerId"] else None,
            cause=said["cause"],
            command_id=int(said["commandId"]) if said["commandId"] else None,
            ok=said["ok"],
            target=said["target"],
            state=said["state"],
        ),
    )
    return HttpResponse(answer, status=status, content_type="application/json")


class CommandsIn(serializers.Serializer[Any]):
    wait = serializers.IntegerField(min_value=0, max_value=LONGEST_WAIT, default=0)


@extend_schema(parameters=[CommandsIn], responses=CommandsOut)
@api_view(["GET"])
def commands(request: Request) -> Response:
    """What the desks decided, oldest first; waits up to ``wait`` seconds for something to do."""
    pbx = _pbx(request, b"")
    wanted = CommandsIn(data=request.query_params.dict())
    wanted.is_valid(raise_exception=True)
    patience = time.monotonic() + wanted.validated_data["wait"]
    while not (found := take_commands(pbx=pbx, at=clock.now())) and time.monotonic() < patience:
        time.sleep(LOOK_EVERY)
    return Response({"commands": [command_json(c) for c in found]})


def command_json(command: CtiCommand) -> dict[str, Any]:
    """A command as the telephone system reads it."""
    return {
        "commandId": str(command.pk),
        "command": command.command,
        "callId": command.call.call_id,
        "offerId": str(command.offer_id) if command.offer_id else None,
        "target": command.target or None,
    }


@extend_schema(responses=CallStateOut)
@api_view(["GET"])
def call(request: Request, call_id: str) -> Response:
    """The state of one of my calls, for a telephone system that has lost its memory."""
    pbx = _pbx(request, b"")
    found = telephony.call_of_pbx(pbx, call_id)
    if found is None:
        raise NotFound
    return Response(
        {
            "callId": found.call_id,
            "state": found.state,
            "lastSeq": found.last_seq,
            "decision": cti.decision(found),
        }
    )


urlpatterns = [
    path("events", events, name="cti_events"),
    path("commands", commands, name="cti_commands"),
    path("calls/<str:call_id>", call, name="cti_call"),
]
