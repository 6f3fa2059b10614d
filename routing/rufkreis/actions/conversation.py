"""What the telephone system says about a conversation: answered, held, consulted, handed over, ended."""

from typing import Any

from routing.rufkreis.actions.calls import (
    create_call,
    end_call,
    free_desks,
    locked_call,
    note_seq,
    ring_desks,
    wrap_up,
)
from routing.rufkreis.actions.matching import close_offer, lock_service_center, offer_next_calls
from routing.rufkreis.models import Call, Offer, Pbx, Presence, TransferPermit
from routing.rufkreis.queries import telephony
from routing.rufkreis.rules import lifecycle, transfer
from routing.rufkreis.rules.conversation import Conversation, conversation
from routing.rufkreis.rules.event import Event
from routing.rufkreis.rules.lifecycle import IN_CONVERSATION, Activity, CallState, OfferState
from routing.rufkreis.rules.offers import Cause
from socl.core.moves import move_one
from socl.journal import bell
from socl.journal.record import record

Answer = dict[str, Any]


def answer(pbx: Pbx, event: Event) -> Answer:
    """The telephone system connected the call; the first to say so wins, later ones change nothing."""
    call = _known(pbx, event)
    if call is None:
        return {}
    note_seq(call, event)
    offer = offer_of(call, event)
    if call.state == CallState.ENDED:  # a late event changes times, not states
        Call.objects.filter(pk=call.pk, answered_at=None).update(answered_at=event.at)
        return {}
    if not move_one(call, lifecycle.ANSWER, answered_at=event.at):
        return {}
    if offer is not None:
        _connect(call, offer, event)
    unused = call.offers.filter(state__in=[OfferState.OPEN, OfferState.ACCEPTED])
    for other in unused.exclude(pk=offer.pk if offer else 0):
        close_offer(other, lifecycle.WITHDRAW, event.at, Cause.GONE)
    _settle(call, event)
    record("answer", call, by=pbx.person, at=event.at)
    return {}


def _known(pbx: Pbx, event: Event) -> Call | None:
    """The call of the event, made up if its newCall was never heard; None if somebody of the house calls. RUF-7."""
    call = locked_call(pbx, event)
    if call is None and not (event.is_outgoing or telephony.is_outgoing(pbx, event.call_id)):
        call = create_call(pbx, event, reconstructed=True)
    return call


def offer_of(call: Call, event: Event) -> Offer | None:
    """The offer that the event names, if it is one of this call."""
    return call.offers.filter(pk=event.offer_id or 0).first()


def _connect(call: Call, offer: Offer, event: Event) -> None:
    """The desk of ``offer`` has the call, even if the offer had just expired: the telephone is right."""
    at = event.at
    Offer.objects.filter(pk=offer.pk).update(state=OfferState.ACCEPTED, closed_at=at)
    ringing = Offer.objects.filter(person=offer.person_id, call__state=CallState.OFFERED)
    for other in ringing.filter(state__in=[OfferState.OPEN, OfferState.ACCEPTED]):
        close_offer(other, lifecycle.WITHDRAW, at, Cause.GONE)
    Presence.objects.filter(person=offer.person_id).update(
        activity=Activity.TALKING, call=call, since=at, wrap_up_until=None, unanswered=0
    )
    Call.objects.filter(pk=call.pk).update(person=offer.person_id)
    call.person_id = offer.person_id
    bell.ring(f"desk:{offer.person_id}")


def hangup(pbx: Pbx, event: Event) -> Answer:
    """The call is over."""
    call = _known(pbx, event)
    if call is None:
        return {}
    note_seq(call, event)
    if end_call(call, cause=event.cause or "normalClearing", verb="hangup", by=pbx.person, at=event.at):
        offer_next_calls(lock_service_center(call.rufkreis.unit_id), event.at)
    return {}


def conversation_goes_on(pbx: Pbx, event: Event) -> Answer:
    """hold, unhold, consultStart, consultAnswer, consultEnd, transferred: stored, and the whole state derived again."""
    call = locked_call(pbx, event)
    if call is None:  # its newCall or answer comes later and reads what is stored
        return {}
    note_seq(call, event)
    if call.state == CallState.ANSWERED:
        _settle(call, event)
        record(event.event, call, by=pbx.person, at=event.at)
    return {}


def _settle(call: Call, event: Event) -> None:
    """Bring the call and the desks in it to what all stored events together say."""
    said = telephony.said_in(call)
    if not said:
        return
    found, at = conversation(said), event.at
    Call.objects.filter(pk=call.pk).update(held=found.held)
    here = Presence.objects.filter(call=call, activity__in=IN_CONVERSATION)
    others = here.exclude(person=call.person_id)
    if found.taken_over_by is None:
        activity = Activity.TALKING if found.consulted is None else Activity.CONSULTING
        here.filter(person=call.person_id).exclude(activity=activity).update(activity=activity, since=at)
        free_desks(others.exclude(person__username=found.consulted or ""), at)
    else:
        wrap_up(here.exclude(person__username=found.taken_over_by), at)
        TransferPermit.objects.filter(call=call, closed_at=None).update(closed_at=at)
    _seat(call, found, event)
    ring_desks(here)


def _seat(call: Call, found: Conversation, event: Event) -> None:
    """Whom the caller or the TSB now talks to, if that person has a desk here and is free or in this call."""
    name = found.taken_over_by or found.consulted
    if not name:
        return
    activity = Activity.TALKING if found.taken_over_by else Activity.CONSULTING
    desk = Presence.objects.filter(person__username=name).exclude(person=call.person_id, activity=activity)
    free = desk.filter(activity__in=[Activity.IDLE, Activity.WRAP_UP, Activity.NOT_RESPONDING])
    (free | desk.filter(call=call).exclude(activity=activity)).update(
        activity=activity, call=call, since=event.at, wrap_up_until=None
    )


def transfer_request(pbx: Pbx, event: Event) -> Answer:
    """May the call be handed over? A stored permit says so, or nobody. Rules SOCL 2.1/7, SOCL 2.1/8."""
    call = telephony.call_of_pbx(pbx, event.call_id)
    code = transfer.refusal_code(telephony.permit_of(call) if call else None, event.target, event.at)
    if call is not None:
        record(
            "transfer_request", call, by=pbx.person, at=event.at, rule="SOCL 2.1/7", code=code or "allowed"
        )
    return (
        {"action": "deny", "code": code, "message": transfer.MESSAGES[code]} if code else {"action": "allow"}
    )
