"""Bringing waiting calls and idle desks together, under one lock per Rufkreis."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from routing.rufkreis import queries
from routing.rufkreis.actions.decisions import DECIDE, decisions
from routing.rufkreis.models import Call, Offer, Presence, Rufkreis
from routing.rufkreis.queries.matching import overdue_offers
from routing.rufkreis.rules import lifecycle
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.lifecycle import Activity, OfferState, Wish
from routing.rufkreis.rules.matching import pairs
from routing.rufkreis.rules.offers import NOT_RESPONDING_FOR, UNANSWERED, Cause, consequence
from socl.core.db import columns, execute, read
from socl.core.moves import move
from socl.journal import bell
from socl.journal.record import NOTED, entry, record
from socl.lib.states import Move

LOCK_SPACE = 7101  # advisory locks of the Rufkreise
RING_SECONDS = 15
OFFER_FOR = timedelta(seconds=20)
CONNECT_WITHIN = timedelta(seconds=10)  # from accepting at the desk to the telephone system's "answer"


# In id order: the rows are sorted before the first lock is taken.
LOCK = f"""
WITH near AS MATERIALIZED (
  SELECT r.* FROM rufkreis_rufkreis r JOIN orga_unit u ON u.id = r.unit_id
  WHERE r.topic IN %(topics)s AND (
    r.unit_id = ANY (%(units)s)
    OR u.region_id IN (SELECT region_id FROM orga_unit WHERE id = ANY (%(units)s))
    OR EXISTS (SELECT FROM rufkreis_rufkreis WHERE nation_after IS NOT NULL))
  ORDER BY r.id
)
SELECT {columns(Rufkreis, "near")}, pg_advisory_xact_lock(%(space)s, near.id::int) FROM near
"""


def lock_service_center(unit_id: int) -> list[Rufkreis]:
    """The Rufkreise whose calls and desks can meet those of a Service Center, locked in id order until the end.

    Those of its SC-Region, because a waiting call widens to them; all, as soon as one Rufkreis widens to the nation.
    Every verb that touches an offer, a call's state or a desk's activity takes them first.
    """
    return lock_service_centers(unit_id)


def lock_service_centers(*unit_ids: int) -> list[Rufkreis]:
    """The same for several Service Centers at once, so that nobody locks in another order."""
    values = {"units": list(unit_ids), "topics": tuple(topic.value for topic in Topic), "space": LOCK_SPACE}
    return [rufkreis for rufkreis, _ in read(LOCK, values, Rufkreis)]


def offer_next_calls(rufkreise: list[Rufkreis], at: datetime) -> int:
    """Offer every waiting call that an eligible idle desk may take; the number of offers made.

    The caller holds ``lock_service_center``. Rules SOCL 2.1/2, RUF-2.
    """
    expire_offers(rufkreise, at)
    if not rufkreise:
        return 0
    topics = {r.pk: Topic(r.topic) for r in rufkreise}
    live = queries.live_units(rufkreise, at)
    desks = queries.idle_desks(live, at)
    if not any(desk.topics for desk in desks):
        return 0
    calls, barred = queries.waiting_calls(topics, at)
    found = pairs(calls, desks, barred)
    if found:
        call_of, desk_of = {c.call: c for c in calls}, {d.person: d for d in desks}
        chosen = [(call_of[call], desk_of[person]) for call, person in found]
        _offer(found, decisions(chosen, desks, live, at), at)
    return len(found)


# Calls, desks, offers and why, in one statement however long the queue was: the lock is held all the while.
PLACE = f"""
WITH pair AS (SELECT * FROM unnest(%(calls)s::bigint[], %(persons)s::bigint[]) AS pair (call, person)),
called AS (UPDATE rufkreis_call SET state = %(called)s FROM pair WHERE id = pair.call AND state IN %(waiting)s),
reserved AS (
  UPDATE rufkreis_presence SET activity = %(reserved)s, call_id = pair.call, since = %(at)s
  FROM pair WHERE person_id = pair.person AND activity = %(idle)s),
