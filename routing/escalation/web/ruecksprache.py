"""The desk's side of a Rücksprache: ask, withdraw, enter the exception; and of a promise: it was kept."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from routing.escalation import queries
from routing.escalation.actions import consult as verbs
from routing.escalation.actions.anliegen import change_anliegen
from routing.escalation.actions.promises import keep_promise
from routing.escalation.queries.desk import promises_of
from routing.escalation.web.forms import AskForm, ExceptionForm
from routing.escalation.web.mine import my_anliegen
from routing.rufkreis.actions.talk import dial_back
from socl.core import clock
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant


def _do(request: HttpRequest, verb: Callable[[], object], done: str) -> HttpResponse:
    """Run a verb and go back to the desk; a refusal is said there in its own words."""
    try:
        verb()
    except Refusal as no:
        messages.error(request, no.message)
    else:
        messages.success(request, done)
    return redirect("desk")


@require_POST
@gates.signed_in
def ask(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Put the question to FiT or OS."""
    found, form = my_anliegen(person, pk), AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Bitte die Frage in einem Satz eingeben und FiT oder OS wählen.")
        return redirect("desk")
    target, question = form.cleaned_data["target"], form.cleaned_data["question"]
    return _do(
        request,
        lambda: verbs.ask(anliegen=found, target=target, question=question, by=person, at=clock.now()),
        "Die Frage liegt an der Hotline.",
    )


@require_POST
@gates.signed_in
def cancel(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Do without the answer."""
    gates.require(person, Grant.TAKE_CALLS, clock.today())
    found = get_object_or_404(queries.consults_asked_by(person), pk=pk)
    return _do(
        request,
        lambda: verbs.cancel_consult(consult=found, by=person, at=clock.now()),
        "Die Rücksprache ist zurückgezogen.",
    )


@require_POST
@gates.signed_in
def enter_exception(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Why the OS may take this call over."""
    found, form = my_anliegen(person, pk), ExceptionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Eine Ausnahme braucht eine Begründung.")
        return redirect("desk")
    changes = {"exception": form.cleaned_data}
    return _do(
        request,
        lambda: change_anliegen(anliegen=found, changes=changes, by=person, at=clock.now()),
        "Die Ausnahme ist eingetragen.",
    )


@require_POST
@gates.signed_in
def promise_call(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """The telephone system rings the desk, then the customer."""
    gates.require(person, Grant.TAKE_CALLS, clock.today())
    found = get_object_or_404(promises_of(person), outcome=pk)
    return _do(
        request,
        lambda: dial_back(call=found.call, by=person, at=clock.now()),
        "Ihr Telefon klingelt gleich; wenn Sie abheben, wird gewählt.",
    )


@require_POST
@gates.signed_in
def promise_kept(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """The customer has been called back."""
    gates.require(person, Grant.TAKE_CALLS, clock.today())
    found = promises_of(person).filter(outcome=pk).first()
    if found is None or found.outcome is None:
        raise Http404
    outcome = found.outcome
    return _do(
        request,
        lambda: keep_promise(outcome=outcome, by=person, at=clock.now()),
        "Der zugesagte Rückruf ist erledigt.",
    )
