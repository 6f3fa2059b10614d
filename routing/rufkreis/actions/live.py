"""Switching SOC-L on in an SC-Region, and back: one column per Service Center, under the locks of its calls.

Who may decide it, and when, stands above (``rollout``); what may never happen to a caller stands here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from routing.rufkreis import queries
from routing.rufkreis.actions.matching import lock_service_centers, offer_next_calls
from routing.rufkreis.models import Call, Rufkreis
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.lifecycle import CallState
from routing.rufkreis.rules.widening import frozen, without
from socl.journal import bell
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person, Unit


@transaction.atomic
def go_live(*, region: Unit, live_from: datetime, by: Person, at: datetime) -> int:
    """Every Service Center of the region takes Alg calls by SOC-L from ``live_from`` on; the number of them.

    The numbers that are dialled stay what they are: calls of regions that are not live go to the general queue as
    before. Refusal ``no_rufkreis`` where nothing can be switched. Rules EINF-4, SOCL 2/6.
    """
    mine = _locked(region)[1]
    if not mine:
        raise Refusal("no_rufkreis", "In dieser Region gibt es keinen Rufkreis Arbeitslosengeld.")
    for rufkreis in mine:
        Rufkreis.objects.filter(pk=rufkreis.pk).update(live_from=live_from)
        record("go_live", rufkreis, by=by, at=at, rule="EINF-4", live_from=live_from.isoformat())
    bell.ring(*(f"lagebild:{r.unit_id}" for r in mine))
    return len(mine)


@transaction.atomic
def take_back_live(*, region: Unit, by: Person, at: datetime) -> int:
    """As before ``go_live``, at once. Who waits keeps the waiting time in the general queue; who talks goes on talking.

    The number of callers that changed the queue. Rule EINF-5.
    """
    locked, mine = _locked(region)
    for rufkreis in mine:
        Rufkreis.objects.filter(pk=rufkreis.pk).update(live_from=None)
        record("take_back_live", rufkreis, by=by, at=at, rule="EINF-5")
    fresh = list(Rufkreis.objects.filter(pk__in=[r.pk for r in locked]).order_by("pk"))
    moved = return_strays(fresh, at)
    _stop_borrowing(fresh, {r.unit_id for r in mine})
    offer_next_calls(fresh, at)
    bell.ring(*(f"lagebild:{r.unit_id}" for r in mine))
    return moved


def _stop_borrowing(locked: Sequence[Rufkreis], units: set[int]) -> None:
    """Calls that wait elsewhere do not reach these Service Centers any more, though their way was fixed. SOCL 2.2/1."""
    waiting = Call.objects.filter(rufkreis__in=locked, state__in=[CallState.QUEUED, CallState.OFFERED])
    for call in waiting.select_related("rufkreis"):
        way = without(call.widening, units - {call.rufkreis.unit_id})
        if way != call.widening:
            Call.objects.filter(pk=call.pk).update(widening=way)


def _locked(region: Unit) -> tuple[list[Rufkreis], list[Rufkreis]]:
    """What is locked with the region's Service Centers, and their Rufkreise for Alg calls among it."""
    units = set(Rufkreis.objects.for_calls().filter(unit__region=region).values_list("unit", flat=True))
    locked = lock_service_centers(*sorted(units))
    return locked, [r for r in locked if r.topic == Topic.ALG and r.unit_id in units]


def return_strays(rufkreise: Sequence[Rufkreis], at: datetime) -> int:
    """Callers who wait for SOC-L where it is not live go to the general queue of their Service Center; how many.

    The caller holds the locks. A call that came while the region was taken back is found by the next sweep.
    Rule EINF-5.
    """
    general = {r.unit_id: r for r in rufkreise if r.topic == Topic.GENERAL}
    moved = 0
    for rufkreis in rufkreise:
        if rufkreis.topic == Topic.ALG and not queries.is_live(rufkreis, at) and rufkreis.unit_id in general:
            waiting = Call.objects.filter(
                rufkreis=rufkreis, state__in=[CallState.QUEUED.value, CallState.OFFERED.value]
            )
            moved += _to_general(waiting.order_by("pk"), general[rufkreis.unit_id], at)
    return moved


def _to_general(waiting: Iterable[Call], general: Rufkreis, at: datetime) -> int:
    """Move them; an offer that rings goes on ringing, and its call keeps its place if nobody takes it."""
    calls = list(waiting)
    way = frozen(queries.way_of(general, at)) if calls else []
    for call in calls:
        Call.objects.filter(pk=call.pk).update(rufkreis=general, widening=way)
        record("return_to_general", call, by=None, at=at, rule="EINF-5", rufkreis=general.pk)
    return len(calls)
