"""REST: waves, readiness, checklists, and the switch of a region."""

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from rollout import queries
from rollout.web import shapes
from socl.core import clock
from socl.orga import gates
from socl.orga.rules.roles import Grant


@extend_schema(responses=shapes.WaveListOut)
@api_view(["GET"])
def waves(request: Request) -> Response:
    """The waves of every programme with their regions: planned day, real start, state."""
    gates.require(gates.who(request), Grant.READ_ROLLOUT, clock.today())
    return Response({"next": None, "previous": None, "results": queries.waves_json(clock.now())})


urlpatterns: list[URLPattern] = [
    path("rollout/waves/", waves),
]
