"""Early warning for leads and coordinators: what can still be booked, and where a team is told what."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from atv.kalender.actions.notices import set_notices
from atv.kalender.models import Kalender
from atv.kalender.queries import bookings, capacity
from atv.kalender.rules.capacity import PER_AGENTUR, WINDOW
from atv.kalender.rules.notices import NO_MAILBOX
from atv.kalender.web.guard import signed_in
from socl.core import clock
from socl.core.forms import Plain
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.queries import unit_by_key
from socl.orga.rules.roles import Grant

INVALID = {"invalid": NO_MAILBOX}


class NoticesForm(Plain):
    """Mailboxes and thresholds of one team."""

    team_mailbox = forms.EmailField(
        label="Postfach des Teams",
        required=False,
        help_text="Erinnerung kurz vor jedem Rückruf. Bitte ein Funktionspostfach, keine Person.",
        error_messages=INVALID,
    )
    staff_minutes = forms.IntegerField(label="Minuten vor dem Rückruf", min_value=1, max_value=60)
    lead_mailbox = forms.EmailField(
        label="Postfach der Teamleitung",
        required=False,
        help_text="An Arbeitstagen um 7 Uhr: was ansteht, was überfällig ist, wie viel noch frei ist.",
        error_messages=INVALID,
    )
    coordinator_mailbox = forms.EmailField(
        label="Postfach der Koordination", required=False, error_messages=INVALID
    )
    warn_days = forms.IntegerField(
        label="Warnen, wenn die nächste freie Zeit weiter weg ist als (Arbeitstage)",
        min_value=1,
        max_value=60,
    )


@require_safe
@signed_in
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """Every team in reach, by name: the next free time, how long it lasts, whether it is enough."""
    reach = gates.require(person, Grant.READ_CAPACITY, clock.today())
    setting = gates.scope(person, Grant.LEAD_CALLBACKS, clock.today())
    found = capacity.lines(reach)
    context = {
        "found": [(line, setting.covers(line.reading.kalender.unit)) for line in found],
        "read_at": max((line.reading.read_at for line in found), default=None),
        "alarming": sum(line.is_alarming for line in found),
        "per_agentur": PER_AGENTUR,
        "window": WINDOW,
    }
    return render(request, "kalender/capacity.html", context)


def _kalender(person: Person, team: str) -> Kalender:
    today = clock.today()
    unit = unit_by_key(team, today)
    if unit is None:
        raise Http404
    gates.require(person, Grant.LEAD_CALLBACKS, today, unit)
    return bookings.kalender_of(unit)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def notices(request: HttpRequest, person: Person, team: str) -> HttpResponse:
    """Where the team is told what."""
    kalender = _kalender(person, team)
    present = capacity.notices_of(kalender)
    known = {name: getattr(present, name) for name in NoticesForm.base_fields}
    form = NoticesForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            set_notices(kalender=kalender, by=person, at=clock.now(), **form.cleaned_data)
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, "Die Hinweise sind gespeichert.")
            return redirect("capacity")
    context = {"form": form, "team": kalender.unit}
    return render(request, "kalender/notices.html", context, status=422 if form.errors else 200)


urlpatterns: list[URLPattern] = [
    path("", overview, name="capacity"),
    path("<str:team>/hinweise/", notices, name="notices"),
]
