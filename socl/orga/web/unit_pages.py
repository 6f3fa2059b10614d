"""The people of a unit: the list, taking in one or many, and who is named."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from socl.core import clock
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.actions import coordination, intake
from socl.orga.gates import signed_in
from socl.orga.models import Coordinator, Person, Unit
from socl.orga.queries import people, unit_by_key
from socl.orga.rules.intake import COLUMNS, MOST_ROWS, Unreadable, decoded, read
from socl.orga.rules.roles import Grant
from socl.orga.web.people_forms import CoordinatorForm, EndForm, ListForm, TakeInForm, ends_of


def unit_within(person: Person, key: str, grant: Grant) -> Unit:
    """The unit ``key`` within the reach of ``grant``; 404 outside of it."""
    found = unit_by_key(key, clock.today())
    if found is None:
        raise Http404
    gates.require(person, grant, clock.today(), found)
    return found


def coordinator_within(person: Person, pk: int) -> Coordinator:
    """A naming at a unit within reach; 404 outside of it."""
    reach = gates.require(person, Grant.NAME_COORDINATOR, clock.today())
    found = people.coordinator(reach.q("unit"), pk, clock.today())
    if found is None:
        raise Http404
    return found


@require_safe
@signed_in
def units(request: HttpRequest, person: Person) -> HttpResponse:
    """The units whose people I look after; straight to the only one."""
    reach = gates.require(person, Grant.READ_PEOPLE, clock.today())
    found = people.units(reach.q(""), clock.today())
    if len(found) == 1:
        return redirect("people_at", found[0].key)
    return render(request, "orga/einheiten.html", {"units": found})


@require_safe
@signed_in
def people_at(request: HttpRequest, person: Person, unit: str) -> HttpResponse:
    """Everybody at the unit, how far each is on the way to SOC-L, and who is named."""
    return _people_page(request, person, unit_within(person, unit, Grant.READ_PEOPLE))


def _people_page(
    request: HttpRequest, person: Person, here: Unit, refused: CoordinatorForm | None = None
) -> HttpResponse:
    today = clock.today()
    staff = people.staff_of(here, today)
    names = gates.scope(person, Grant.NAME_COORDINATOR, today).covers(here)
    context = {
        "unit": here,
        "staff": staff,
        "share": people.share_for_soc_l(staff),
        "gives": gates.offices_to_give(person, here, today),
        "coordinators": ends_of(people.coordinators_of(here, today)),
        "names": names,
        "form": refused or CoordinatorForm(staff=staff, initial={"valid_from": today}),
        "refused": refused,
    }
    return render(request, "orga/einheit.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def take_in(request: HttpRequest, person: Person, unit: str) -> HttpResponse:
    """One person more; a new account shows its first password once, in this very answer."""
    here = unit_within(person, unit, Grant.APPOINT)
    roles = gates.offices_to_give(person, here, clock.today())
    if request.method != "POST":
        form = TakeInForm(roles=roles, initial={"valid_from": clock.today()})
        return render(request, "orga/aufnehmen.html", {"unit": here, "form": form})
    form = TakeInForm(request.POST, roles=roles)
    if form.is_valid():
        try:
            done = intake.take_in(unit=here, by=person, at=clock.now(), **form.cleaned_data)
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            if done.first_password:
                return render(request, "orga/erstes_kennwort.html", {"unit": here, "done": done})
            messages.success(request, "Der Dienstposten ist eingetragen.")
            return redirect("colleague", done.office.person_id)
    return render(request, "orga/aufnehmen.html", {"unit": here, "form": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def take_in_list(request: HttpRequest, person: Person, unit: str) -> HttpResponse:
    """A list of people: first a preview of every line, then a report of every line."""
    here = unit_within(person, unit, Grant.APPOINT)
    context: dict[str, Any] = {"unit": here, "form": ListForm(), "columns": COLUMNS, "most": MOST_ROWS}
    if request.method != "POST":
        return render(request, "orga/einlesen.html", context)
    context["form"] = form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "orga/einlesen.html", context, status=422)
    confirmed = form.cleaned_data["file"] is None
    verb = intake.take_in_list if confirmed else intake.preview_list
    try:
        text = form.cleaned_data["text"] if confirmed else decoded(form.cleaned_data["file"].read())
        lines = read(text)
    except Unreadable as no:
        form.add_error("file", str(no))
        return render(request, "orga/einlesen.html", context, status=422)
    roles = gates.offices_to_give(person, here, clock.today())
    reports = verb(lines=lines, unit=here, roles=roles, by=person, at=clock.now())
    context |= {"reports": reports, "confirmed": confirmed, "good": sum(not r.problem for r in reports)}
    context["again"] = ListForm(initial={"text": text})
    return render(request, "orga/einlesen.html", context)


@require_POST
@signed_in
def name_coordinator(request: HttpRequest, person: Person, unit: str) -> HttpResponse:
    """Name somebody of this unit."""
    here = unit_within(person, unit, Grant.NAME_COORDINATOR)
    staff = people.staff_of(here, clock.today())
    form = CoordinatorForm(request.POST, staff=staff)
    if form.is_valid():
        values = form.cleaned_data
        values["person"] = next(c.person for c in staff if c.person.pk == values["person"])
        try:
            coordination.name_coordinator(unit=here, by=person, at=clock.now(), **values)
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, "Die Benennung ist eingetragen.")
            return redirect("people_at", here.key)
    return _people_page(request, person, here, form)


@require_POST
@signed_in
def end_coordinator(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """End a naming; today, if no day can be read."""
    found = coordinator_within(person, pk)
    form = EndForm(request.POST)
    on = form.cleaned_data["on"] if form.is_valid() else clock.today()
    coordination.end_coordinator(coordinator=found, on=on, by=person, at=clock.now())
    messages.success(request, "Die Benennung ist beendet.")
    return redirect("people_at", found.unit.key)
