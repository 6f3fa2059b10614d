"""REST: staffing by Erlang C and A."""

from dataclasses import asdict
from math import isfinite
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from socl.core.api.parsing import body
from socl.lib import erlang
from socl.lib.refusal import Refusal
from socl.orga import gates

SECONDS_PER_MINUTE = 60
MOST = 1_000_000  # of calls, seconds, minutes: beyond it lies no service of this world


class FiniteField(serializers.FloatField):
    """A number; neither infinite nor none at all."""

    def to_internal_value(self, data: Any) -> float:
        number: float = super().to_internal_value(data)
        if not isfinite(number):
            self.fail("invalid")
        return number


def _amount(minimum: float, **more: Any) -> FiniteField:
    return FiniteField(min_value=minimum, max_value=MOST, **more)


class StaffingIn(serializers.Serializer[Any]):
    """``patience_seconds`` null: nobody gives up (Erlang C). Either ``desks`` or ``target_level`` (a share)."""

    calls = _amount(0)
    interval_minutes = _amount(1 / 60)
    aht_seconds = _amount(0.001)
    patience_seconds = _amount(0.001, allow_null=True, required=False, default=None)
    desks = serializers.IntegerField(min_value=1, max_value=erlang.MOST_DESKS, required=False)
    target_seconds = _amount(0)
    target_level = FiniteField(min_value=0.01, max_value=0.9999, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "desks" not in attrs and "target_level" not in attrs:
            raise serializers.ValidationError({"desks": ["Bitte desks oder target_level angeben."]})
        return attrs


class StaffingOut(serializers.Serializer[Any]):
    """Unrounded. Erlang A: ``asa_seconds`` is the mean wait of the answered calls."""

    model = serializers.ChoiceField(["erlang_c", "erlang_a"])
    probability_of_wait = serializers.FloatField()
    service_level = serializers.FloatField()
    asa_seconds = serializers.FloatField()
    occupancy = serializers.FloatField()
    abandonment = serializers.FloatField()
    desks = serializers.IntegerField()


@extend_schema(request=StaffingIn, responses=StaffingOut)
@api_view(["POST"])
def staffing(request: Request) -> Response:
    """What so many desks do for so many calls; with ``target_level``, the least desks that reach it. Rule RUF-17."""
    gates.who(request)
    asked = body(request, StaffingIn)
    load: dict[str, Any] = {
        "calls": asked["calls"],
        "interval": asked["interval_minutes"] * SECONDS_PER_MINUTE,
        "aht": asked["aht_seconds"],
        "patience": asked["patience_seconds"],
        "target": asked["target_seconds"],
    }
    try:
        if "target_level" in asked:
            found = erlang.least_desks(**load, level=asked["target_level"])
        else:
            found = erlang.staffing(**load, desks=asked["desks"])
    except erlang.Unstable:
        raise Refusal(
            "unstable", "Ohne Geduldsgrenze wächst die Schlange bei dieser Last ohne Ende.", status=422
        ) from None
    except erlang.TooLarge:
        raise Refusal(
            "too_large", "So viele Plätze oder Wartende werden nicht gerechnet.", status=422
        ) from None
    return Response({name: value for name, value in asdict(found).items() if name in StaffingOut().fields})


urlpatterns = [path("staffing/", staffing)]
