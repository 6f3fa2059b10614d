"""The Lagebild of a Service Center: what happens at the telephone right now, in counts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from routing.rufkreis.queries import lagebild as reading
from routing.rufkreis.queries import telephony
from routing.rufkreis.rules import waiting
from routing.rufkreis.rules.level import ABANDON_FORMULA, FORMULA, TARGET_LEVEL, shown
from routing.rufkreis.web.chart import chart
from socl.core import clock
from socl.orga import gates
from socl.orga.models import Person, Unit, UnitKind
from socl.orga.queries import unit_by_key
from socl.orga.rules.roles import Grant


def service_center(person: Person, key: str, grant: Grant) -> Unit:
    """The Service Center ``key`` that ``grant`` reaches; 404 or 403 otherwise."""
    day = clock.today()
    unit = unit_by_key(key, day, UnitKind.SC)
    if unit is None:
        raise Http404
    gates.require(person, grant, day, unit)
    return unit


@gates.signed_in
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """Every Service Center within reach, with the way to its Lagebild."""
    reach = gates.require(person, Grant.READ_LAGEBILD, clock.today())
    at = clock.now()
    found = reading.overview(reading.service_centers(reach, clock.today()), at)
    return render(request, "rufkreis/lagebilder.html", {"rows": found, "at": at})


@gates.signed_in
def lagebild(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """The whole page."""
    return render(request, "rufkreis/lagebild.html", _picture(person, key))


@gates.signed_in
def fragment(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """The part that a browser reloads."""
    return render(request, "rufkreis/_lagebild.html", _picture(person, key))


def _picture(person: Person, key: str) -> dict[str, Any]:
    unit, at = service_center(person, key, Grant.READ_LAGEBILD), clock.now()
    found = reading.lagebild(unit, at)
    leads = gates.scope(person, Grant.PLAN_SHIFTS, clock.today()).covers(unit)
    free, paused = reading.for_the_lead(unit, at) if leads else ([], [])
    return {
        "found": found,
        "charts": [
            (queue, chart(queue.half_hours), shown(queue.free, to_lead=leads)) for queue in found.queues
        ],
        "desks": [(label, shown(number, to_lead=leads)) for label, number in found.desks],
        "leads": leads,
        "free": free,
        "paused": paused,
        "silent": [health for health in telephony.health(at) if health.silent_since],
        "formula": FORMULA,
        "abandon_formula": ABANDON_FORMULA,
        "wait_formula": waiting.FORMULA,
        "target_level": TARGET_LEVEL,
        "share": reading.QUALIFIED_SHARE,
    }


urlpatterns: list[URLPattern] = [
    path("", overview, name="lagebilder"),
    path("<str:key>/", lagebild, name="lagebild"),
    path("<str:key>/stand/", fragment, name="lagebild_fragment"),
]
