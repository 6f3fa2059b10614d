"""REST: the figures of first contact, cell by cell."""

from datetime import timedelta
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from routing.escalation.queries import first_contact as queries
from routing.escalation.rules.first_contact import FIGURE_LABELS
from routing.escalation.rules.groups import GROUP_LABELS
from routing.escalation.web.figure_chart import percent
from socl.core import clock
from socl.core.api.parsing import DayField, query
from socl.core.api.shapes import UnitOut
from socl.orga import gates
from socl.orga.queries import unit_json
from socl.orga.rules.roles import Grant

FIGURES = [(figure.value, label) for figure, label in FIGURE_LABELS.items()]
LONGEST = timedelta(weeks=53)


class FirstContactIn(serializers.Serializer[Any]):
    """Weeks by the days they begin on, ``from`` included, ``until`` not; without them the last 12 weeks."""

    figure = serializers.ChoiceField(FIGURES, required=False, default="fcr_sofort")
    until = DayField(required=False, default=None, allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        return {
            **super().get_fields(),
            "from": DayField(required=False, default=None, allow_null=True, source="first"),
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        first, until = attrs["first"], attrs["until"]
        if first and until and not timedelta() < until - first <= LONGEST:
            raise serializers.ValidationError({"until": ["Höchstens 53 Wochen nach from, und danach."]})
        return attrs


class FigureCellOut(serializers.Serializer[Any]):
    """``k`` of ``n``; null where there were fewer than five, or where the cell could be calculated otherwise."""

    figure = serializers.ChoiceField(FIGURES)
    formula = serializers.IntegerField()
    week = DayField(help_text="ihr Montag")
    unit = UnitOut()
    group = serializers.ChoiceField([("", "alle"), *GROUP_LABELS.items()])
    n = serializers.IntegerField(allow_null=True)
    k = serializers.IntegerField(allow_null=True)
    percent = serializers.FloatField(allow_null=True)


@extend_schema(parameters=[FirstContactIn], responses=FigureCellOut(many=True))
@api_view(["GET"])
def first_contact(request: Request) -> Response:
    """The cells of Service Centers, OS and regions in reach, by week; what nobody concluded has none."""
    reach = gates.require(gates.who(request), Grant.READ_FIRST_CONTACT, clock.today())
    asked = query(request, FirstContactIn)
    until = asked["until"] or clock.today()
    first = asked["first"] or until - queries.WEEK * queries.WEEKS_SHOWN
    found = queries.cells_in(reach).filter(figure=asked["figure"], week__gte=first, week__lt=until)
    return Response(
        [
            {
                "figure": cell.figure,
                "formula": cell.formula,
                "week": cell.week.isoformat(),
                "unit": unit_json(cell.unit),
                "group": cell.group,
                "n": cell.n,
                "k": cell.k,
                "percent": percent(cell),
            }
            for cell in found
        ]
    )


urlpatterns = [path("figures/first-contact/", first_contact)]
