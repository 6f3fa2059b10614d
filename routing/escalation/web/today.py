"""The Anliegen of a Service Center today: a page of its own, and the part of it that the Lagebild shows."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from routing.escalation.queries.today import groups_today
from socl.core import clock
from socl.orga import gates
from socl.orga.models import Person, UnitKind
from socl.orga.queries import unit_by_key
from socl.orga.rules.roles import Grant


@gates.signed_in
def anliegen(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Counts by group: the part alone for the browser that asks for it, else the whole page."""
    unit = unit_by_key(key, clock.today(), UnitKind.SC)
    if unit is None:
        raise Http404
    gates.require(person, Grant.READ_LAGEBILD, clock.today(), unit)
    at = clock.now()
    template = "_anliegen_heute" if request.headers.get("HX-Request") else "anliegen_heute"
    return render(
        request, f"escalation/{template}.html", {"unit": unit, "groups": groups_today(unit, at), "at": at}
    )


urlpatterns: list[URLPattern] = [path("<str:key>/anliegen/", anliegen, name="lagebild_anliegen")]
