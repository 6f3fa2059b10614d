"""What the telephone system says: each event once, in whatever order it arrives."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from routing.rufkreis import queries
from routing.rufkreis.actions.commands import drop_commands, finish_command
from routing.rufkreis.actions.desk import WRAP_UP_FOR
from routing.rufkreis.actions.matching import RING_SECONDS, close_offer, lock_service_center, offer_next_calls
from routing.rufkreis.models import Call, CtiEvent, Offer, Pbx, Presence
from routing.rufkreis.rules import lifecycle
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.lifecycle import Activity, CallState, OfferState
from routing.rufkreis.rules.region import topic_of
from socl.core.db import insert_unless_taken
from socl.core.moves import move, move_one
from socl.journal import bell
from socl.journal.record import record
from socl.lib import phone
from socl.lib.refusal import Refusal
from socl.lib.workdays import BERLIN

Answer = dict[str, Any]


@dataclass(frozen=True)
class Event:
    """A checked event. ``at`` is our time; ``occurred_at`` the telephone system's."""

    event: str
    event_id: str
    call_id: str
    at: datetime
    body_hash: str
    payload: dict[str, Any]
    seq: int | None = None
    occurred_at: datetime | None = None
    from_raw: str = ""
    to_raw: str = ""
    plz: str = ""
    dtmf: tuple[str, ...] = ()
    offer_id: int | None = None
    cause: str = ""
    command_id: int | None = None
    ok: bool = False


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
    call = _locked_call(pbx, event) or _create_call(pbx, event)
    if call.reconstructed:  # the call began before we heard of it: fill in what we did not know
        number = phone.e164(event.from_raw) or ""
        Call.objects.filter(pk=call.pk).update(
            from_raw=event.from_raw, from_e164=number, to_raw=event.to_raw, reconstructed=False
        )
    offer_next_calls(lock_service_center(call.rufkreis.unit_id), event.at)
    return decision(call)


def _poll(pbx: Pbx, event: Event) -> Answer:
    call = _locked_call(pbx, event)
    if call is None:
        return {"action": "reject", "reason": "closed"}
    if call.state != CallState.ENDED:
        Call.objects.filter(pk=call.pk).update(last_polled_at=event.at)
        offer_next_calls(lock_service_center(call.rufkreis.unit_id), event.at)
    return decision(call)


def _offer_failed(pbx: Pbx, event: Event) -> Answer:
    call = _locked_call(pbx, event)
    if call is None:
        return {"action": "reject", "reason": "closed"}
    Call.objects.filter(pk=call.pk).update(last_polled_at=event.at)
    offer = _offer_of(call, event)
    if offer is not None and call.state == CallState.OFFERED:
        declined = (
            event.cause == "declined" and offer.state == OfferState.OPEN
        )  # accepted, then refused: failed
        by = lifecycle.DECLINE if declined else lifecycle.EXPIRE
        if close_offer(offer, by, event.at):
            record("offer_failed", offer, by=pbx.person, at=event.at, cause=event.cause)
    offer_next_calls(lock_service_center(call.rufkreis.unit_id), event.at)
    return decision(call)


def _answer(pbx: Pbx, event: Event) -> Answer:
    """The telephone system connected the call; the first to say so wins, later ones change nothing."""
    call = _locked_call(pbx, event) or _create_call(pbx, event, reconstructed=True)
    _note_seq(call, event)
    offer = _offer_of(call, event)
    if call.state == CallState.ENDED:  # a late event changes times, not states
        Call.objects.filter(pk=call.pk, answered_at=None).update(answered_at=event.at)
        return {}
    if not move_one(call, lifecycle.ANSWER, answered_at=event.at):
        return {}
    if offer is not None:
        _connect(call, offer, event.at)
    unused = call.offers.filter(state__in=[OfferState.OPEN, OfferState.ACCEPTED])
    for other in unused.exclude(pk=offer.pk if offer else 0):
        _withdraw(other, event.at)
    record("answer", call, by=pbx.person, at=event.at)
    return {}


def _offer_of(call: Call, event: Event) -> Offer | None:
    """The offer that the event names, if it is one of this call."""
    return call.offers.filter(pk=event.offer_id or 0).first()


def _connect(call: Call, offer: Offer, at: datetime) -> None:
    """The desk of ``offer`` has the call, even if the offer had just expired: the telephone is right."""
    Offer.objects.filter(pk=offer.pk).update(state=OfferState.ACCEPTED, closed_at=at)
    ringing = Offer.objects.filter(person=offer.person_id, call__state=CallState.OFFERED)
    for other in ringing.filter(state__in=[OfferState.OPEN, OfferState.ACCEPTED]):
        _withdraw(other, at)
    Presence.objects.filter(person=offer.person_id).update(
        activity=Activity.TALKING, call=call, since=at, wrap_up_until=None
    )
    Call.objects.filter(pk=call.pk).update(person=offer.person_id)
    bell.ring(f"desk:{offer.person_id}")


def _withdraw(offer: Offer, at: datetime) -> None:
    """Take an open offer back; its call goes on waiting unless it has been answered."""
    close_offer(offer, lifecycle.WITHDRAW, at)


