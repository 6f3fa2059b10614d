"""Outgoing post for the people who keep the house running: what waits, what is dead, send it again.

The pages stand on the roof because post knows no rights (it lies below people).
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from socl.core import clock
from socl.journal.record import record_access
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant
from socl.post import queries
from socl.post.actions.outbox import resend
from socl.post.gateway import gateways
from socl.post.models import Outbox
from socl.post.rules.content import CHANNEL_LABELS
from socl.post.rules.lifecycle import State


def _allowed(request: HttpRequest) -> Person:
    person = gates.who(request)
    gates.require(person, Grant.MANAGE_POST, clock.today())
    return person


def _letter(pk: int) -> Outbox:
    found = queries.letter(pk)
    if found is None:
        raise Http404
    return found


@require_safe
@never_cache
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """How much waits, and the dead letters without a name in them."""
    _allowed(request)
    ways = gateways()
    missing = [label for channel, label in CHANNEL_LABELS.items() if channel not in ways]
    context = {"found": queries.overview(clock.now()), "missing": missing, "most": queries.MOST_SHOWN}
    return render(request, "post/overview.html", context)


@require_safe
@never_cache
@login_required
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One message with recipient and text; that it was read is recorded."""
    person, found = _allowed(request), _letter(pk)
    record_access([found], by=person, at=clock.now(), purpose="versand")
    return render(request, "post/letter.html", {"letter": found, "is_dead": found.state == State.DEAD})


@require_POST
@never_cache
@login_required
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a dead message after all."""
    person, found = _allowed(request), _letter(pk)
    try:
        resend(outbox=found, by=person, at=clock.now())
    except Refusal as no:
        messages.error(request, no.message)
    else:
        messages.success(request, "Die Nachricht wird erneut gesendet.")
    return redirect("post_letter", pk)


urlpatterns: list[URLPattern] = [
    path("", overview, name="post_overview"),
    path("<int:pk>/", letter, name="post_letter"),
    path("<int:pk>/nochmal/", again, name="post_resend"),
]
