"""Bringing waiting calls and idle desks together, under one lock per Rufkreis."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from routing.rufkreis import queries
from routing.rufkreis.models import Call, Offer, Presence, Rufkreis
from routing.rufkreis.rules import lifecycle
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.lifecycle import Activity, CallState, OfferState
from routing.rufkreis.rules.matching import pairs
from socl.core.db import advisory_lock
from socl.core.moves import move
from socl.journal import bell
from socl.journal.record import record
from socl.lib.states import Move

LOCK_SPACE = 7101  # advisory locks of the Rufkreise
RING_SECONDS = 15
OFFER_FOR = timedelta(seconds=20)
CONNECT_WITHIN = timedelta(seconds=10)  # from accepting at the desk to the telephone system's "answer"
BARRED_FOR = timedelta(seconds=30)


def lock_service_center(unit_id: int) -> list[Rufkreis]:
    """The Rufkreise of a Service Center, locked in id order until the transaction ends.

    A desk may serve several of them, so calls and desks that can meet are always behind the same locks.
    Every verb that touches an offer, a call's state or a desk's activity takes them first.
    """
    rufkreise = list(Rufkreis.objects.for_calls().filter(unit=unit_id).order_by("pk"))
    advisory_lock(LOCK_SPACE, *(r.pk for r in rufkreise))
    return rufkreise


def lock_service_centers(unit_ids: set[int]) -> None:
    """The Rufkreise of several Service Centers at once, in id order."""
    rufkreise = Rufkreis.objects.for_calls().filter(unit__in=unit_ids)
    advisory_lock(LOCK_SPACE, *rufkreise.values_list("pk", flat=True))


def offer_next_calls(rufkreise: list[Rufkreis], at: datetime) -> int:
    """Offer every waiting call that an eligible idle desk may take; the number of offers made.

    The caller holds ``lock_service_center``. Rules SOCL 2.1/2, RUF-2.
    """
    expire_offers(rufkreise, at)
    if not rufkreise:
        return 0
    topics = {r.pk: Topic(r.topic) for r in rufkreise}
    live = any(queries.is_live(r, at) for r in rufkreise if r.topic == Topic.ALG)
    desks = queries.idle_desks(rufkreise[0].unit_id, live, at)
    if not desks:
        return 0
    calls = queries.waiting_calls(topics, at)
    if not calls:
        return 0
    found = pairs(calls, desks, _barred((c.call for c in calls), at))
    if found:
        _offer(found, at)
    return len(found)


def _barred(calls: Iterable[int], at: datetime) -> frozenset[tuple[int, int]]:
    """(call, person) pairs whose offer failed less than 30 s ago."""
    failed = Offer.objects.filter(
        call__in=list(calls),
        state__in=[OfferState.DECLINED, OfferState.EXPIRED],
        closed_at__gt=at - BARRED_FOR,
    )
    return frozenset(failed.values_list("call_id", "person_id"))


# Each desk gets a call of its own: one statement for all of them, however long the queue was.
RESERVE_DESKS = """
UPDATE rufkreis_presence SET activity = %(offered)s, call_id = pair.call, since = %(at)s
FROM unnest(%(calls)s, %(persons)s) AS pair (call, person)
WHERE person_id = pair.person AND activity = %(idle)s
"""


def _offer(found: Sequence[tuple[int, int]], at: datetime) -> None:
    """An offer for each (call, person): call and desk are both reserved, or neither."""
    calls, persons = [call for call, _ in found], [person for _, person in found]
    move(Call.objects.filter(pk__in=calls), lifecycle.OFFER_CALL)
    values: dict[str, Any] = {"at": at, "calls": calls, "persons": persons}
    values |= {"offered": Activity.OFFERED, "idle": Activity.IDLE}
    with connection.cursor() as cursor:
        cursor.execute(RESERVE_DESKS, values)
    offers = Offer.objects.bulk_create(
        Offer(call_id=call, person_id=person, state=OfferState.OPEN, offered_at=at, expires_at=at + OFFER_FOR)
        for call, person in found
    )
    for offer in offers:
        record("offer", offer, by=None, at=at, rule="RUF-2", call=offer.call_id)
    bell.ring(*(f"desk:{person}" for person in persons))


def expire_offers(rufkreise: list[Rufkreis], at: datetime) -> int:
    """Close offers past their deadline and queue their calls again; the number closed.

    An offer that was accepted at the desk but never answered by the telephone system expires as well.
    """
    overdue = Offer.objects.filter(
        state__in=[OfferState.OPEN, OfferState.ACCEPTED],
        call__state=CallState.OFFERED,
        expires_at__lte=at,
        call__rufkreis__in=rufkreise,
    )
    closed = list(overdue.order_by("pk"))
    for offer in closed:
        close_offer(offer, lifecycle.EXPIRE, at)
    return len(closed)


def close_offer(offer: Offer, by: Move, at: datetime) -> bool:
    """End an offer unsuccessfully: the desk is idle again, at the end of the line; the call keeps its place."""
    if not move(Offer.objects.filter(pk=offer.pk), by, closed_at=at):
        return False
    Presence.objects.filter(person=offer.person_id, activity=Activity.OFFERED, call=offer.call_id).update(
        activity=Activity.IDLE, call=None, since=at, idle_since=at
    )
    move(Call.objects.filter(pk=offer.call_id), lifecycle.REQUEUE)
    bell.ring(f"desk:{offer.person_id}")
    return True


def sweep_service_center(unit_id: int, at: datetime) -> None:
    """Expire offers, end wrap-ups that are over, and offer what waits; inside a transaction."""
    rufkreise = lock_service_center(unit_id)
    over = Presence.objects.filter(unit=unit_id, activity=Activity.WRAP_UP, wrap_up_until__lte=at)
    for person_id in list(over.values_list("person_id", flat=True)):
        bell.ring(f"desk:{person_id}")
    over.update(activity=Activity.IDLE, call=None, wrap_up_until=None, since=at, idle_since=at)
    offer_next_calls(rufkreise, at)
