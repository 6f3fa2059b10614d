"""REST: waves, readiness, checklists, and the switch of a region."""

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from rollout import queries
from rollout.actions.checklist import tick
from rollout.queries import checklist, readiness
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


urlpatterns: list[URLPattern] = [
    path("rollout/waves/", waves),
    path("rollout/regions/<str:key>/readiness/", readiness_of),
    path("rollout/items/<int:pk>/tick/", tick_item),
]
