"""The line during a conversation: hold it, take it back, and why this call came to this desk."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from routing.rufkreis import queries
from routing.rufkreis.actions import talk
from routing.rufkreis.actions.transfer import requeue_call
from routing.rufkreis.models import Call
from routing.rufkreis.queries.decisions import decisions_of
from routing.rufkreis.rules.eligibility import Topic
from socl.core import clock
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant


def _mine(person: Person, pk: int) -> Call:
    """The call that this desk has or had; 404 for any other."""
    gates.require(person, Grant.TAKE_CALLS, clock.today())
    return get_object_or_404(queries.calls_of(person), pk=pk)


def _ask(request: HttpRequest, verb: Callable[..., Any], person: Person, pk: int) -> HttpResponse:
    try:
        verb(call=_mine(person, pk), by=person, at=clock.now())
    except Refusal as no:
        messages.error(request, no.message)
    return redirect("desk")


@require_POST
@gates.signed_in
def hold(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Ask the telephone system to put the caller on hold."""
    return _ask(request, talk.hold_call, person, pk)


@require_POST
@gates.signed_in
def resume(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Ask the telephone system for the caller back."""
    return _ask(request, talk.resume_call, person, pk)


@require_POST
@gates.signed_in
def requeue(request: HttpRequest, person: Person, pk: int, topic: str) -> HttpResponse:
    """Send the caller on to the Rufkreis of ``topic``."""
    if topic not in list(Topic):
        raise Http404
    return _ask(request, partial(requeue_call, topic=Topic(topic)), person, pk)


@gates.signed_in
def why(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Every decision about the call, in counts."""
    call = _mine(person, pk)
    return render(request, "rufkreis/why.html", {"call": call, "decisions": decisions_of(call)})


urlpatterns: list[URLPattern] = [
    path("<int:pk>/halten/", hold, name="line_hold"),
    path("<int:pk>/zurueck/", resume, name="line_resume"),
    path("<int:pk>/weiter/<str:topic>/", requeue, name="line_requeue"),
    path("<int:pk>/warum/", why, name="line_why"),
]
