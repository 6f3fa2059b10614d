"""What the telephone system says: each event once, in whatever order it arrives."""

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from routing.rufkreis import queries
from routing.rufkreis.actions import conversation
from routing.rufkreis.actions.calls import (
    CLOSED,
    OUTGOING,
    create_call,
    end_call,
    learn_beginning,
    locked_call,
)
from routing.rufkreis.actions.commands import finish_command
from routing.rufkreis.actions.conversation import offer_of
from routing.rufkreis.actions.decisions import note_wait
from routing.rufkreis.actions.devices import note_device
from routing.rufkreis.actions.matching import RING_SECONDS, close_offer, lock_service_center, offer_next_calls
from routing.rufkreis.models import Call, CtiEvent, Pbx
from routing.rufkreis.queries import telephony
from routing.rufkreis.rules import lifecycle
from routing.rufkreis.rules.conversation import EVENTS
from routing.rufkreis.rules.event import Event
from routing.rufkreis.rules.lifecycle import CallState, DeviceState, OfferState
from routing.rufkreis.rules.offers import Cause
from socl.core.db import insert_unless_taken
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import BERLIN

Answer = dict[str, Any]


@transaction.atomic
def receive_cti_event(*, pbx: Pbx, event: Event) -> tuple[int, str]:
    """Take one event in and answer it: (HTTP status, JSON text).

    A repeat of the same event is answered with the very same text and changes nothing; the same id with
    another body is refused (409 ``idempotency_conflict``). Polls are not kept. Rules RUF-7, RUF-8.
    """
    if event.event == "poll":
        return 200, json.dumps(_poll(pbx, event))
    row = CtiEvent(
        pbx=pbx,
        event_id=event.event_id,
        event=event.event,
        call_id=event.call_id,
        seq=event.seq,
        occurred_at=event.occurred_at,
        received_at=event.at,
        body_hash=event.body_hash,
        payload=event.payload,
    )
    if insert_unless_taken(row) is None:
        stored = CtiEvent.objects.get(pbx=pbx, event_id=event.event_id)
        if stored.body_hash != event.body_hash:
            raise Refusal("idempotency_conflict", "Diese eventId gehört zu einem anderen Ereignis.")
        return stored.status, stored.answer
    handler = HANDLERS.get(event.event)
    row.status = 200 if handler else 202
    row.answer = json.dumps(handler(pbx, event) if handler else {})
    row.save(update_fields=["status", "answer"])
    return row.status, row.answer


def _new_call(pbx: Pbx, event: Event) -> Answer:
    if event.is_outgoing:
        return _outgoing(pbx, event)
    call = telephony.call_of_pbx(pbx, event.call_id) or create_call(pbx, event)
    if call.reconstructed:  # the call began before we heard of it
        call = learn_beginning(pbx, call, event)
    rufkreise = lock_service_center(call.rufkreis.unit_id)
    offer_next_calls(rufkreise, event.at)
    call.refresh_from_db(fields=["state"])
    if call.state == CallState.QUEUED:
        note_wait(call, rufkreise, event.at)
    return decision(call, event.at)


def _outgoing(pbx: Pbx, event: Event) -> Answer:
    """Somebody of the house calls: nobody waits. What a later event made us believe in was no caller. RUF-7."""
    call = locked_call(pbx, event)
    if call is not None and call.reconstructed:
        if end_call(call, cause=OUTGOING, verb="hangup", by=pbx.person, at=event.at):
            offer_next_calls(lock_service_center(call.rufkreis.unit_id), event.at)
        Call.objects.filter(pk=call.pk).update(end_cause=OUTGOING)
    return {}


def _poll(pbx: Pbx, event: Event) -> Answer:
    call = locked_call(pbx, event)
    if call is None:
        return {"action": "reject", "reason": "closed"}
    if call.state != CallState.ENDED:
        Call.objects.filter(pk=call.pk).update(last_polled_at=event.at)
        offer_next_calls(lock_service_center(call.rufkreis.unit_id), event.at)
    return decision(call, event.at)


def _offer_failed(pbx: Pbx, event: Event) -> Answer:
    call = locked_call(pbx, event)
    if call is None:
        return {"action": "reject", "reason": "closed"}
    Call.objects.filter(pk=call.pk).update(last_polled_at=event.at)
    offer = offer_of(call, event)
    if offer is not None and call.state == CallState.OFFERED:
        # Accepted at the desk and then refused by the telephone: failed, not declined.
        declined = event.cause == Cause.DECLINED and offer.state == OfferState.OPEN
        by = lifecycle.DECLINE if declined else lifecycle.EXPIRE
        if close_offer(offer, by, event.at, Cause(event.cause)):
            record("offer_failed", offer, by=pbx.person, at=event.at, cause=event.cause)
    offer_next_calls(lock_service_center(call.rufkreis.unit_id), event.at)
    return decision(call, event.at)


def _command_result(pbx: Pbx, event: Event) -> Answer:
    finish_command(pbx=pbx, command_id=event.command_id or 0, ok=event.ok, cause=event.cause, at=event.at)
    return {}


def _agent_device(pbx: Pbx, event: Event) -> Answer:
    """The telephone at a desk, known by its account: registered, in use, gone. By ``occurredAt``, the latest counts."""
    note_device(
        pbx=pbx,
        name=event.target,
        state=DeviceState(event.state),
        said_at=event.occurred_at or event.at,
        at=event.at,
    )
    return {}


HANDLERS = {
    "newCall": _new_call,
    "offerFailed": _offer_failed,
    "answer": conversation.answer,
    "hangup": conversation.hangup,
    **dict.fromkeys(EVENTS, conversation.conversation_goes_on),
    "transferRequest": conversation.transfer_request,
    "agentDevice": _agent_device,
    "commandResult": _command_result,
}


def decision(call: Call, at: datetime) -> Answer:
    """What the telephone system does next with this call; nothing, once it is answered.

    Rule RUF-8: one target per decision.
    """
    call.refresh_from_db(fields=["state"])
    if call.state == CallState.ENDED:
        said = {"announce": _announcement(call, closed=True)} if call.end_cause == CLOSED else {}
        return {"action": "reject", "reason": "closed", **said}
    if call.state == CallState.ANSWERED:
        return {}  # a late poll neither rings again nor sends the caller back to the queue
    offer = queries.live_offer(call) if call.state != CallState.QUEUED else None
    if offer is not None:
        return {
            "decisionId": f"d-{offer.pk}",
            "action": "dial",
            "offerId": str(offer.pk),
            "target": offer.person.username,
            "ringTimeout": RING_SECONDS,
            "expiresAt": offer.expires_at.astimezone(BERLIN).isoformat(),
        }
    place, seconds = queries.wait_of(call, at)
    return {
        "decisionId": f"w-{call.pk}",
        "action": "wait",
        "position": place,
        "estimatedWait": seconds,
        "retryAfter": 1,
        "announce": _announcement(call, closed=False),
    }


def _announcement(call: Call, *, closed: bool) -> str:
    """What the caller hears: that of the number dialled, else the usual one."""
    entry = call.entry_number
    if closed:
        return (entry.closed_announcement if entry else "") or CLOSED
    return (entry.waiting_announcement if entry else "") or f"queue.{call.rufkreis.topic}"
