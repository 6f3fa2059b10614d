"""The desk notes what a conversation needs: another language, an aid, somebody who may speak for the person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from routing.escalation.actions.anliegen import change_anliegen
from routing.escalation.web.forms import NeedsForm
from routing.escalation.web.mine import my_anliegen
from socl.core import clock
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import Person


@require_POST
@gates.signed_in
def note_needs(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Whatever follows from the Anliegen bears the same."""
    anliegen, form = my_anliegen(person, pk), NeedsForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Bitte kürzer fassen: höchstens 40 Zeichen für die Sprache, sonst 120.")
        return redirect("desk")
    try:
        change_anliegen(anliegen=anliegen, changes=form.cleaned_data, by=person, at=clock.now())
    except Refusal as no:
        messages.error(request, no.message)
    return redirect("desk")
