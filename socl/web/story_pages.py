"""The way of a call and of an Anliegen as pages, in the words of the journal."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from routing.escalation.queries import story as queries
from routing.escalation.queries.story import StoryLine
from routing.escalation.rules.catalogue import CATALOGUE
from socl.core import clock
from socl.journal.record import record_access
from socl.orga import gates
from socl.orga.models import Person
from socl.web.journal_facts import in_words
from socl.web.journal_words import VERBS

DECISION = "Verteilung"  # of the routing: no entry of the journal
ROW_IDS = {"rufkreis", "consult", "continues"}  # numbers of rows, which tell a reader nothing


def _lines(found: Iterable[StoryLine]) -> list[tuple[StoryLine, str, str]]:
    """Each line with what happened and what is known of it, in words."""
    shown = []
    for line in found:
        facts = {key: fact for key, fact in line.facts.items() if fact is not None and key not in ROW_IDS}
        what = DECISION if line.verb == "decision" else VERBS.get(line.verb, line.verb)
        shown.append((line, what, str(line.facts.get("text") or in_words(facts))))
    return shown


@require_safe
@gates.signed_in
def story(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """What happened to the call, the Anliegen, its Rückruf and its order; that it was read is recorded. ESK-11."""
    at = clock.now()
    found = get_object_or_404(queries.readable(person, at), pk=pk)
    record_access([found], by=person, at=at, purpose="verlauf")
    context = {
        "anliegen": found,
        "entry": CATALOGUE[found.code],
        "lines": _lines(queries.story_of(found)),
        "others": queries.readable(person, at).filter(call=found.call_id).exclude(pk=pk).exists(),
    }
    return render(request, "web/story.html", context)


@require_safe
@gates.signed_in
def story_of_call(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """A call with all its Anliegen that the person may read about; that it was read is recorded. ESK-11."""
    at = clock.now()
    found = queries.of_call(person, pk, at)
    if found is None:
        raise Http404
    call, anliegen = found
    record_access([call, *anliegen], by=person, at=at, purpose="verlauf")
    context = {
        "call": call,
        "anliegen": [(one, CATALOGUE[one.code]) for one in anliegen],
        "lines": _lines(queries.story_of_call(call, anliegen)),
    }
    return render(request, "web/story_of_call.html", context)


def _one(request: HttpRequest, person: Person, wanted: Q, otherwise: str, pk: int) -> HttpResponse:
    """To the way of the Anliegen that led to something; back to the page called ``otherwise`` where none did, or none
    that the person may read: not every Rückruf came from a call.
    """
    found = queries.readable(person, clock.now()).filter(wanted).first()
    if found is None:
        messages.info(request, "Hierzu gibt es keinen Anruf, dessen Verlauf Sie lesen dürfen.")
        return redirect(otherwise, pk)
    return redirect("story", found.pk)


@require_safe
@gates.signed_in
def story_of_rueckruf(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """To the way of the Anliegen that a Rückruf was booked for."""
    return _one(request, person, Q(outcome__booking=pk), "booking", pk)


@require_safe
@gates.signed_in
def story_of_order(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """To the way of the Anliegen that an order was filed for."""
    return _one(request, person, Q(outcome__work_order=pk), "work_order", pk)


urlpatterns: list[URLPattern] = [
    path("anliegen/<int:pk>/", story, name="story"),
    path("anruf/<int:pk>/", story_of_call, name="story_of_call"),
    path("rueckruf/<int:pk>/", story_of_rueckruf, name="story_of_rueckruf"),
    path("auftrag/<int:pk>/", story_of_order, name="story_of_order"),
]