def _hangup(pbx: Pbx, event: Event) -> Answer:
    call = _locked_call(pbx, event) or _create_call(pbx, event, reconstructed=True)
    _note_seq(call, event)
    if not move_one(call, lifecycle.END, ended_at=event.at, end_cause=event.cause or "normalClearing"):
        return {}
    for offer in call.offers.filter(state__in=[OfferState.OPEN, OfferState.ACCEPTED]):
        _end_offer(offer, event.at)
    drop_commands(call=call, at=event.at)
    _begin_wrap_up(call, event.at)
    record("hangup", call, by=pbx.person, at=event.at, cause=call.end_cause)
    offer_next_calls(lock_service_center(call.rufkreis.unit_id), event.at)
    return {}


def _end_offer(offer: Offer, at: datetime) -> None:
    """The caller is gone: what rang stops; an offer that led to the conversation stays as it is."""
    if offer.state == OfferState.ACCEPTED and offer.call.answered_at:
        return
    move(Offer.objects.filter(pk=offer.pk), lifecycle.WITHDRAW, closed_at=at)
    Presence.objects.filter(person=offer.person_id, activity=Activity.OFFERED, call=offer.call_id).update(
        activity=Activity.IDLE, call=None, since=at, idle_since=at
    )
    bell.ring(f"desk:{offer.person_id}")


def _begin_wrap_up(call: Call, at: datetime) -> None:
    """Wrap-up belongs to the person, over all queues; it ends by itself after a minute. Rule RUF-9."""
    talking = Presence.objects.filter(call=call, activity=Activity.TALKING)
    for person_id in list(talking.values_list("person_id", flat=True)):
        bell.ring(f"desk:{person_id}")
    talking.update(activity=Activity.WRAP_UP, since=at, wrap_up_until=at + WRAP_UP_FOR)


def _transfer_request(pbx: Pbx, event: Event) -> Answer:
    """Nobody may hand a call over before a permit says so: denied by default. Rule SOCL 2.1/7."""
    return {
        "action": "deny",
        "code": "NO_PERMIT",
        "message": "Eine Übergabe ist nicht freigegeben. Leistungsberatungen werden als Rückruf gebucht.",
    }


def _command_result(pbx: Pbx, event: Event) -> Answer:
    finish_command(pbx=pbx, command_id=event.command_id or 0, ok=event.ok, cause=event.cause, at=event.at)
    return {}


HANDLERS = {
    "newCall": _new_call,
    "offerFailed": _offer_failed,
    "answer": _answer,
    "hangup": _hangup,
    "transferRequest": _transfer_request,
    "commandResult": _command_result,
}


def _locked_call(pbx: Pbx, event: Event) -> Call | None:
    """The call of the event, its Service Center locked; None if we never heard of it."""
    mine = Call.objects.filter(pbx=pbx, call_id=event.call_id).select_related("rufkreis")
    call = mine.first()
    if call is None:
        return None
    lock_service_center(call.rufkreis.unit_id)
    return mine.get()


def _create_call(pbx: Pbx, event: Event, *, reconstructed: bool = False) -> Call:
    """A new call in the Rufkreis of its region and topic; an unknown entry number means the general queue."""
    number = phone.e164(event.from_raw) or ""
    entry = queries.entry_number(phone.e164(event.to_raw))
    region, agentur = queries.region_and_agentur(pbx, event.at, plz=event.plz, entry=entry, from_e164=number)
    topic = topic_of(entry.menu, event.dtmf) if entry else Topic.GENERAL
    rufkreis = queries.rufkreis_for(region, topic, event.at)
    lock_service_center(rufkreis.unit_id)
    call = Call(
        pbx=pbx,
        call_id=event.call_id,
        state=CallState.QUEUED,
        rufkreis=rufkreis,
        region_id=region,
        agentur=agentur,
        entry_number=entry,
        plz=event.plz,
        from_raw=event.from_raw,
        from_e164=number,
        to_raw=event.to_raw,
        first_queued_at=event.at,
        last_polled_at=event.at,
        reconstructed=reconstructed,
        last_seq=event.seq or 0,
    )
    if insert_unless_taken(call) is None:  # a twin event was faster
        return Call.objects.select_related("rufkreis").get(pbx=pbx, call_id=event.call_id)
    record("new_call", call, by=pbx.person, at=event.at, rule="RUF-1", topic=topic, rufkreis=rufkreis.pk)
    return call


def _note_seq(call: Call, event: Event) -> None:
    if event.seq is not None and event.seq > call.last_seq:
        Call.objects.filter(pk=call.pk).update(last_seq=event.seq)


def decision(call: Call) -> Answer:
    """What the telephone system does next with this call. Rule RUF-8: one target per decision."""
    call.refresh_from_db(fields=["state"])
    if call.state == CallState.ENDED:
        return {"action": "reject", "reason": "closed"}
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
    place, seconds = queries.wait_of(call)
    return {
        "decisionId": f"w-{call.pk}",
        "action": "wait",
        "position": place,
        "estimatedWait": seconds,
        "retryAfter": 1,
        "announce": f"queue.{call.rufkreis.topic}",
    }
