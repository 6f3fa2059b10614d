"""The overview of all programmes, and the addresses of the rollout."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from rollout import queries
from rollout.actions.programme import note_beteiligung
from rollout.queries import checklist as lists
from rollout.queries.dates import next_dates
from rollout.rules.register import coverage, proposals
from rollout.web import checklist_pages as checklist
from rollout.web import meeting_pages as meetings
from rollout.web import region_pages as region
from rollout.web import switch_pages as switch
from rollout.web.forms import BeteiligungForm
from socl.core import clock
from socl.orga import gates
from socl.orga.gates import signed_in
from socl.orga.models import Person
from socl.orga.rules.roles import Grant


@require_safe
@signed_in
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """Tiles of every region in its wave; who may look closer finds a link."""
    reach = gates.require(person, Grant.READ_ROLLOUT, clock.today())
    own = gates.scope(person, Grant.TICK_ROLLOUT, clock.today())
    found = queries.overview(reach, clock.now())
    mine = [tile.row for programme in found for tile in programme.tiles if tile.is_mine]
    context = {
        "programmes": found,
        "dates": next_dates(mine, clock.today()),
        "own": lists.own_units(own, clock.today()) if own else [],
        "keeps": bool(gates.scope(person, Grant.KEEP_PROGRAMME, clock.today())),
    }
    return render(request, "rollout/overview.html", context)


@require_POST
@signed_in
def beteiligung(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Note the day on which a representation took part."""
    gates.require(person, Grant.KEEP_PROGRAMME, clock.today())
    found = queries.beteiligung(pk)
    if found is None:
        raise Http404
    form = BeteiligungForm(request.POST)
    if form.is_valid():
        note_beteiligung(beteiligung=found, on=form.cleaned_data["on"], by=person, at=clock.now())
        messages.success(request, "Die Beteiligung ist eingetragen.")
    else:
        messages.error(request, str(form.errors["on"][0]))
    return redirect("rollout")


@require_safe
@signed_in
def register(request: HttpRequest, person: Person) -> HttpResponse:
    """Every sentence of both directives with what keeps it."""
    gates.require(person, Grant.READ_ROLLOUT, clock.today())
    return render(request, "rollout/register.html", {"coverage": coverage(), "proposals": proposals()})


urlpatterns: list[URLPattern] = [
    path("", overview, name="rollout"),
    path("beteiligung/<int:pk>/", beteiligung, name="beteiligung"),
    path("regeln/", register, name="register"),
    path("arbeitsmittel/", checklist.arbeitsmittel, name="arbeitsmittel"),
    path("arbeitsmittel/<int:pk>/", checklist.version, name="arbeitsmittel_version"),
    path("liste/<str:unit>/", checklist.checklist, name="checklist"),
    path("liste/<str:unit>/postkorb/", checklist.postkorb, name="postkorb_set_up"),
    path("liste/<str:unit>/csv/", checklist.as_csv, name="checklist_csv"),
    path("punkt/<int:pk>/", checklist.item, name="checklist_item"),
    path("termin/<int:pk>/gehalten/", meetings.held, name="meeting_held"),
    path("termin/<int:pk>/ende/", meetings.end, name="meeting_end"),
    path("massnahme/<int:pk>/", meetings.done, name="massnahme_done"),
    path("<str:programme>/<str:key>/termin/", meetings.plan, name="meeting_plan"),
    path("<str:programme>/<str:key>/massnahme/", meetings.massnahme, name="massnahme_plan"),
    path("<str:programme>/<str:key>/", region.region, name="rollout_region"),
    path("<str:programme>/<str:key>/schalten/", switch.switch_page, name="rollout_switch"),
    path("<str:programme>/<str:key>/oeffnen/", switch.open_region, name="rollout_open"),
    path("<str:programme>/<str:key>/ausnahme/", switch.override, name="rollout_override"),
    path("<str:programme>/<str:key>/ruecknahme/", switch.rollback, name="rollout_rollback"),
    path("<str:programme>/<str:key>/pruefen/", region.check, name="rollout_check"),
    path("<str:programme>/<str:key>/plan/", region.plan, name="rollout_plan"),
]
