"""What a person does at the desk: sign in, accept, decline, hang up, finish the wrap-up."""

from datetime import datetime, timedelta

from django.db import transaction

from routing.rufkreis import queries
from routing.rufkreis.actions.calls import WRAP_UP_FOR, end_call
from routing.rufkreis.actions.commands import ANSWER, queue_command
from routing.rufkreis.actions.matching import (
    CONNECT_WITHIN,
    close_offer,
    lock_service_center,
    lock_service_centers,
    offer_next_calls,
)
from routing.rufkreis.models import Call, Identification, Offer, Presence
from routing.rufkreis.rules import lifecycle
from routing.rufkreis.rules.lifecycle import Activity, CallState, OfferState, Wish
from routing.rufkreis.rules.offers import Cause
from routing.rufkreis.rules.reconciling import silent_since
from socl.core.moves import move_one
from socl.journal import bell
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Role

SEEN_EVERY = timedelta(seconds=5)


@transaction.atomic
def set_presence(*, person: Person, wish: Wish, reason: str = "", at: datetime) -> Presence:
    """Say what one wants to do. During a call it applies afterwards; the activity is not touched."""
    unit = gates.unit_as(person, Role.TSB, berlin_day(at))
    before = Presence.objects.filter(person=person).values_list("unit", flat=True).first()
    # Both, where somebody has moved: nothing is offered meanwhile.
    here = {pk for pk in (unit.pk if unit else None, before) if pk}
    rufkreise = lock_service_centers(*here) if here else []
    presence, created = Presence.objects.get_or_create(
        person=person,
        defaults={
            "wish": wish,
            "activity": Activity.IDLE,
            "since": at,
            "idle_since": at,
            "last_seen_at": at,
        },
    )
    if created or presence.wish != wish:
        presence.since = at
        if presence.activity == Activity.IDLE:
            presence.idle_since = at
    if presence.activity == Activity.NOT_RESPONDING:  # somebody is there again
        presence.activity, presence.since, presence.idle_since = Activity.IDLE, at, at
    presence.wish, presence.reason, presence.unit, presence.last_seen_at = wish, reason, unit, at
    presence.unanswered = 0
    presence.save()
    bell.ring(f"desk:{person.pk}")
    offer_next_calls(rufkreise, at)
    presence.refresh_from_db()
    return presence


def heartbeat(*, person_id: int, at: datetime) -> None:
    """The desk is there. Written at most every 5 s; a desk without a row stays without."""
    Presence.objects.filter(person=person_id, last_seen_at__lt=at - SEEN_EVERY).update(last_seen_at=at)


@transaction.atomic
def accept_offer(*, offer_id: int, person: Person, at: datetime) -> Call:
    """Take the offered call; the telephone system is told to connect it. A repeat by the same desk is harmless.

    Refusal ``offer_gone``: expired, withdrawn, or never this person's. Rule RUF-5.
    """
    offer = _my_offer(offer_id, person)
    if offer.state == OfferState.ACCEPTED:
        return offer.call
    until = max(at, offer.offered_at) + CONNECT_WITHIN  # clocks of two machines may differ
    if offer.expires_at <= at or not move_one(offer, lifecycle.ACCEPT, closed_at=at, expires_at=until):
        raise offer_gone()
    queue_command(ANSWER, offer.call, at, offer=offer, target=person.username)
    record("accept_offer", offer, by=person, at=at, rule="RUF-5", call=offer.call_id)
    bell.ring(f"desk:{person.pk}")
    return offer.call


@transaction.atomic
def decline_offer(*, offer_id: int, person: Person, at: datetime) -> Call:
    """Refuse the offered call: it keeps its place and is offered to the next desk; the ringing is stopped.

    Refusal ``offer_gone``. A repeat by the same desk is harmless.
    """
    offer = _my_offer(offer_id, person)
    if offer.state == OfferState.DECLINED:
        return offer.call
    if offer.expires_at <= at or not close_offer(offer, lifecycle.DECLINE, at, Cause.DECLINED):
        raise offer_gone()
    queue_command("hangup", offer.call, at, offer=offer, target=person.username)
    record("decline_offer", offer, by=person, at=at, call=offer.call_id)
    offer_next_calls(lock_service_center(offer.call.rufkreis.unit_id), at)
    offer.call.refresh_from_db()
    return offer.call