decided AS ({DECIDE}),
done AS (
  INSERT INTO rufkreis_offer (call_id, person_id, state, offered_at, expires_at, cause)
  SELECT call, person, %(open)s, %(at)s, %(until)s, '' FROM pair
  RETURNING id, call_id AS call),
{NOTED}
SELECT FROM done
"""


def _offer(found: Sequence[tuple[int, int]], why: dict[str, Any], at: datetime) -> None:
    """An offer for each (call, person), with ``why``: call and desk are both reserved."""
    calls, persons = [call for call, _ in found], [person for _, person in found]
    values: dict[str, Any] = {"at": at, "until": at + OFFER_FOR, "calls": calls, "persons": persons}
    values |= {"called": lifecycle.OFFER_CALL.target, "waiting": tuple(lifecycle.OFFER_CALL.sources)}
    values |= {"reserved": Activity.OFFERED, "idle": Activity.IDLE, "open": OfferState.OPEN}
    execute(PLACE, values | why | entry("offer", Offer, by=None, at=at, rule="RUF-2"))
    bell.ring(*(f"desk:{person}" for person in persons))


def expire_offers(rufkreise: list[Rufkreis], at: datetime) -> int:
    """Close offers past their deadline and queue their calls again; the number closed.

    An offer that was accepted at the desk but never answered by the telephone system expires as well.
    """
    closed = overdue_offers(rufkreise, at)
    for offer in closed:
        close_offer(offer, lifecycle.EXPIRE, at, _silence(offer))
    return len(closed)


def _silence(offer: Offer) -> Cause:
    """Nobody accepted in time, or the telephone system never connected what was accepted."""
    return Cause.NOT_CONNECTED if offer.state == OfferState.ACCEPTED else Cause.DEADLINE


def close_offer(offer: Offer, by: Move, at: datetime, cause: Cause) -> bool:
    """End an offer unsuccessfully: the call keeps its place, the desk is free again; False if it had ended before.

    What it means for the desk depends on ``cause`` (``rules.offers``). Rule RUF-14.
    """
    if not move(Offer.objects.filter(pk=offer.pk), by, closed_at=at, cause=cause):
        return False
    desk = Presence.objects.filter(
        person=offer.person_id, activity=Activity.OFFERED, call=offer.call_id
    ).first()
    if desk is not None:
        after = consequence(cause, desk.unanswered)
        desk.activity, desk.call, desk.since, desk.unanswered = after.activity, None, at, after.unanswered
        if not after.keeps_place:
            desk.idle_since = at
        if after.takes_break:
            desk.wish, desk.reason = Wish.BREAK, UNANSWERED
            record("break_after_unanswered_offers", desk, by=None, at=at, rule="RUF-14")
            bell.ring(f"lagebild:{desk.unit_id}")
        desk.save()
    move(Call.objects.filter(pk=offer.call_id), lifecycle.REQUEUE)
    bell.ring(f"desk:{offer.person_id}")
    return True


def sweep_service_center(rufkreise: list[Rufkreis], at: datetime) -> None:
    """Expire offers, end wrap-ups that are over, ask the unreachable again, offer what waits; all locked before."""
    here = Presence.objects.filter(unit__in={r.unit_id for r in rufkreise})
    over = here.filter(activity=Activity.WRAP_UP, wrap_up_until__lte=at)
    silent = here.filter(activity=Activity.NOT_RESPONDING, since__lte=at - NOT_RESPONDING_FOR)
    for desks in (over, silent):
        bell.ring(*(f"desk:{person}" for person in desks.values_list("person_id", flat=True)))
        desks.update(activity=Activity.IDLE, call=None, wrap_up_until=None, since=at, idle_since=at)
    offer_next_calls(rufkreise, at)
