"""The way of an Anliegen as a page, in the words of the journal."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from routing.escalation.queries import story as queries
from routing.escalation.rules.catalogue import CATALOGUE
from socl.core import clock
from socl.journal.record import record_access
from socl.orga import gates
from socl.orga.models import Person
from socl.web.journal_facts import in_words
from socl.web.journal_words import VERBS


@require_safe
@gates.signed_in
def story(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """What happened to the call, the Anliegen, its Rückruf and its order; that it was read is recorded. ESK-11."""
    at = clock.now()
    found = queries.readable(person, at).filter(pk=pk).first()
    if found is None:
        raise Http404
    record_access([found], by=person, at=at, purpose="verlauf")
    lines = [
        (line, VERBS.get(line.verb, line.verb), line.facts.get("text") or in_words(line.facts))
        for line in queries.story_of(found)
    ]
    context = {"anliegen": found, "entry": CATALOGUE[found.code], "lines": lines}
    return render(request, "web/story.html", context)


urlpatterns: list[URLPattern] = [path("anliegen/<int:pk>/", story, name="story")]
