"""The face of the telephone system: signed events in, decisions out, commands by long poll."""

import hashlib
import time
from typing import Any

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, parser_classes
from rest_framework.exceptions import AuthenticationFailed, NotFound, PermissionDenied
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from routing.rufkreis.actions import cti
from routing.rufkreis.actions.commands import take_commands
from routing.rufkreis.actions.snapshot import LiveCall, hear, receive_snapshot
from routing.rufkreis.models import CtiCommand, Pbx
from routing.rufkreis.queries import telephony
from routing.rufkreis.rules.event import Event
from routing.rufkreis.rules.lifecycle import DeviceState
from routing.rufkreis.rules.signature import verified
from routing.rufkreis.web.cti_shapes import (
    CallStateOut,
    CommandsIn,
    CommandsOut,
    DecisionOut,
    EventIn,
    SnapshotIn,
    SnapshotOut,
)
from socl.core import clock
from socl.core.api.parsing import MAX_BYTES, TooLarge, checked, query, read_json
from socl.orga import gates
from socl.orga.rules.roles import Grant

LOOK_EVERY = 0.25


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


def _pbx(request: Request, raw: bytes) -> Pbx:
    """The telephone system that signed this message; 403 for other clients, 401 for a wrong signature."""
    gates.require(gates.who(request), Grant.SEND_CTI, clock.today())
    pbx = telephony.pbx_by_person(gates.who(request))
    if pbx is None:
        raise PermissionDenied
    at, signature = clock.now(), request.headers.get("X-SOCL-Signature", "")
    overlaps = pbx.previous_secret and pbx.previous_until and pbx.previous_until > at
    signs_anew = verified(signature, raw, [pbx.secret], at)
    signs_as_before = verified(signature, raw, [pbx.previous_secret] if overlaps else [], at)
    if not (signs_anew or signs_as_before):
        raise AuthenticationFailed("Die Signatur stimmt nicht.")
    hear(pbx=pbx, signs_anew=signs_anew, at=at)
    return pbx


@extend_schema(request=SnapshotIn, responses=SnapshotOut)
@api_view(["POST"])
@parser_classes([RawParser])
def snapshots(request: Request) -> Response:
    """What the telephone system has right now, every 30 s. What it lacks twice is over."""
    raw: bytes = request.data.get("raw", b"") if isinstance(request.data, dict) else b""
    pbx = _pbx(request, raw)
    said = checked(SnapshotIn, read_json(raw))
    live = [LiveCall(one["callId"], one["lastSeq"]) for one in said["calls"]]
    devices = {name: DeviceState(state) for name, state in said["devices"].items()}
    return Response(receive_snapshot(pbx=pbx, live=live, devices=devices, at=clock.now()))


@extend_schema(request=EventIn, responses=DecisionOut)
@api_view(["POST"])
@parser_classes([RawParser])
def events(request: Request) -> HttpResponse:
    """One event of one call; the answer to newCall, poll and offerFailed is a decision."""
    raw: bytes = request.data.get("raw", b"") if isinstance(request.data, dict) else b""
    pbx = _pbx(request, raw)
    payload = read_json(raw)
    said = checked(EventIn, payload)
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
            is_outgoing=said["direction"] == "out",
            plz=said["plz"],
            dtmf=tuple(said["dtmf"]),
            continues=said["continues"],
            offer_id=int(said["offerId"]) if said["offerId"] else None,
            cause=said["cause"],
            command_id=int(said["commandId"]) if said["commandId"] else None,
            ok=said["ok"],
            target=said["target"],
            state=said["state"],
        ),
    )
    return HttpResponse(answer, status=status, content_type="application/json")


@extend_schema(parameters=[CommandsIn], responses=CommandsOut)
@api_view(["GET"])
def commands(request: Request) -> Response:
    """What the desks decided, oldest first; waits up to ``wait`` seconds for something to do."""
    pbx = _pbx(request, b"")
    patience = time.monotonic() + query(request, CommandsIn)["wait"]
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
        "number": command.call.from_e164 if command.command == telephony.DIAL else None,
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
            "decision": cti.decision(found, clock.now()),
        }
    )


urlpatterns = [
    path("events", events, name="cti_events"),
    path("snapshots", snapshots, name="cti_snapshots"),
    path("commands", commands, name="cti_commands"),
    path("calls/<str:call_id>", call, name="cti_call"),
]
