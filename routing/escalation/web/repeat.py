"""The desk's side of a second call: what is known of the caller, and a Rückruf that is answered now."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from atv.kalender.queries.bookings import bookings_in
from routing.escalation.actions.repeat import answer_now
from routing.escalation.queries.repeat import Known, known_of, wanted_by
from routing.escalation.rules.catalogue import CATALOGUE
from routing.escalation.web.forms import NoteForm
from routing.escalation.web.mine import my_call
from routing.rufkreis.models import Call, Identification
from socl.core import clock
from socl.journal.record import record_access
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant


def caller(
    person: Person, call: Call, identification: Identification | None, at: datetime
) -> dict[str, object]:
    """What the desk shows of the caller, and that it was shown. Rule ESK-8."""
    wanted = wanted_by(call, identification)
    found: Known = known_of(person, wanted, at, besides=call)
    record_access(found.rows, by=person, at=at, purpose="wiederanruf")
    return {
        "known": found,
        "wanted": wanted,
        "known_contacts": [(anliegen, CATALOGUE[anliegen.code]) for anliegen in found.contacts],
    }


@require_POST
@gates.signed_in
def answered(request: HttpRequest, person: Person, pk: int, booking: int) -> HttpResponse:
    """The question of an open Rückruf is answered in this call."""
    call = my_call(person, pk)
    found = gates.one_within(bookings_in, booking, person, Grant.CHANGE_BOOKING, clock.today())
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        answer_now(call=call, booking=found, note=note, by=person, at=clock.now())
    except Refusal as no:
        messages.error(request, no.message)
    else:
        messages.success(request, f"Beantwortet. Der Rückruf {found.reference} ist abgesagt.")
    return redirect("desk")