def _my_offer(offer_id: int, person: Person) -> Offer:
    """The person's offer, its Service Center locked; refusal ``offer_gone`` if there is none."""
    mine = Offer.objects.filter(pk=offer_id, person=person).select_related("call__rufkreis__unit")
    offer = mine.first()
    if offer is None:
        raise offer_gone()
    lock_service_center(offer.call.rufkreis.unit_id)
    return mine.get()


def offer_gone() -> Refusal:
    """The refusal of an offer that is no longer there."""
    return Refusal("offer_gone", "Dieser Anruf ist nicht mehr da.", rule="RUF-5")


@transaction.atomic
def request_hangup(*, call: Call, person: Person, at: datetime) -> Call:
    """Tell the telephone system to end the call; the call ends when it says so. A repeat sends no second command.

    If the telephone system has been silent for a minute, the call ends here and now, so that the desk is not stuck.
    """
    rufkreise = lock_service_center(call.rufkreis.unit_id)
    call.refresh_from_db()
    if call.state == CallState.ANSWERED and silent_since(call.pbx.last_heard_at, at):
        end_call(call, cause="pbxSilent", verb="end_without_pbx", by=person, at=at)
        offer_next_calls(rufkreise, at)
        return call
    pending = call.commands.filter(command="hangup", offer=None, target="", finished_at=None)
    if call.state == CallState.ANSWERED and not pending.exists():
        queue_command("hangup", call, at)
        record("request_hangup", call, by=person, at=at)
    return call


@transaction.atomic
def finish_wrap_up(*, person: Person, at: datetime) -> Presence:
    """The wrap-up is done: idle again. Harmless if there is none."""
    presence = _my_desk(person)
    if presence.activity == Activity.WRAP_UP:
        presence.activity, presence.call, presence.wrap_up_until = Activity.IDLE, None, None
        presence.since = presence.idle_since = presence.last_seen_at = at
        presence.save()
        bell.ring(f"desk:{person.pk}")
        if presence.unit_id:
            offer_next_calls(lock_service_center(presence.unit_id), at)
            presence.refresh_from_db()
    return presence


@transaction.atomic
def extend_wrap_up(*, person: Person, at: datetime) -> Presence:
    """One more minute from ``at``. Refusal ``wrong_state`` outside of a wrap-up."""
    presence = _my_desk(person)
    if presence.activity != Activity.WRAP_UP:
        raise Refusal("wrong_state", "Es läuft keine Nachbearbeitung.")
    presence.wrap_up_until = at + WRAP_UP_FOR
    presence.save(update_fields=["wrap_up_until"])
    bell.ring(f"desk:{person.pk}")
    return presence


def _my_desk(person: Person) -> Presence:
    """The person's presence row, its Service Center locked; refusal ``wrong_state`` without one."""
    presence = queries.presence_of(person)
    if presence is None:
        raise Refusal("wrong_state", "Dieser Arbeitsplatz ist nicht angemeldet.")
    if presence.unit_id:
        lock_service_center(presence.unit_id)
    return Presence.objects.get(pk=presence.pk)


@transaction.atomic
def identify(
    *, call: Call, result: str, features: list[str], name: str, kundennummer: str, by: Person, at: datetime
) -> Identification:
    """Note who the caller is and which features matched; replaces the earlier note on this call. Rule RUF-6."""
    Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    Identification.objects.filter(call=call, current=True).update(current=False)
    found = Identification.objects.create(
        call=call, result=result, features=features, name=name, kundennummer=kundennummer, by=by, at=at
    )
    record("identify", call, by=by, at=at, rule="RUF-6", result=result, features=features)
    return found
