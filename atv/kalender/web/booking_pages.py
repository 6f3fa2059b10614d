"""The pages of one Rückruf: what is known of it, and the forms that carry it out, move it, cancel it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atv.kalender.actions.booking import cancel_rueckruf, move_rueckruf
from atv.kalender.actions.rueckruf import COMPLETION_LABELS, Completion, complete_rueckruf, log_attempt
from atv.kalender.models import Booking
from atv.kalender.queries import bookings
from atv.kalender.queries.attempts import standing_of
from atv.kalender.queries.supply import is_displaced
from atv.kalender.rules import briefing, lifecycle
from atv.kalender.rules.attempts import ENDING_LABELS, Ending
from atv.kalender.web.drawing import look_of
from atv.kalender.web.forms import AttemptForm, CancelForm, CompleteForm, MoveForm, ReplanForm, shown_span
from atv.kalender.web.guard import note_access, signed_in
from atv.kalender.web.times import asked_day, week_of
from socl.core import clock
from socl.core.forms import times_instead
from socl.lib import phone
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant


def booking_of(person: Person, pk: int, grant: Grant) -> Booking:
    """A booking within the reach of ``grant``; 404 outside of it."""
    return gates.one_within(bookings.bookings_in, pk, person, grant, clock.today())


@require_safe
@signed_in
def booking(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One Rückruf with all that is known of it, and what can be done."""
    return booking_page(request, person, pk)


def booking_page(
    request: HttpRequest, person: Person, pk: int, refused: forms.Form | None = None
) -> HttpResponse:
    found, at = booking_of(person, pk, Grant.READ_BOOKING), clock.now()
    note_access([found], person, at, "termin")
    context = {
        **facts_of(person, found, at),
        **_forms(person, found, refused),
        "attempts": sorted(found.attempts.all(), key=lambda a: a.at),
        "parts": briefing.parts(found.briefing),
        "standing": standing_of(found, found.kalender, at),
        "result": COMPLETION_LABELS[Completion(found.result)] if found.result else "",
        "ending": ENDING_LABELS[Ending(found.ending)] if found.ending else "",
        "ends_with_order": "work_order" in (found.result, found.ending),
        "follow_up": found.followed_by.first(),
        "refused": refused,
    }
    return render(request, "kalender/booking.html", context, status=422 if refused else 200)


def facts_of(person: Person, found: Booking, at: datetime) -> dict[str, Any]:
    """What every page of a booking says about it."""
    reads_sheet = gates.scope(person, Grant.READ_DAY_SHEET, berlin_day(at)).covers(found.kalender.unit)
    return {
        "booking": found,
        "team": found.kalender.unit,
        "look": look_of(found, at),
        "when": shown_span(found.starts_at, found.ends_at),
        "number": phone.shown(found.rueckruf_number),
        "reads_sheet": reads_sheet,
    }


def _forms(person: Person, found: Booking, refused: forms.Form | None) -> dict[str, Any]:
    """The forms that this person may send in this state; a refused one stays with what was typed."""
    unit, today = found.kalender.unit, clock.today()
    works = gates.scope(person, Grant.WORK_BOOKING, today).covers(unit)
    changes = gates.scope(person, Grant.CHANGE_BOOKING, today).covers(unit)
    shown: dict[type[forms.Form], forms.Form] = {}
    if works and lifecycle.COMPLETE.allows(found.state):
        shown[AttemptForm] = AttemptForm(auto_id="versuch_%s")
        initial = {"ending": found.kalender.ending}
        shown[CompleteForm] = CompleteForm(auto_id="abschluss_%s", initial=initial)
    movable = changes and lifecycle.RESCHEDULE.allows(found.state)
    if movable:
        shown[CancelForm] = CancelForm(auto_id="absage_%s")
    if refused is not None:
        shown[type(refused)] = refused
    return {
        "attempt_form": shown.get(AttemptForm),
        "complete_form": shown.get(CompleteForm),
        "cancel_form": shown.get(CancelForm),
        "movable": movable,
        "may_take_over": AttemptForm in shown and found.worked_by_id != person.pk,
    }


def _act(
    request: HttpRequest,
    person: Person,
    pk: int,
    form: forms.Form,
    grant: Grant,
    verb: Callable[..., object],
    done: str,
) -> HttpResponse:
    """Send a form's values to a verb; a refusal is said in the form, with what was typed."""
    found = booking_of(person, pk, grant)
    if form.is_valid():
        try:
            verb(booking=found, by=person, at=clock.now(), **form.cleaned_data)
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, done)
            return redirect("booking", pk)
    return booking_page(request, person, pk, form)


@require_POST
@signed_in
def attempt(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Note an attempt to call back."""
    form = AttemptForm(request.POST, auto_id="versuch_%s")
    return _act(request, person, pk, form, Grant.WORK_BOOKING, log_attempt, "Der Versuch ist festgehalten.")


@require_POST
@signed_in
def complete(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """End the Rückruf."""
    found, at = booking_of(person, pk, Grant.WORK_BOOKING), clock.now()
    form = CompleteForm(request.POST, auto_id="abschluss_%s")
    form.standing = standing_of(found, found.kalender, at)
    done = "Der Rückruf ist abgeschlossen."
    return _act(request, person, pk, form, Grant.WORK_BOOKING, complete_rueckruf, done)


@require_POST
@signed_in
def cancel(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Cancel for the customer."""
    form = CancelForm(request.POST, auto_id="absage_%s")
    return _act(request, person, pk, form, Grant.CHANGE_BOOKING, cancel_rueckruf, "Der Termin ist abgesagt.")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def move(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Free times by day, and the move to one of them."""
    found, at = booking_of(person, pk, Grant.CHANGE_BOOKING), clock.now()
    must_move = is_displaced(found, at)  # then it is the team that asks for another time, not the customer
    form_of = ReplanForm if must_move else MoveForm
    if request.method != "POST":
        return _move_page(request, person, found, form_of(initial={"version": found.version}), at)
    form = form_of(request.POST)
    nearest: list[datetime] = []
    if form.is_valid():
        try:
            moved = move_rueckruf(booking=found, by=person, at=at, **form.cleaned_data)
        except Refusal as no:
            form.add_error(None, no.message)
            nearest = times_instead(no)
        else:
            messages.success(request, f"Verschoben auf {shown_span(moved.starts_at, moved.ends_at)}.")
            return redirect("booking", pk)
    found = booking_of(person, pk, Grant.CHANGE_BOOKING)
    form.data = {**form.data.dict(), "version": found.version}  # type: ignore[attr-defined]
    return _move_page(request, person, found, form, at, nearest)


def _move_page(
    request: HttpRequest,
    person: Person,
    found: Booking,
    form: MoveForm,
    at: datetime,
    nearest: Iterable[datetime] = (),
) -> HttpResponse:
    note_access([found], person, at, "termin")
    times = week_of(
        found.kalender,
        found.terminart,
        channel=found.channel,
        asked=asked_day(request),
        at=at,
        without=found,
    )
    form.offer(times.starts, nearest)
    context = {**facts_of(person, found, at), "form": form, "times": times}
    return render(request, "kalender/move.html", context, status=422 if form.is_bound else 200)
