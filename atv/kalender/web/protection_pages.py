"""Marking a booking as a restricted record."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from atv.kalender.actions.protection import restrict
from atv.kalender.web.booking_pages import booking_of
from atv.kalender.web.guard import signed_in
from socl.core import clock
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant


@require_POST
@signed_in
def protect(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Mark it, or lift the mark where it is; whoever may not read it from now on goes back to the start."""
    found, at = booking_of(person, pk, Grant.CHANGE_BOOKING), clock.now()
    restrict(booking=found, restricted="aufheben" not in request.POST, by=person, at=at)
    reach = gates.scope(person, Grant.READ_BOOKING, clock.today())
    if reach.sees(found.kalender.unit, restricted=found.restricted):
        return redirect("booking", pk)
    messages.success(request, "Der Termin ist jetzt geschützt und nur noch für eigens Berechtigte sichtbar.")
    return redirect("home")
