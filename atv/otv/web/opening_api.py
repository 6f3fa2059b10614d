"""REST of the opening calendar of a Dienststelle."""

from datetime import date
from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from atv.otv.actions import opening as verbs
from atv.otv.actions.changing import Order
from atv.otv.models import OtvSite
from atv.otv.web.otk_pages import site_for
from atv.otv.web.otk_shapes import Versioned
from socl.core import clock
from socl.core.api.parsing import DayField, body, query
from socl.core.api.shapes import DryRun
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY
from socl.orga import gates
from socl.orga.queries.opening import Hours, single_days, weeks_of
from socl.orga.rules.opening import MOST
from socl.orga.rules.roles import Grant

CLOCK = "%H:%M"


def _clock() -> serializers.TimeField:
    return serializers.TimeField(format=CLOCK, input_formats=[CLOCK])


class HoursShape(serializers.Serializer[Any]):
    """A stretch of Berlin wall clock."""

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "from": _clock(), "until": _clock()}


class WeekdayShape(serializers.Serializer[Any]):
    """An ISO weekday (1 Monday to 7 Sunday) and its stretches; a weekday that is left out is closed."""

    weekday = serializers.IntegerField(min_value=1, max_value=7)
    times = serializers.ListField(child=HoursShape(), max_length=MOST)


class OpeningWeekIn(Versioned):
    """An ordinary week from the Berlin day ``valid_from`` on, today at the earliest."""

    valid_from = DayField()
    week = serializers.ListField(child=WeekdayShape(), max_length=7)


class OpeningDayIn(Versioned):
    """What counts on the day instead of the week; no stretch: closed."""

    times = serializers.ListField(child=HoursShape(), max_length=MOST)


class OpeningWeekOut(serializers.Serializer[Any]):
    """A week and the days on which it counts, half-open. ``demo``: nobody has confirmed it."""

    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    demo = serializers.BooleanField()
    week = WeekdayShape(many=True)


class OpeningDayOut(serializers.Serializer[Any]):
    """A single day, from today on."""

    date = serializers.DateField()
    times = HoursShape(many=True)


class OpeningOut(serializers.Serializer[Any]):
    """The opening calendar of the unit behind a site. ``version``: of the site."""

    weeks = OpeningWeekOut(many=True)
    days = OpeningDayOut(many=True)
    version = serializers.IntegerField()


class OpeningDayEffect(serializers.Serializer[Any]):
    """A day whose hours would differ; ``instead``: the open day that counts where it is closed (§ 141 (2) SGB III)."""

    day = serializers.DateField()
    before = serializers.CharField()
    after = serializers.CharField()
    termine = serializers.IntegerField()
    outside = serializers.IntegerField()
    instead = serializers.DateField(allow_null=True)


class OpeningEffect(serializers.Serializer[Any]):
    """Of ``?dry_run=1``: four weeks, and the booked Termine that would fall out of the hours; they stay booked."""

    days = OpeningDayEffect(many=True)
    termine_outside = serializers.IntegerField()


CHANGED = PolymorphicProxySerializer(
    component_name="OpeningOrEffect", serializers=[OpeningOut, OpeningEffect], resource_type_field_name=None
)


def _shown(site: OtvSite) -> Response:
    unit = site.kalender.unit
    weeks = [
        {
            "valid_from": w.valid_from,
            "valid_until": w.valid_until,
            "demo": w.demo,
            "week": [{"weekday": n, "times": _times(hours)} for n, hours in w.days.items() if hours],
        }
        for w in weeks_of(unit)
    ]
    days = [{"date": day, "times": _times(hours)} for day, hours in single_days(unit, clock.today())]
    return Response({"weeks": weeks, "days": days, "version": site.version})


def _times(hours: Hours) -> list[dict[str, str]]:
    return [{"from": f"{a:{CLOCK}}", "until": f"{b:{CLOCK}}"} for a, b in hours]


def _stretches(times: list[dict[str, Any]]) -> Hours:
    return [(t["from"], t["until"]) for t in times]


def _changed(request: Request, site: OtvSite, wanted: dict[str, Any], wish: verbs.Wish) -> Response:
    order = Order(site.pk, gates.who(request), clock.now(), wanted["version"])
    if query(request, DryRun)["dry_run"]:
        return Response(verbs.preview(order=order, wish=wish).facts())
    return _shown(verbs.set_opening(order=order, wish=wish))


@extend_schema(methods=["GET"], responses=OpeningOut)
@extend_schema(methods=["PUT"], parameters=[DryRun], request=OpeningWeekIn, responses=CHANGED)
@api_view(["GET", "PUT"])
def opening(request: Request, key: str) -> Response:
    """The opening calendar; or an ordinary week from a day on. Rule OTK-7. 409 ``stale``, 422 ``invalid``."""
    writes = request.method == "PUT"
    site = site_for(gates.who(request), key, Grant.CONFIGURE_OTV if writes else Grant.READ_OTV)
    if not writes:
        return _shown(site)
    wanted = body(request, OpeningWeekIn)
    week: dict[int, Hours] = {}
    for day in wanted["week"]:
        week.setdefault(day["weekday"], []).extend(_stretches(day["times"]))
    return _changed(request, site, wanted, verbs.WeekWish(week, wanted["valid_from"]))


@extend_schema(
    methods=["PUT"],
    operation_id="otk_sites_opening_day_update",
    parameters=[DryRun],
    request=OpeningDayIn,
    responses=CHANGED,
)
@extend_schema(methods=["DELETE"], responses={200: OpeningOut})
@api_view(["PUT", "DELETE"])
def opening_day(request: Request, key: str, day: date) -> Response:
    """What counts on one day instead of the week; DELETE: the week again. Rule OTK-7."""
    site = site_for(gates.who(request), key, Grant.CONFIGURE_OTV)
    if request.method == "DELETE":
        return _shown(verbs.clear_day(order=Order(site.pk, gates.who(request), clock.now()), day=day))
    wanted = body(request, OpeningDayIn)
    wish = verbs.DaysWish(Span(day, day + ONE_DAY), _stretches(wanted["times"]))
    return _changed(request, site, wanted, wish)


urlpatterns: list[URLPattern] = [
    path("otk/sites/<slug:key>/opening/", opening),
    path("otk/sites/<slug:key>/opening/<day:day>/", opening_day),
]
