"""REST: waves, readiness, checklists, and the switch of a region."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from rollout import queries
from rollout.actions import switch as verbs
from rollout.actions.checklist import tick
from rollout.models import WaveRegion
from rollout.queries import checklist, readiness, switch
from rollout.rules.checklist import Step
from rollout.web import shapes
from rollout.web.guard import item_within, region_within
from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.parsing import body, query
from socl.orga import gates
from socl.orga.rules.roles import Grant


@extend_schema(responses=shapes.WaveListOut)
@api_view(["GET"])
def waves(request: Request) -> Response:
    """The waves of every programme with their regions: planned day, real start, state."""
    gates.require(gates.who(request), Grant.READ_ROLLOUT, clock.today())
    return Response({"next": None, "previous": None, "results": queries.waves_json(clock.now())})


@extend_schema(request=shapes.TickIn, responses=shapes.ItemOut)
@api_view(["POST"])
@idempotent
def tick_item(request: Request, pk: int) -> Response:
    """Tick an item of one's own unit. Refusals: ``wrong_state``, ``duty``, 422 ``note_missing``."""
    who = gates.who(request)
    found = item_within(who, pk, Grant.TICK_ROLLOUT)
    values = body(request, shapes.TickIn)
    tick(
        item=found,
        step=Step(values["step"]),
        note=values["note"],
        evidence=values["evidence"],
        by=who,
        at=clock.now(),
    )
    return Response(checklist.item_json(item_within(who, pk, Grant.TICK_ROLLOUT)))


@extend_schema(parameters=[shapes.ProgrammeIn], responses=shapes.ReadinessOut)
@api_view(["GET"])
def readiness_of(request: Request, key: str) -> Response:
    """The findings of the latest check of a region, the blocking ones first, and the trend."""
    programme = query(request, shapes.ProgrammeIn)["programme"]
    row = region_within(gates.who(request), programme, key, Grant.READ_ROLLOUT)
    return Response(readiness.readiness_json(row, clock.now()))


def _region(request: Request, key: str, values: dict[str, Any]) -> WaveRegion:
    return region_within(gates.who(request), values["programme"], key, Grant.LEAD_ROLLOUT)


@extend_schema(request=shapes.OpenIn, responses=shapes.ReadinessOut)
@api_view(["POST"])
@idempotent
def open_region(request: Request, key: str) -> Response:
    """Switch a region on. Refusals: ``not_ready`` with ``findings``, ``already_open``, 422 ``in_the_past``."""
    values = body(request, shapes.OpenIn)
    row = _region(request, key, values)
    live_from = values.get("live_from")
    row = verbs.open_region(wave_region=row, live_from=live_from, by=gates.who(request), at=clock.now())
    return Response(readiness.readiness_json(row, clock.now()))


@extend_schema(request=shapes.RegionReasonIn, responses=shapes.OverrideOut)
@api_view(["POST"])
@idempotent
def override(request: Request, key: str) -> Response:
    """Sign for what is open, for one's own side. Refusals: ``nothing_open``, ``same_person``, ``already_open``."""
    who, values = gates.who(request), body(request, shapes.RegionReasonIn)
    row = _region(request, key, values)
    side = switch.side_of(who, row.region, clock.today())
    if side is None:
        raise PermissionDenied
    verbs.sign_override(wave_region=row, side=side, reason=values["reason"], by=who, at=clock.now())
    return Response(switch.override_json(row, clock.now()))


@extend_schema(request=shapes.RegionReasonIn, responses=shapes.ReadinessOut)
@api_view(["POST"])
@idempotent
def rollback(request: Request, key: str) -> Response:
    """Take a region back in one step. Refusal: ``not_open``."""
    values = body(request, shapes.RegionReasonIn)
    row = _region(request, key, values)
    verbs.roll_back(wave_region=row, reason=values["reason"], by=gates.who(request), at=clock.now())
    return Response(readiness.readiness_json(_region(request, key, values), clock.now()))


urlpatterns: list[URLPattern] = [
    path("rollout/waves/", waves),
    path("rollout/regions/<str:key>/readiness/", readiness_of),
    path("rollout/regions/<str:key>/open/", open_region),
    path("rollout/regions/<str:key>/override/", override),
    path("rollout/regions/<str:key>/rollback/", rollback),
    path("rollout/items/<int:pk>/tick/", tick_item),
]
