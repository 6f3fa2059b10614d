"""The life of a call: it arrives, its beginning is learnt late, it ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q, QuerySet

from routing.rufkreis import queries
from routing.rufkreis.actions.commands import drop_commands
from routing.rufkreis.actions.matching import close_offer, lock_service_center, lock_service_centers
from routing.rufkreis.models import (
    Call,
    ClosedBehaviour,
    CtiEvent,
    EntryNumber,
    Pbx,
    Presence,
    Rufkreis,
    TransferPermit,
)
from routing.rufkreis.queries import numbers, telephony
from routing.rufkreis.rules import lifecycle
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.event import Event
from routing.rufkreis.rules.hours import is_open
from routing.rufkreis.rules.lifecycle import Activity, CallState, OfferState
from routing.rufkreis.rules.offers import Cause
from routing.rufkreis.rules.region import topic_of
from routing.rufkreis.rules.widening import frozen
from socl.core.db import insert_unless_taken
from socl.core.moves import move_one
from socl.journal import bell
from socl.journal.record import record
from socl.lib import phone
from socl.orga.models import Person, Unit

WRAP_UP_FOR = timedelta(seconds=60)
CLOSED = "closed"
OUTGOING = "outgoing"  # somebody of the house called: no caller
REQUEUED = "requeued"  # the caller went on to the other Rufkreis, as another call
LONGEST_DELAY = timedelta(hours=1)  # a clock of a telephone system that is further off is not believed


@dataclass(frozen=True)
class Arrival:
    """Where a call belongs, by the numbers and the digit that its newCall carries."""

    rufkreis: Rufkreis
    region: int
    agentur: Unit | None
    entry: EntryNumber | None
    from_e164: str
    topic: Topic
    before: Call | None = None  # the call that the caller had in the wrong Rufkreis


def arrival(pbx: Pbx, event: Event) -> Arrival:
    """The Rufkreis of its region and topic; an unknown entry number means the general queue. RUF-1.

    A caller who was sent on (``continues``) goes where the desk said, whatever the message says. Rule RUF-20.
    """
    other = event.continues not in ("", event.call_id)
    sent_on = telephony.sent_on(pbx, event.continues) if other else None
    if sent_on is not None:
        before, topic = sent_on
        rufkreis = queries.rufkreis_for(before.region_id, topic, event.at)
        return Arrival(
            rufkreis, before.region_id, before.agentur, before.entry_number, before.from_e164, topic, before
        )
    number = phone.e164(event.from_raw) or ""
    entry = queries.entry_number(phone.e164(event.to_raw))
    region, agentur = queries.region_and_agentur(pbx, event.at, plz=event.plz, entry=entry, from_e164=number)
    topic = topic_of(entry.menu, event.dtmf) if entry else Topic.GENERAL
    rufkreis = queries.rufkreis_for(region, topic, event.at)
    return Arrival(rufkreis, region, agentur, entry, number, topic)


def is_taken(entry: EntryNumber | None, at: datetime) -> bool:
    """False if the number dialled is closed at ``at`` and turns callers away then. Rule RUF-18."""
    if entry is None or entry.closed == ClosedBehaviour.QUEUE:
        return True
    return is_open(numbers.hours_at(entry, at), at)


def locked_call(pbx: Pbx, event: Event) -> Call | None:
    """The call of the event, its Service Center locked; None if we never heard of it."""
    mine = Call.objects.filter(pbx=pbx, call_id=event.call_id).select_related("rufkreis", "entry_number")
    call = mine.first()
    if call is None:
        return None
    lock_service_center(call.rufkreis.unit_id)
    return mine.get()


def create_call(pbx: Pbx, event: Event, *, reconstructed: bool = False) -> Call:
    """A new call, its Service Center locked."""
    found = arrival(pbx, event)
    lock_service_center(found.rufkreis.unit_id)
    before = _not_continued_yet(found.before)
    call = Call(
        pbx=pbx,
        call_id=event.call_id,
        state=CallState.QUEUED,
        rufkreis=found.rufkreis,
        region_id=found.region,
        agentur=found.agentur,
        entry_number=found.entry,
        plz=event.plz or (before.plz if before else ""),
        from_raw=before.from_raw if before else event.from_raw,
        from_e164=found.from_e164,
        to_raw=before.to_raw if before else event.to_raw,
        continues=before,
        first_queued_at=before.first_queued_at if before else event.at,
        last_polled_at=event.at,
        widening=frozen(queries.way_of(found.rufkreis, event.at)),
        priority=found.rufkreis.priority,
        reconstructed=reconstructed,
        last_seq=event.seq or 0,
    )
    if not reconstructed and before is None and not is_taken(found.entry, event.at):
        call.state, call.ended_at, call.end_cause = CallState.ENDED, event.at, CLOSED
    if insert_unless_taken(call) is None:  # a twin event was faster
        return Call.objects.select_related("rufkreis", "entry_number").get(pbx=pbx, call_id=event.call_id)
    facts = {"topic": found.topic, "rufkreis": found.rufkreis.pk, "continues": call.continues_id}
    record("new_call", call, by=pbx.person, at=event.at, rule="RUF-1", **facts)
    if before is not None:
        _go_on(before, call, by=pbx.person, at=event.at)
    return call


def _not_continued_yet(before: Call | None) -> Call | None:
    """``before`` as it is behind the lock; None if a successor was faster."""
    if before is None or Call.objects.filter(continues=before).exists():
        return None
    return Call.objects.select_related("rufkreis").get(pk=before.pk)


def _go_on(before: Call, call: Call, *, by: Person, at: datetime) -> None:
    """The caller goes on as ``call``, identified as before; whoever talked wraps up. The end may have been heard already.

    What the new desk notes itself is never replaced.
    """
    known = before.identifications.filter(current=True).first()
    if known is not None and not call.identifications.exists():
        known.pk, known.call = None, call
        known.save(force_insert=True)
    if not end_call(before, cause=REQUEUED, verb="end_requeued", by=by, at=at):
        Call.objects.filter(pk=before.pk).update(end_cause=REQUEUED)


def learn_beginning(pbx: Pbx, call: Call, event: Event) -> Call:
    """The newCall of a call that we had to reconstruct: everything it would have had, but no state. RUF-7.

    That it goes on for a caller who was sent on is learnt as late, wait and identification with it. RUF-20.
    """
    found = arrival(pbx, event)
    lock_service_centers(call.rufkreis.unit_id, found.rufkreis.unit_id)
    before = _not_continued_yet(found.before)
    Call.objects.filter(pk=call.pk, reconstructed=True).update(
        rufkreis=found.rufkreis,
        region=found.region,
        agentur=found.agentur,
        entry_number=found.entry,
        plz=event.plz or (before.plz if before else ""),
        from_raw=before.from_raw if before else event.from_raw,
        from_e164=found.from_e164,
        to_raw=before.to_raw if before else event.to_raw,
        continues=before,
        first_queued_at=before.first_queued_at if before else call.first_queued_at - _unheard(pbx, event),
        widening=frozen(queries.way_of(found.rufkreis, event.at)),
        priority=found.rufkreis.priority,
        reconstructed=False,
    )
    record("learn_beginning", call, by=pbx.person, at=event.at, rule="RUF-7", rufkreis=found.rufkreis.pk)
    if before is not None:
        _go_on(before, call, by=pbx.person, at=event.at)
    return Call.objects.select_related("rufkreis", "entry_number").get(pk=call.pk)


def _unheard(pbx: Pbx, event: Event) -> timedelta:
    """How long the call had been there, by the telephone system's clock, when we first heard of it."""
    others = CtiEvent.objects.filter(pbx=pbx, call_id=event.call_id).exclude(event="newCall")
    heard = others.aggregate(first=Min("occurred_at"))["first"]
    delay = heard - event.occurred_at if heard and event.occurred_at else timedelta()
    return min(max(delay, timedelta()), LONGEST_DELAY)


