"""Gesprächsformate, kick-offs and measures of a region: planned, held, ended."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rollout.actions import meetings as verbs
from rollout.models import Meeting, WaveRegion
from rollout.queries import checklist as queries
from rollout.web.forms import MassnahmeForm, MeetingForm, OnForm
from rollout.web.guard import region_within
from rollout.web.region_pages import MASSNAHME, MEETING, region_page
from socl.core import clock
from socl.orga import gates
from socl.orga.gates import signed_in
from socl.orga.models import Person
from socl.orga.rules.roles import Grant


def _back(row: WaveRegion) -> HttpResponse:
    return redirect("rollout_region", row.programme.code, row.region.key)


@require_POST
@signed_in
def plan(request: HttpRequest, person: Person, programme: str, key: str) -> HttpResponse:
    """A Gesprächsformat with its rhythm, or a kick-off."""
    row = region_within(person, programme, key, Grant.LEAD_ROLLOUT)
    houses = queries.houses(row, clock.today())
    form = MeetingForm(request.POST, houses=houses, auto_id=MEETING)
    if not form.is_valid():
        return region_page(request, person, row, meeting_form=form)
    values = form.cleaned_data
    values["unit"] = next((unit for unit in houses if unit.key == values["unit"]), None)
    verbs.plan_meeting(wave_region=row, by=person, at=clock.now(), **values)
    messages.success(request, "Der Termin ist eingetragen.")
    return _back(row)


def _meeting(person: Person, pk: int) -> Meeting:
    found = queries.meeting(pk)
    if found is None:
        raise Http404
    gates.require(person, Grant.LEAD_ROLLOUT, clock.today(), found.wave_region.region)
    return found


@require_POST
@signed_in
def held(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """It took place on a day."""
    found = _meeting(person, pk)
    form = OnForm(request.POST)
    if form.is_valid():
        verbs.note_held(meeting=found, held_on=form.cleaned_data["on"], by=person, at=clock.now())
        messages.success(request, "Eingetragen.")
    else:
        messages.error(request, str(form.errors["on"][0]))
    return _back(found.wave_region)


@require_POST
@signed_in
def end(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """It takes place no more."""
    found = _meeting(person, pk)
    verbs.end_meeting(meeting=found, by=person, at=clock.now())
    messages.success(request, "Der Termin findet nicht mehr statt.")
    return _back(found.wave_region)


@require_POST
@signed_in
def massnahme(request: HttpRequest, person: Person, programme: str, key: str) -> HttpResponse:
    """A measure of Öffentlichkeitsarbeit."""
    row = region_within(person, programme, key, Grant.LEAD_ROLLOUT)
    form = MassnahmeForm(request.POST, auto_id=MASSNAHME)
    if not form.is_valid():
        return region_page(request, person, row, massnahme_form=form)
    verbs.plan_massnahme(wave_region=row, by=person, at=clock.now(), **form.cleaned_data)
    messages.success(request, "Die Maßnahme ist eingetragen.")
    return _back(row)


@require_POST
@signed_in
def done(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """A measure was done on a day."""
    found = queries.massnahme(pk)
    if found is None:
        raise Http404
    gates.require(person, Grant.LEAD_ROLLOUT, clock.today(), found.wave_region.region)
    form = OnForm(request.POST)
    if form.is_valid():
        verbs.note_done(massnahme=found, done_on=form.cleaned_data["on"], by=person, at=clock.now())
        messages.success(request, "Eingetragen.")
    else:
        messages.error(request, str(form.errors["on"][0]))
    return _back(found.wave_region)
