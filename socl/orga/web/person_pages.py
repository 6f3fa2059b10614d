"""One person as the unit knows them: offices, the way to SOC-L, the account."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from socl.core import clock
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.actions import people as office_verbs
from socl.orga.actions import qualification as verbs
from socl.orga.actions.second_factor import reset_second_factor
from socl.orga.gates import signed_in
from socl.orga.models import Dienstposten, Person, Training, Unit
from socl.orga.queries import people, unit_by_key
from socl.orga.queries.people import Colleague
from socl.orga.rules.roles import Grant, Role
from socl.orga.web.people_forms import ClearanceForm, EndForm, TrainingDayForm, TransferForm


def colleague_within(person: Person, pk: int, grant: Grant) -> Colleague:
    """Somebody with an office within the reach of ``grant``; 404 outside of it."""
    day = clock.today()
    found = people.colleague(gates.require(person, grant, day).q("unit"), pk, day)
    if found is None:
        raise Http404
    return found


def training_of(found: Colleague) -> Training:
    """The training that was begun; 404 for whoever has not been named."""
    if found.training is None:
        raise Http404
    return found.training


def office_within(person: Person, pk: int) -> Dienstposten:
    """A Dienstposten that this person may give and take; 403 for another's, 404 out of reach."""
    day = clock.today()
    found = people.office(gates.require(person, Grant.APPOINT, day).q("unit"), pk, day)
    if found is None:
        raise Http404
    gates.require_giving(person, Role(found.role), found.unit, day)
    return found


