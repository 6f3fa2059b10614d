"""The checklist of a unit, one item with its history, and the Arbeitsmittel."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eakte.actions.setup import set_up_sonderpostkorb
from eakte.queries import left_unread
from rollout.actions.checklist import tick
from rollout.actions.meetings import note_version
from rollout.queries import checklist as queries
from rollout.rules.checklist import Step
from rollout.web.forms import TickForm, VersionForm
from rollout.web.guard import item_within, unit_within
from socl.core import clock
from socl.core.sheets import csv_answer
from socl.journal.record import record_export
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.gates import signed_in
from socl.orga.models import Person, UnitKind
from socl.orga.rules.roles import Grant

HEAD = (
    "Programm",
    "Regel",
    "Klasse",
    "Auftrag",
    "Verantwortlich",
    "Fällig",
    "Stand",
    "Nachweis",
    "Bemerkung",
)


@require_safe
@signed_in
def checklist(request: HttpRequest, person: Person, unit: str) -> HttpResponse:
    """Everything that the directives ask of one unit, and how far it is."""
    here = unit_within(person, unit, Grant.READ_ROLLOUT)
    lines = queries.lines_of(here, clock.today())
    context = {
        "unit": here,
        "lines": lines,
        "overdue": sum(line.is_overdue for line in lines),
        "ticks": gates.scope(person, Grant.TICK_ROLLOUT, clock.today()).covers(here),
        "lacks_postkorb": here.kind == UnitKind.OS and here.pk not in left_unread([here.pk], clock.today()),
    }
    return render(request, "rollout/checklist.html", context)


@require_safe
@signed_in
def as_csv(request: HttpRequest, person: Person, unit: str) -> HttpResponse:
    """The same for a spreadsheet, without names of persons."""
    here = unit_within(person, unit, Grant.READ_ROLLOUT)
    lines = queries.lines_of(here, clock.today())
    rows = [
        (
            line.item.wave_region.programme.code,
            line.item.auftrag.rule,
            line.item.get_klasse_display(),
            line.item.auftrag.text,
            line.item.auftrag.responsible,
            f"{line.item.due_on:%d.%m.%Y}",
            line.words,
            line.last.evidence if line.last else "",
            line.last.note if line.last else "",
        )
        for line in lines
    ]
    at = clock.now()
    record_export("checkliste", here, by=person, at=at, rows=len(rows), purpose="einfuehrung")
    return csv_answer(f"checkliste-{here.key}", HEAD, rows)


@require_POST
@signed_in
def postkorb(request: HttpRequest, person: Person, unit: str) -> HttpResponse:
    """Set up the Sonderpostkorb of one's own OS; the one that is there already is kept."""
    here = unit_within(person, unit, Grant.TICK_ROLLOUT)
    if here.kind != UnitKind.OS:
        raise Http404
    set_up_sonderpostkorb(os=here, by=person, at=clock.now())
    messages.success(request, "Der Sonderpostkorb ist eingerichtet.")
    return redirect("checklist", unit)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def item(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One item with its history; its own unit ticks it."""
    grant = Grant.TICK_ROLLOUT if request.method == "POST" else Grant.READ_ROLLOUT
    found = item_within(person, pk, grant)
    form = TickForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            tick(
                item=found,
                step=Step(values["step"]),
                note=values["note"],
                evidence=values["evidence"],
                by=person,
                at=clock.now(),
            )
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, "Der Stand ist eingetragen.")
            return redirect("checklist", found.unit.key)
    context = {
        "item": found,
        "history": queries.history(found),
        "form": form,
        "ticks": gates.scope(person, Grant.TICK_ROLLOUT, clock.today()).covers(found.unit),
    }
    return render(request, "rollout/item.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def arbeitsmittel(request: HttpRequest, person: Person) -> HttpResponse:
    """Every Anlage and Arbeitsmittel that the directives name, with the version at hand."""
    gates.require(person, Grant.READ_ROLLOUT, clock.today())
    keeps = bool(gates.scope(person, Grant.KEEP_PROGRAMME, clock.today()))
    rows = [
        (m, VersionForm(initial={"version": m.version, "version_on": m.version_on}, auto_id=f"id_{m.pk}_%s"))
        for m in queries.arbeitsmittel()
    ]
    return render(request, "rollout/arbeitsmittel.html", {"rows": rows, "keeps": keeps})


@require_POST
@signed_in
def version(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Note which version is at hand; both fields empty: none."""
    gates.require(person, Grant.KEEP_PROGRAMME, clock.today())
    found = next((m for m in queries.arbeitsmittel() if m.pk == pk), None)
    if found is None:
        raise Http404
    form = VersionForm(request.POST)
    if form.is_valid():
        note_version(arbeitsmittel=found, by=person, at=clock.now(), **form.cleaned_data)
        messages.success(request, "Die Version ist eingetragen.")
    else:
        messages.error(request, "Bitte Version und Tag angeben.")
    return redirect("arbeitsmittel")
