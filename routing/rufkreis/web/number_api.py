"""REST: the numbers that customers dial, and when they are open."""

from datetime import date
from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from routing.rufkreis.actions import numbers as verbs
from routing.rufkreis.models import ClosedBehaviour, EntryNumber, EntryNumberKind
from routing.rufkreis.queries import numbers as queries
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.web.numbers import number_for
from socl.core import clock
from socl.core.api.parsing import DayField, body, query
from socl.core.api.shapes import DryRun, UnitOut
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY
from socl.orga import gates
from socl.orga.rules.roles import Grant

CLOCK = "%H:%M"


def _clock() -> serializers.TimeField:
    return serializers.TimeField(format=CLOCK, input_formats=[CLOCK], allow_null=True)


class NumberDayIn(serializers.Serializer[Any]):
    """Berlin wall clock of one day; both null: closed."""

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "from": _clock(), "until": _clock()}


class NumberDayOut(NumberDayIn):
    """A day that differs from the week, from today on."""

    date = serializers.DateField()


class NumberIn(serializers.Serializer[Any]):
    """The week (both times null: round the clock) and what is heard; ``version`` is the one that was read."""

    opens = _clock()
    closes = _clock()
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7), min_length=1, max_length=7
    )
    closed = serializers.ChoiceField(ClosedBehaviour.choices)
    waiting_announcement = serializers.CharField(max_length=40, allow_blank=True, required=False, default="")
    closed_announcement = serializers.CharField(max_length=40, allow_blank=True, required=False, default="")
    valid_from = DayField(
        required=False,
        default=None,
        allow_null=True,
        help_text="first day of the week; what is heard counts at once",
    )
    version = serializers.IntegerField(required=False, default=None, min_value=1, max_value=2**31 - 1)


class NumberWeekOut(serializers.Serializer[Any]):
    """A week that is to begin."""

    valid_from = serializers.DateField()
    opens = _clock()
    closes = _clock()
    weekdays = serializers.ListField(child=serializers.IntegerField())


class NumberOut(serializers.Serializer[Any]):
    """A number that customers dial. ``is_open``: right now."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(EntryNumberKind.choices)
    agentur = UnitOut(allow_null=True)
    is_open = serializers.BooleanField()
    opens = _clock()
    closes = _clock()
    weekdays = serializers.ListField(child=serializers.IntegerField())
    next_week = NumberWeekOut(allow_null=True)
    closed = serializers.ChoiceField(ClosedBehaviour.choices)
    waiting_announcement = serializers.CharField()
    closed_announcement = serializers.CharField()
    demo = serializers.BooleanField()
    days = NumberDayOut(many=True)
    version = serializers.IntegerField()


class NumberPage(serializers.Serializer[Any]):
    """Every number in reach on one page."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = NumberOut(many=True)


class TurnedAwayOut(serializers.Serializer[Any]):
    """Calls of the last four weeks that would have come outside of the times, before and after; null: under five."""

    calls = serializers.IntegerField()
    before = serializers.IntegerField(allow_null=True)
    after = serializers.IntegerField(allow_null=True)


CHANGED = PolymorphicProxySerializer(
    component_name="NumberOrEffect", serializers=[NumberOut, TurnedAwayOut], resource_type_field_name=None
)


class NumberSieve(serializers.Serializer[Any]):
    """``search``: part of a number or of an Agentur's name; ``region``: its key; ``topic``: where a digit leads."""

    search = serializers.CharField(max_length=60, required=False, default="")
    region = serializers.CharField(max_length=40, required=False, default="")
    topic = serializers.ChoiceField([topic.value for topic in Topic], required=False, default="")


@extend_schema(operation_id="entry_numbers_list", parameters=[NumberSieve], responses=NumberPage)
@api_view(["GET"])
def entry_numbers(request: Request) -> Response:
    """The numbers of the Agenturen in reach, and those of all Agenturen."""
    scope, at = gates.require(gates.who(request), Grant.READ_NUMBERS, clock.today()), clock.now()
    wanted = query(request, NumberSieve)
    sieve = queries.Sieve(wanted["search"], wanted["region"], wanted["topic"])
    rows = [queries.number_json(e, at) for e in queries.entry_numbers(scope, clock.today()) if sieve.lets(e)]
    return Response({"next": None, "previous": None, "results": rows})


def _shown(request: Request, entry: EntryNumber) -> Response:
    return Response(queries.number_json(number_for(gates.who(request), entry.pk), clock.now()))


@extend_schema(methods=["GET"], responses=NumberOut)
@extend_schema(methods=["PUT"], parameters=[DryRun], request=NumberIn, responses=CHANGED)
@api_view(["GET", "PUT"])
def entry_number(request: Request, pk: int) -> Response:
    """One number; PUT sets its week, from now or from ``valid_from`` on, and what is heard, from now on.

    422 ``invalid_hours``, 409 ``stale``.
    """
    who = gates.who(request)
    if request.method == "GET":
        return _shown(request, number_for(who, pk))
    entry, wanted = number_for(who, pk, writes=True), body(request, NumberIn)
    version = wanted.pop("version")
    said = verbs.NumberHours(**wanted)
    if query(request, DryRun)["dry_run"]:
        return Response(vars(queries.turned_away(entry, said.week, clock.now())))
    verbs.set_hours(entry=entry, wanted=said, by=who, at=clock.now(), version=version)
    return _shown(request, entry)


@extend_schema(responses={200: NumberOut})
@api_view(["DELETE"])
def entry_number_next_week(request: Request, pk: int) -> Response:
    """The week that was to begin will not."""
    who = gates.who(request)
    return _shown(
        request, verbs.take_back_week(entry=number_for(who, pk, writes=True), by=who, at=clock.now())
    )


@extend_schema(methods=["PUT"], parameters=[DryRun], request=NumberDayIn, responses=CHANGED)
@extend_schema(methods=["DELETE"], responses={200: NumberOut})
@api_view(["PUT", "DELETE"])
def entry_number_day(request: Request, pk: int, day: date) -> Response:
    """What counts on one day instead of the week; DELETE: the week again. 422 ``invalid_hours``."""
    who, at = gates.who(request), clock.now()
    entry = number_for(who, pk, writes=True)
    if request.method == "DELETE":
        verbs.clear_number_day(entry=entry, day=day, by=who, at=at)
        return _shown(request, entry)
    wanted = body(request, NumberDayIn)
    days, opens, closes = Span(day, day + ONE_DAY), wanted["from"], wanted["until"]
    if (opens is None) != (closes is None):
        raise serializers.ValidationError({"until": ["Bitte beide Uhrzeiten angeben oder keine."]})
    stretch = (opens, closes) if opens is not None and closes is not None else None
    if query(request, DryRun)["dry_run"]:
        return Response(vars(queries.turned_away_on(entry, days, stretch, at)))
    verbs.set_days(entries=[entry], days=days, stretch=stretch, by=who, at=at)
    return _shown(request, entry)


urlpatterns: list[URLPattern] = [
    path("entry-numbers/", entry_numbers),
    path("entry-numbers/<int:pk>/", entry_number),
    path("entry-numbers/<int:pk>/next-week/", entry_number_next_week),
    path("entry-numbers/<int:pk>/days/<day:day>/", entry_number_day),
]
