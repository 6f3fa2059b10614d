"""The hotline desk of FiT and OS: waiting questions, the one in hand, its answer, and in few cases the take-over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from routing.escalation import queries
from routing.escalation.actions import consult as verbs
from routing.escalation.models import Consult
from routing.escalation.queries import hotline as hotlines
from routing.escalation.rules import ladder
from routing.escalation.rules.ladder import Step
from routing.escalation.web.forms import AnswerForm, TakeOverForm
from routing.rufkreis.actions.desk import set_presence
from routing.rufkreis.actions.setup import set_up_hotline
from routing.rufkreis.rules.eligibility import Hotline
from routing.rufkreis.rules.lifecycle import Wish
from socl.core import clock
from socl.journal.record import record_access
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.gates import signed_in
from socl.orga.models import Person, UnitKind
from socl.orga.rules.roles import Grant


def _consult(person: Person, pk: int) -> Consult:
    """A question of my hotline; 404 for any other."""
    return gates.one_within(queries.consults_in, pk, person, Grant.ANSWER_CONSULTS, clock.today())


def _context(person: Person) -> dict[str, Any]:
    at = clock.now()
    reach = gates.require(person, Grant.ANSWER_CONSULTS, clock.today())
    page = hotlines.hotline_page(person, reach, at)
    mine = page.mine
    shown = hotlines.read_in([*page.waiting, mine] if mine else page.waiting)
    record_access(shown, by=person, at=at, purpose="hotline")
    over = ladder.advice(queries.situation(mine.anliegen), Step.WARM_HANDOVER) if mine else None
    return {"page": page, "person": person, "take_over": over, "at": at}


@require_safe
@signed_in
def hotline(request: HttpRequest, person: Person) -> HttpResponse:
    """What waits, and what I have in hand."""
    return _page(request, person)


def _page(request: HttpRequest, person: Person, **refused: forms.Form) -> HttpResponse:
    context = {
        **_context(person),
        "answer_form": AnswerForm(auto_id="antwort_%s"),
        "take_over_form": TakeOverForm(auto_id="uebernahme_%s"),
        "may_set_up": bool(gates.scope(person, Grant.SET_UP_HOTLINE, clock.today())),
        **refused,
    }
    return render(request, "escalation/hotline.html", context, status=422 if refused else 200)


@require_safe
@signed_in
def waiting(request: HttpRequest, person: Person) -> HttpResponse:
    """The waiting questions anew."""
    return render(request, "escalation/_hotline.html", _context(person))


@require_POST
@signed_in
def join(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Take the question; whoever is too late is told so."""
    try:
        verbs.join_consult(consult=_consult(person, pk), by=person, at=clock.now())
    except Refusal as no:
        messages.error(request, no.message)
    return redirect("hotline")


@require_POST
@signed_in
def answer(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Note the answer."""
    found, form = _consult(person, pk), AnswerForm(request.POST, auto_id="antwort_%s")
    if form.is_valid():
        try:
            verbs.answer_consult(consult=found, answer=form.cleaned_data["answer"], by=person, at=clock.now())
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, "Die Antwort ist festgehalten.")
            return redirect("hotline")
    return _page(request, person, answer_form=form)


@require_POST
@signed_in
def take_over(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Take the call over."""
    found, form = _consult(person, pk), TakeOverForm(request.POST, auto_id="uebernahme_%s")
    if form.is_valid():
        try:
            verbs.take_over_warm(consult=found, reason=form.cleaned_data["reason"], by=person, at=clock.now())
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, "Die Telefonanlage verbindet das Gespräch zu Ihnen.")
            return redirect("hotline")
    return _page(request, person, take_over_form=form)


@require_POST
@signed_in
def presence(request: HttpRequest, person: Person) -> HttpResponse:
    """At the hotline, or not."""
    gates.require(person, Grant.ANSWER_CONSULTS, clock.today())
    wish = {"hotline": Wish.HOTLINE, "break": Wish.BREAK, "off": Wish.OFF}.get(request.POST.get("wish", ""))
    if wish is None:
        raise Http404
    set_presence(person=person, wish=wish, at=clock.now())
    return redirect("hotline")


@require_POST
@signed_in
def set_up(request: HttpRequest, person: Person) -> HttpResponse:
    """Set up the hotline of the own Service Center or OS (202302002, 3 OS). Rule SOCL 3/OS/2."""
    gates.require(person, Grant.SET_UP_HOTLINE, clock.today())
    for unit in hotlines.units_without_hotline(person, clock.today()):
        kind = Hotline.FIT if unit.kind == UnitKind.SC else Hotline.OS
        set_up_hotline(unit=unit, hotline=kind, by=person, at=clock.now())
        messages.success(request, f"Die Hotline für {unit.name} ist eingerichtet.")
    return redirect("hotline")


urlpatterns: list[URLPattern] = [
    path("", hotline, name="hotline"),
    path("fragen/", waiting, name="hotline_waiting"),
    path("anwesenheit/", presence, name="hotline_presence"),
    path("einrichten/", set_up, name="hotline_set_up"),
    path("frage/<int:pk>/nehmen/", join, name="hotline_join"),
    path("frage/<int:pk>/antwort/", answer, name="hotline_answer"),
    path("frage/<int:pk>/uebernehmen/", take_over, name="hotline_take_over"),
]
