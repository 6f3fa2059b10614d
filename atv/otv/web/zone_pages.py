"""The Eingangszone: the day with arrival, no-show and walk-ins; how soon the next Termin is free; figures."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from atv.kalender.models import Kalender
from atv.otv.actions import desk
from atv.otv.actions.cancelling import cancel
from atv.otv.models import OtvTermin
from atv.otv.queries import zone as zones
from atv.otv.queries.public import link_of
from atv.otv.queries.termine import termine_in
from atv.otv.rules.lifecycle import Cancelled
from atv.otv.rules.shortage import SOON
from atv.otv.web import zone_files
from atv.otv.web.guard import kalender_for
from atv.otv.web.shown import row_of
from atv.otv.web.staff_forms import WalkInForm
from socl.core import clock
from socl.core.api.paths import read_day
from socl.journal.record import record_access
from socl.lib.refusal import Refusal
from socl.lib.workdays import ONE_DAY, berlin_day
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant

SAID = {
    "angekommen": "ist da",
    "erledigt": "ist erledigt",
    "nicht-gekommen": "ist nicht gekommen",
    "absage": "ist abgesagt",
    "zurueck": "steht wieder wie vorher",
}


@require_safe
@gates.signed_in
def today(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """To today's sheet."""
    return redirect("zone_sheet", key, clock.today().isoformat())


@require_safe
@gates.signed_in
def sheet(request: HttpRequest, person: Person, key: str, day: str) -> HttpResponse:
    """Who comes on that day, by time."""
    return _page(request, person, kalender_for(person, key, Grant.WORK_ZONE), read_day(day))


def _page(
    request: HttpRequest, person: Person, kalender: Kalender, day: date, form: WalkInForm | None = None
) -> HttpResponse:
    at, found = clock.now(), zones.day_of(kalender, day)
    record_access([t.booking for t in found], by=person, at=at, purpose="otv-tagesblatt")
    offers = zones.anliegen_of(kalender)
    is_today = day == berlin_day(at)
    context = {
        "unit": kalender.unit,
        "day": day,
        "is_today": is_today,
        "previous": day - ONE_DAY,
        "next": day + ONE_DAY,
        "rows": [row_of(t, at) for t in found],
        "form": (form or WalkInForm(offers)) if is_today and offers else None,
        "short": [n for n in zones.upcoming(kalender, at) if n.is_short],
        "soon": SOON,
        "sites": [(site, link_of(site)) for site in zones.sites_of(kalender)],
    }
    return render(request, "otv/sheet.html", context, status=422 if form and form.errors else 200)


def _mine(person: Person, pk: int) -> OtvTermin:
    return gates.one_within(termine_in, pk, person, Grant.WORK_ZONE, clock.today())


@require_POST
@gates.signed_in
def act(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One step with one Termin, then back to its day."""
    found, at, step = _mine(person, pk), clock.now(), request.POST.get("act", "")
    if step not in SAID:
        raise Http404
    try:
        if step == "angekommen":
            desk.arrive(termin=found, by=person, at=at)
        elif step == "erledigt":
            desk.finish(termin=found, by=person, at=at)
        elif step == "nicht-gekommen":
            desk.miss(termin=found, by=person, at=at)
        elif step == "zurueck":
            desk.take_back(termin=found, by=person, at=at)
        else:
            cancel(termin=found, how=Cancelled.EINGANGSZONE, who=person, by=person, at=at)
    except Refusal as no:
        messages.error(request, no.message)
    else:
        messages.success(request, f"{found.booking.reference} {SAID[step]}.")
    unit, day = found.booking.kalender.unit, berlin_day(found.booking.starts_at)
    return redirect("zone_sheet", unit.key, day.isoformat())


@require_POST
@gates.signed_in
def walk_in(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Put somebody who stands there into the next gap of today."""
    kalender, at = kalender_for(person, key, Grant.WORK_ZONE), clock.now()
    offers = zones.anliegen_of(kalender)
    form = WalkInForm(offers, request.POST)
    if form.is_valid():
        wanted = next(row for row in offers if str(row.pk) == form.cleaned_data["anliegen"])
        try:
            made = desk.walk_in(anliegen=wanted, name=form.cleaned_data["name"], by=person, at=at)
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            row = row_of(made, at)
            messages.success(request, f"{row['clock']} Uhr, Serviceplatz {row['place']}: {row['reference']}.")
            return redirect("zone_sheet", key, clock.today().isoformat())
    return _page(request, person, kalender, berlin_day(at), form)


@require_safe
@gates.signed_in
def figures(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Days to the next free Termin, use, cancellations, no-shows; never of a person."""
    kalender = kalender_for(person, key, Grant.READ_FIGURES)
    at = clock.now()
    found = zones.figures(kalender, at)
    context = {
        "unit": kalender.unit,
        "found": found,
        "last": found.days.end - ONE_DAY,
        "upcoming": zones.upcoming(kalender, at),
        "soon": SOON,
    }
    return render(request, "otv/zone_figures.html", context)


urlpatterns: list[URLPattern] = [
    path("ez/<str:key>/", today, name="zone_today"),
    path("ez/<str:key>/zahlen/", figures, name="zone_figures"),
    path("ez/<str:key>/zahlen/csv/", zone_files.figures_csv, name="zone_figures_csv"),
    path("ez/<str:key>/laufkundschaft/", walk_in, name="zone_walk_in"),
    path("ez/<str:key>/<str:day>/", sheet, name="zone_sheet"),
    path("ez/<str:key>/<str:day>/csv/", zone_files.sheet_csv, name="zone_sheet_csv"),
    path("ez/termin/<int:pk>/schritt/", act, name="zone_act"),
]
