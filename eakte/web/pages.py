"""The pages of the Sonderpostkorb: the inbox of an OS, one order, and what can be done with it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from eakte import queries
from eakte.actions import orders as verbs
from eakte.actions.attachments import attach
from eakte.actions.protection import restrict
from eakte.models import Sonderpostkorb, WorkOrder
from eakte.rules import lifecycle
from eakte.web.files import file_response
from eakte.web.forms import AttachForm, FinishForm, ForwardForm, NoteForm
from socl.core import clock
from socl.journal.record import record_access
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.gates import signed_in
from socl.orga.models import Person, UnitKind
from socl.orga.queries import unit_by_key
from socl.orga.rules.roles import Grant


def _order(person: Person, pk: int, grant: Grant) -> WorkOrder:
    """An order within the reach of ``grant``; 404 outside of it."""
    return gates.one_within(queries.orders_in, pk, person, grant, clock.today())


def _inbox(request: HttpRequest, person: Person, os: str) -> dict[str, Any]:
    unit = unit_by_key(os, clock.today(), UnitKind.OS)
    if unit is None:
        raise Http404
    reach = gates.require(person, Grant.WORK_ORDERS, clock.today(), unit)
    chosen = request.GET.get("filter", "offen")
    if chosen not in queries.FILTERS:
        raise Http404
    postkorb: Sonderpostkorb = queries.postkorb_of(unit)
    cleared = reach.sees(unit, restricted=True)
    found = queries.inbox(postkorb, chosen, person, clock.now(), cleared=cleared)
    record_access([line.order for line in found.lines], by=person, at=clock.now(), purpose="postkorb")
    leads = bool(gates.scope(person, Grant.LEAD_ORDERS, clock.today()))
    return {"inbox": found, "postkorb": postkorb, "os": unit, "leads": leads}


@require_safe
@signed_in
def inbox(request: HttpRequest, person: Person, os: str) -> HttpResponse:
    """What waits at an OS, by filter, with counts."""
    return render(request, "eakte/inbox.html", _inbox(request, person, os))


@require_safe
@signed_in
def inbox_fragment(request: HttpRequest, person: Person, os: str) -> HttpResponse:
    """The table and its counts anew."""
    return render(request, "eakte/_inbox.html", _inbox(request, person, os))


@require_safe
@signed_in
def order(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One order with all that is known of it, and what can be done."""
    return _order_page(request, person, pk)


def _order_page(
    request: HttpRequest, person: Person, pk: int, refused: tuple[str, forms.Form] | None = None
) -> HttpResponse:
    found, today = _order(person, pk, Grant.READ_ORDERS), clock.today()
    record_access([found], by=person, at=clock.now(), purpose="auftrag")
    shown = _forms(person, found)
    if refused is not None:
        shown[refused[0]] = refused[1]
    context = {
        "order": found,
        "os": found.postkorb.os,
        "works": gates.scope(person, Grant.WORK_ORDERS, today).covers(found.postkorb.os),
        "overdue": queries.is_overdue(found, today),
        "handed_over": queries.handed_over(found),
        "attachments": queries.attachments_of(found),
        "steps": found.steps.select_related("postkorb__os", "by").order_by("pk"),
        "refused": refused,
        "forms": shown,
    }
    return render(request, "eakte/order.html", context, status=422 if refused else 200)


def _forms(person: Person, found: WorkOrder) -> dict[str, forms.Form | bool]:
    """The forms this person may send in this state, by the verb they lead to."""
    today, os = clock.today(), found.postkorb.os
    if not gates.scope(person, Grant.WORK_ORDERS, today).covers(os):
        return {}
    shown: dict[str, forms.Form | bool] = {}
    if found.holder_id == person.pk:
        offices = queries.other_offices(found.postkorb, today)
        shown["finish"] = FinishForm(auto_id="fertig_%s")
        shown["give_back"] = NoteForm(auto_id="zurueck_%s")
        shown["forward"] = ForwardForm(auto_id="weiter_%s", offices=offices)
        shown["attach"] = AttachForm(auto_id="anlage_%s")
    elif found.holder_id and gates.scope(person, Grant.LEAD_ORDERS, today).covers(os):
        shown["give_back"] = NoteForm(auto_id="zurueck_%s")
    if lifecycle.CLAIM.allows(found.state):
        shown["claim"] = True
    if lifecycle.REOPEN.allows(found.state):
        shown["reopen"] = NoteForm(auto_id="wieder_%s")
    return shown


