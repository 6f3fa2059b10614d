"""Re-planning: Rückrufe for which nothing is open any more, one click each or all at once."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from atv.kalender.actions.booking import move_rueckruf
from atv.kalender.actions.replan import (
    Chosen,
    keep_rueckruf,
    must_be_called,
    propose_all,
    replan_all,
)
from atv.kalender.models import Booking, Kalender
from atv.kalender.queries import bookings, replan, supply
from atv.kalender.queries.sheet import veiled
from atv.kalender.web.day_pages import is_cleared, unit_of
from atv.kalender.web.forms import shown_span
from atv.kalender.web.guard import note_access, signed_in
from socl.core import clock
from socl.core.forms import MomentField
from socl.lib.refusal import Refusal
from socl.orga.models import Person
from socl.orga.rules.roles import Grant

MOST = 20  # on one page; the next ones come when these are done


def _kalender(person: Person, team: str) -> Kalender:
    return bookings.kalender_of(unit_of(person, team, Grant.SET_UP_SUPPLY))


@require_safe
@signed_in
def page(request: HttpRequest, person: Person, team: str) -> HttpResponse:
    """Every displaced Rückruf with its next free times."""
    kalender, at = _kalender(person, team), clock.now()
    found = supply.displaced(kalender, at)
    cleared = is_cleared(person, kalender)
    shown = found[:MOST]
    times = {b.pk: replan.proposals(kalender, b, at) for b in shown}
    shown = [veiled(b, cleared) for b in shown]
    note_access(shown, person, at, "neuplanung")
    rows = [(b, shown_span(b.starts_at, b.ends_at), times[b.pk]) for b in shown]
    context = {"team": kalender.unit, "nouns": kalender.nouns, "rows": rows, "more": len(found) - len(shown)}
    return render(request, "kalender/replan.html", context)


def _one(kalender: Kalender, pk: int) -> Booking:
    """One of the displaced; 404 for any other booking."""
    found = next((b for b in supply.displaced(kalender, clock.now()) if b.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _told(moved: list[Booking]) -> str:
    """Who has been told, and who has to be called."""
    silent = [b.reference or "" for b in moved if must_be_called(b)]
    if silent:
        return f"Bitte anrufen, keine Nachricht erreicht sie: {', '.join(silent)}."
    return "Die Nachricht ist unterwegs." if moved else ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@require_POST
@signed_in
def move(request: HttpRequest, person: Person, team: str, pk: int) -> HttpResponse:
    """Move one to the time that was clicked, or let it stay. Earlier times: on the page of the Rückruf itself."""
    kalender = _kalender(person, team)
    found = _one(kalender, pk)
    version = _number(request.POST.get("version", ""))
    try:
        if request.POST.get("bleibt"):
            keep_rueckruf(booking=found, version=version, by=person, at=clock.now())
            messages.success(request, f"{found.reference} bleibt bei der vereinbarten Zeit.")
        else:
            start = MomentField().clean(request.POST.get("starts_at", ""))
            moved = move_rueckruf(booking=found, starts_at=start, version=version, by=person, at=clock.now())
            messages.success(
                request,
                f"{moved.reference} ist verlegt: {shown_span(moved.starts_at, moved.ends_at)}. {_told([moved])}",
            )
    except Refusal as no:
        messages.error(request, no.message)
    return redirect("replan", team)


@require_POST
@signed_in
def everything(request: HttpRequest, person: Person, team: str) -> HttpResponse:
    """First what would become of all of them together, then the moves."""
    kalender, at = _kalender(person, team), clock.now()
    said = request.POST.getlist("termin")[:MOST]
    if request.POST.get("schritt") != "speichern":
        ids = [_number(text) for text in said]
        found = propose_all(kalender=kalender, booking_ids=ids, by=person, at=at)
        shown = [veiled(p.booking, is_cleared(person, kalender)) for p in found]
        note_access(shown, person, at, "neuplanung")
        return render(request, "kalender/replan_all.html", {"team": kalender.unit, "found": found})
    chosen = [c for c in map(_chosen, said) if c]
    done = replan_all(kalender=kalender, chosen=chosen, by=person, at=at)
    moved = [p.booking for p in done if p.starts_at is not None]
    messages.success(request, f"{len(moved)} von {len(chosen)} {kalender.nouns[1]}n verlegt. {_told(moved)}")
    for p in done:
        if p.refused:
            messages.error(request, f"{p.booking.reference} bleibt stehen: {p.refused}")
    return redirect("replan", team)


def _chosen(text: str) -> Chosen | None:
    """A proposal as the page wrote it down: booking, version, time; None for anything else."""
    pk, version, start = (*text.split(" "), "", "")[:3]
    try:
        return Chosen(_number(pk), _number(version), MomentField().clean(start))
    except ValidationError:
        return None
