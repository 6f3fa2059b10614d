"""Pages around one Rückruf that is being carried out: who works it, and the follow-up."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from atv.kalender.actions.follow_up import book_follow_up
from atv.kalender.actions.rueckruf import take_over
from atv.kalender.models import Booking, Terminart
from atv.kalender.queries import free
from atv.kalender.web.booking_pages import booking_of, booking_page, facts_of
from atv.kalender.web.forms import FollowUpForm, VersionForm, shown_span
from atv.kalender.web.guard import note_access, signed_in
from atv.kalender.web.times import asked_day, week_of
from socl.core import clock
from socl.core.forms import times_instead
from socl.lib.refusal import Refusal
from socl.orga.models import Person
from socl.orga.rules.roles import Grant

KINDS = ("sonstiges", "leistungsberatung")


@require_POST
@signed_in
def take(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Work this Rückruf from now on; whoever read an older page is told what has changed."""
    found, form = booking_of(person, pk, Grant.WORK_BOOKING), VersionForm(request.POST)
    if form.is_valid():
        try:
            take_over(booking=found, by=person, at=clock.now(), **form.cleaned_data)
        except Refusal as no:
            messages.error(request, no.message)
        else:
            messages.success(request, "Sie bearbeiten diesen Rückruf.")
        return redirect("booking", pk)
    return booking_page(request, person, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def follow_up(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Free times by day, what is to be done until then, and both in one step with the end of this Rückruf."""
    found, at = booking_of(person, pk, Grant.WORK_BOOKING), clock.now()
    kind = _kind(request, found)
    if request.method != "POST":
        return _follow_up_page(request, person, found, kind, FollowUpForm(), at)
    form, nearest = FollowUpForm(request.POST), []
    if form.is_valid():
        try:
            made = book_follow_up(booking=found, kind=kind, by=person, at=at, **form.cleaned_data)
        except Refusal as no:
            form.add_error(None, no.message)
            nearest = times_instead(no)
        else:
            when = shown_span(made.starts_at, made.ends_at)
            messages.success(request, f"Folgetermin gebucht: {when}. Buchungsnummer {made.reference}.")
            return redirect("booking", made.pk)
    return _follow_up_page(request, person, found, kind, form, at, nearest)


def _kind(request: HttpRequest, found: Booking) -> Terminart:
    """The length asked for in ``?art=``; without one, that of the Rückruf that ends."""
    asked = request.GET.get("art", "")
    return free.terminart(asked) if asked in KINDS else found.terminart


def _follow_up_page(
    request: HttpRequest,
    person: Person,
    found: Booking,
    kind: Terminart,
    form: FollowUpForm,
    at: datetime,
    nearest: list[datetime] | None = None,
) -> HttpResponse:
    note_access([found], person, at, "termin")
    times = week_of(found.kalender, kind, channel=found.channel, asked=asked_day(request), at=at)
    form.offer(times.starts, nearest or ())
    context = {
        **facts_of(person, found, at),
        "form": form,
        "times": times,
        "kind": kind,
        "kinds": [free.terminart(code) for code in KINDS],
    }
    return render(request, "kalender/follow_up.html", context, status=422 if form.is_bound else 200)