@require_safe
@signed_in
def colleague(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """What is known of one person, and what I can do about it."""
    return _page(request, person, colleague_within(person, pk, Grant.READ_PEOPLE))


def _page(
    request: HttpRequest, person: Person, found: Colleague, refused: forms.Form | None = None
) -> HttpResponse:
    today = clock.today()
    may = {
        grant.value: any(gates.scope(person, grant, today).covers(d.unit) for d in found.offices)
        for grant in (Grant.TRAIN, Grant.REQUEST_CLEARANCE, Grant.GRANT_CLEARANCE)
    }
    planned = found.training.planned_on if found.training else None
    shown: dict[str, forms.Form] = {
        "training_form": TrainingDayForm(auto_id="schulung_%s", initial={"on": planned}),
        "clearance_form": ClearanceForm(auto_id="berechtigung_%s", initial={"valid_from": today}),
    }
    if refused is not None:
        shown |= {name: refused for name, form in shown.items() if type(form) is type(refused)}
    context = {
        "found": found,
        "may": may,
        "gives": {
            d.pk for d in found.offices if Role(d.role) in gates.offices_to_give(person, d.unit, today)
        },
        "manages_account": gates.may_manage_account(person, found.person, found.offices, today),
        "refused": refused,
        **shown,
    }
    return render(request, "orga/person.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def office(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """End a Dienstposten, or change it for another from a day on."""
    held, at = office_within(person, pk), clock.now()
    units, roles = _targets(person)
    first = {"unit": held.unit.key, "role": held.role}
    end = EndForm(auto_id="ende_%s")
    transfer = TransferForm(auto_id="wechsel_%s", units=units, roles=roles, initial=first)
    if request.method == "POST":
        if request.POST.get("step") == "move":
            form: forms.Form = TransferForm(request.POST, auto_id="wechsel_%s", units=units, roles=roles)
            transfer = form  # type: ignore[assignment]
            verb: Callable[..., object] = _move
        else:
            form = end = EndForm(request.POST, auto_id="ende_%s")
            verb = office_verbs.end_dienstposten
        if form.is_valid():
            try:
                verb(dienstposten=held, by=person, at=at, **form.cleaned_data)
            except Refusal as no:
                form.add_error(None, no.message)
            else:
                messages.success(request, "Der Dienstposten ist geändert.")
                return redirect("people_at", held.unit.key)
    context = {"held": held, "end": end, "transfer": transfer}
    return render(request, "orga/dienstposten.html", context, status=422 if request.method == "POST" else 200)


def _move(*, unit: str, role: Role, by: Person, **given: object) -> None:
    """Transfer to the unit ``unit`` (its key), if the office there is mine to give as well."""
    target = unit_by_key(unit, clock.today())
    if target is None:
        raise Http404
    gates.require_giving(by, role, target, clock.today())
    office_verbs.transfer(unit=target, role=role, by=by, **given)  # type: ignore[arg-type]


def _targets(person: Person) -> tuple[list[Unit], list[Role]]:
    """Where this person may give offices, and which."""
    day = clock.today()
    reach = gates.require(person, Grant.APPOINT, day)
    offered = [(u, gates.offices_to_give(person, u, day)) for u in people.units(reach.q(""), day)]
    given = {role for _, roles in offered for role in roles}
    return [u for u, roles in offered if roles], [role for role in Role if role in given]


@require_POST
@signed_in
def training(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One step on the way to SOC-L: ``name withdraw register unregister complete``."""
    found, at, step = colleague_within(person, pk, Grant.TRAIN), clock.now(), request.POST.get("step", "")
    if step == "name":
        verbs.name_for_soc_l(person=found.person, by=person, at=at)
    elif step == "withdraw":
        verbs.withdraw_name(training=training_of(found), by=person, at=at)
    elif step == "unregister":
        verbs.unregister_training(training=training_of(found), by=person, at=at)
    elif step in ("register", "complete"):
        form = TrainingDayForm(request.POST, auto_id="schulung_%s")
        verb = verbs.register_training if step == "register" else verbs.complete_training
        if not form.is_valid():
            return _page(request, person, found, form)
        try:
            verb(training=training_of(found), on=form.cleaned_data["on"], by=person, at=at)
        except Refusal as no:
            form.add_error(None, no.message)
            return _page(request, person, colleague_within(person, pk, Grant.TRAIN), form)
    else:
        raise Http404
    messages.success(request, "Der Stand der Schulung ist eingetragen.")
    return redirect("colleague", pk)


@require_POST
@signed_in
def request_clearance(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Ask for the Berechtigungen."""
    found = colleague_within(person, pk, Grant.REQUEST_CLEARANCE)
    form = ClearanceForm(request.POST, auto_id="berechtigung_%s")
    if form.is_valid():
        try:
            verbs.request_clearance(person=found.person, by=person, at=clock.now(), **form.cleaned_data)
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(
                request, "Die Berechtigungen sind beantragt. Erteilen muss sie eine zweite Person."
            )
            return redirect("colleague", pk)
    return _page(request, person, found, form)


@require_POST
@signed_in
def decide_clearance(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Grant or withdraw: ``step`` is ``grant`` or ``withdraw``."""
    reach = gates.require(person, Grant.GRANT_CLEARANCE, clock.today())
    found = people.clearance(reach.q("unit"), pk, clock.today())
    step = request.POST.get("step", "")
    if found is None or step not in ("grant", "withdraw"):
        raise Http404
    verb = verbs.grant_clearance if step == "grant" else verbs.withdraw_clearance
    verb(clearance=found, by=person, at=clock.now())
    messages.success(request, "Erteilt." if step == "grant" else "Entzogen.")
    return redirect("colleague", found.person_id)


@require_POST
@signed_in
def account(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """``step``: ``password`` (a new first one, shown once), ``second_factor`` (forget it), ``lock``, ``unlock``."""
    found, at, step = colleague_within(person, pk, Grant.APPOINT), clock.now(), request.POST.get("step", "")
    gates.require_account(person, found.person, found.offices, clock.today())
    if step == "password":
        password = office_verbs.give_first_password(person=found.person, by=person, at=at)
        context = {"person": found.person, "first_password": password, "unit": found.offices[0].unit}
        return render(request, "orga/erstes_kennwort.html", context)
    if step == "second_factor":
        reset_second_factor(person=found.person, by=person, at=at)
        messages.success(request, "Der zweite Faktor ist zurückgesetzt.")
        return redirect("colleague", pk)
    if step not in ("lock", "unlock"):
        raise Http404
    office_verbs.set_active(person=found.person, active=step == "unlock", by=person, at=at)
    messages.success(request, "Das Konto ist gesperrt." if step == "lock" else "Das Konto ist offen.")
    return redirect("colleague", pk)
