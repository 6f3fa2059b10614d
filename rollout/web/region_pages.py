"""One region in a programme: where it stands, and its plan."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from rollout import queries
from rollout.actions.programme import plan_region
from rollout.actions.readiness import check_region
from rollout.models import WaveRegion
from rollout.queries import checklist, effect, readiness
from rollout.web.forms import MassnahmeForm, MeetingForm, PlanForm
from rollout.web.guard import region_within
from rollout.web.links import with_links
from socl.core import clock
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.gates import signed_in
from socl.orga.models import Person, ProgrammeCode
from socl.orga.rules.roles import Grant

MEETING, MASSNAHME = "id_termin_%s", "id_massnahme_%s"  # three forms on one page


@require_safe
@signed_in
def region(request: HttpRequest, person: Person, programme: str, key: str) -> HttpResponse:
    """The region as its leads and coordinators see it."""
    return region_page(request, person, region_within(person, programme, key, Grant.READ_ROLLOUT))


def region_page(request: HttpRequest, person: Person, row: WaveRegion, **forms_refused: Any) -> HttpResponse:
    """The whole page; a form that was refused comes back with what was typed, answered 422."""
    reach = gates.scope(person, Grant.READ_ROLLOUT, clock.today())
    known = {"planned_on": row.planned_on, "team_until": row.team_until, "mailbox": row.mailbox}
    context = {
        "row": row,
        "tile": queries.tile(row, reach, clock.now()),
        "leads": gates.scope(person, Grant.LEAD_ROLLOUT, clock.today()).covers(row.region),
        "plan_form": PlanForm(initial=known),
        **_readiness(row, person),
        **_preparation(row),
        **forms_refused,
        "refused": bool(forms_refused),
    }
    return render(request, "rollout/region.html", context, status=422 if forms_refused else 200)


def _readiness(row: WaveRegion, person: Person) -> dict[str, Any]:
    """The latest report, each finding with the page where it is mended, and the trend."""
    report, today = readiness.latest(row), clock.today()
    lines = readiness.lines_of(report)
    return {
        "report": report,
        "findings": with_links(row, lines, readiness.units_of(report, today), person, today),
        "by_unit": readiness.by_unit(report),
        "trend": readiness.trend(row),
        "effect": effect.before_and_after(row, clock.now())
        if row.programme.code == ProgrammeCode.SOC_L
        else [],
        "weeks": effect.weeks_of(row, clock.now()) if row.programme.code == ProgrammeCode.SOC_L else [],
    }


def _preparation(row: WaveRegion) -> dict[str, Any]:
    """Checklists by unit, the Einführungsteam, meetings and measures."""
    today = clock.today()
    houses = checklist.houses(row, today)
    return {
        "progress": checklist.progress_by_unit(row, today),
        "team": checklist.team_of(row, today),
        "meetings": checklist.meetings_of(row),
        "massnahmen": checklist.massnahmen_of(row),
        "today": today,
        "meeting_form": MeetingForm(houses=houses, initial={"next_on": today}, auto_id=MEETING),
        "massnahme_form": MassnahmeForm(initial={"planned_on": today}, auto_id=MASSNAHME),
    }


@require_POST
@signed_in
def check(request: HttpRequest, person: Person, programme: str, key: str) -> HttpResponse:
    """Check the readiness now."""
    row = region_within(person, programme, key, Grant.LEAD_ROLLOUT)
    if check_region(wave_region=row, by=person, at=clock.now()) is None:
        messages.info(request, "Die Region wird gerade geprüft.")
    else:
        messages.success(request, "Die Region ist geprüft.")
    return redirect("rollout_region", programme, key)


@require_POST
@signed_in
def plan(request: HttpRequest, person: Person, programme: str, key: str) -> HttpResponse:
    """Plan the day of the region."""
    row = region_within(person, programme, key, Grant.LEAD_ROLLOUT)
    form = PlanForm(request.POST)
    if form.is_valid():
        try:
            plan_region(wave_region=row, by=person, at=clock.now(), **form.cleaned_data)
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, "Der geplante Start ist gespeichert.")
            return redirect("rollout_region", programme, key)
    return region_page(request, person, row, plan_form=form)