def _act(
    request: HttpRequest,
    person: Person,
    pk: int,
    form: forms.Form,
    name: str,
    verb: Callable[..., object],
    done: str,
) -> HttpResponse:
    """Send a form's values to a verb; a refusal is said in the form, with what was typed."""
    found = _order(person, pk, Grant.WORK_ORDERS)
    if form.is_valid():
        try:
            verb(order=found, by=person, at=clock.now(), **form.cleaned_data)
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, done)
            if name == "forward":  # it is out of this person's reach now
                return redirect("inbox", found.postkorb.os.key)
            return redirect("work_order", pk)
    return _order_page(request, person, pk, (name, form))


@require_safe
@signed_in
def order_of_rueckruf(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """To the order that a Rückruf ended with."""
    reach = gates.require(person, Grant.READ_ORDERS, clock.today())
    return redirect("work_order", queries.by_origin(reach, f"booking:{pk}").pk)


@require_POST
@signed_in
def claim(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Take it in hand; whoever is too late is told so."""
    try:
        verbs.claim(order=_order(person, pk, Grant.WORK_ORDERS), by=person, at=clock.now())
    except Refusal as no:
        messages.error(request, no.message)
    return redirect("work_order", pk)


@require_POST
@signed_in
def give_back(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Back into the inbox; the lead may do so for a holder who is away."""
    os = _order(person, pk, Grant.WORK_ORDERS).postkorb.os
    leads = gates.scope(person, Grant.LEAD_ORDERS, clock.today()).covers(os)
    form = NoteForm(request.POST, auto_id="zurueck_%s")

    def verb(**values: Any) -> object:
        return verbs.give_back(for_holder=leads, **values)

    return _act(request, person, pk, form, "give_back", verb, "Der Auftrag liegt wieder im Postkorb.")


@require_POST
@signed_in
def forward(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """To the right OS."""
    found = _order(person, pk, Grant.WORK_ORDERS)
    offices = queries.other_offices(found.postkorb, clock.today())
    form = ForwardForm(request.POST, auto_id="weiter_%s", offices=offices)
    return _act(request, person, pk, form, "forward", verbs.forward, "Der Auftrag ist weitergeleitet.")


@require_POST
@signed_in
def finish(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """It is done."""
    form = FinishForm(request.POST, auto_id="fertig_%s")
    return _act(request, person, pk, form, "finish", verbs.finish, "Der Auftrag ist erledigt.")


@require_POST
@signed_in
def reopen(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Back into the inbox."""
    form = NoteForm(request.POST, auto_id="wieder_%s")
    return _act(request, person, pk, form, "reopen", verbs.reopen, "Der Auftrag ist wieder offen.")


@require_POST
@signed_in
def add_attachment(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """A file for the order."""
    form = AttachForm(request.POST, request.FILES, auto_id="anlage_%s")

    def verb(*, file: Any, **values: Any) -> object:
        return attach(name=file.name, content=file.read(), **values)

    return _act(request, person, pk, form, "attach", verb, "Die Anlage ist gespeichert.")


@require_POST
@signed_in
def protect(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Mark it as a restricted record, or lift the mark; who may not read it from now on goes back to the inbox."""
    found = _order(person, pk, Grant.WORK_ORDERS)
    marked = restrict(order=found, restricted="aufheben" not in request.POST, by=person, at=clock.now())
    os = found.postkorb.os
    if gates.scope(person, Grant.READ_ORDERS, clock.today()).sees(os, restricted=marked.restricted):
        return redirect("work_order", pk)
    messages.success(request, "Der Auftrag ist jetzt geschützt und nur noch für eigens Berechtigte sichtbar.")
    return redirect("inbox", os.key)


@require_safe
@signed_in
def attachment(request: HttpRequest, person: Person, pk: int, attachment: int) -> HttpResponse:
    """The file."""
    return file_response(_order(person, pk, Grant.READ_ORDERS), attachment, person, clock.now())


urlpatterns: list[URLPattern] = [
    path("auftrag/<int:pk>/", order, name="work_order"),
    path("rueckruf/<int:pk>/", order_of_rueckruf, name="order_of_rueckruf"),
    path("auftrag/<int:pk>/nehmen/", claim, name="work_order_claim"),
    path("auftrag/<int:pk>/zurueck/", give_back, name="work_order_return"),
    path("auftrag/<int:pk>/weiter/", forward, name="work_order_forward"),
    path("auftrag/<int:pk>/fertig/", finish, name="work_order_finish"),
    path("auftrag/<int:pk>/wieder/", reopen, name="work_order_reopen"),
    path("auftrag/<int:pk>/anlagen/", add_attachment, name="work_order_attach"),
    path("auftrag/<int:pk>/schutz/", protect, name="work_order_protect"),
    path("auftrag/<int:pk>/anlagen/<int:attachment>/", attachment, name="work_order_file"),
    path("<str:os>/", inbox, name="inbox"),
    path("<str:os>/liste/", inbox_fragment, name="inbox_fragment"),
]