def note_seq(call: Call, event: Event) -> None:
    """Remember the highest ``seq`` of the call, whatever came last."""
    if event.seq is not None and event.seq > call.last_seq:
        Call.objects.filter(pk=call.pk).update(last_seq=event.seq)


def end_call(call: Call, *, cause: str, verb: str, by: Person | None, at: datetime) -> bool:
    """The call is over, for whatever ``cause``: what rang stops, who talked wraps up; False if it was over before.

    The caller holds the lock of its Service Center and offers the next calls.
    """
    if not move_one(call, lifecycle.END, ended_at=at, end_cause=cause, held=False):
        return False
    if call.answered_at is None:  # what rang stops; an offer that led to the conversation stays as it is
        for offer in call.offers.filter(state__in=[OfferState.OPEN, OfferState.ACCEPTED]):
            close_offer(offer, lifecycle.WITHDRAW, at, Cause.GONE)
    drop_commands(call=call, at=at)
    TransferPermit.objects.filter(call=call, closed_at=None).update(closed_at=at)
    _begin_wrap_up(call, at)
    record(verb, call, by=by, at=at, cause=cause)
    return True


def _begin_wrap_up(call: Call, at: datetime) -> None:
    """Wrap-up belongs to the person, over all queues; who was only asked is free at once. Rule RUF-9."""
    here = Presence.objects.filter(call=call)
    wrap_up(
        here.filter(Q(activity=Activity.TALKING) | Q(activity=Activity.CONSULTING, person=call.person_id)), at
    )
    free_desks(here.filter(activity=Activity.CONSULTING), at)


def wrap_up(desks: QuerySet[Presence], at: datetime) -> None:
    """These desks write up what they talked about; it ends by itself after a minute. Rule RUF-9."""
    ring_desks(desks)
    desks.update(activity=Activity.WRAP_UP, since=at, wrap_up_until=at + WRAP_UP_FOR)


def free_desks(desks: QuerySet[Presence], at: datetime) -> None:
    """These desks are idle, at the end of the line."""
    ring_desks(desks)
    desks.update(activity=Activity.IDLE, call=None, wrap_up_until=None, since=at, idle_since=at)


def ring_desks(desks: QuerySet[Presence]) -> None:
    """Tell the pages of these desks to look again."""
    bell.ring(*(f"desk:{person}" for person in desks.values_list("person_id", flat=True)))
