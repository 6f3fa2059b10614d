"""The page on which a TSB books the Rückruf: free times of the responsible team, by day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from atv.kalender.models import Booking, Channel, Kalender, Terminart
from atv.kalender.queries import bookings, free
from atv.kalender.queries.holds import hold_panel
from atv.kalender.queries.reach import reach_of, sisters_of
from eakte.models import WorkOrder
from routing.escalation.actions.onward import Callback, close_with_rueckruf
from routing.escalation.models import Anliegen, Outcome
from routing.escalation.queries.elsewhere import reach_for
from routing.escalation.queries.repeat import first_of
from routing.escalation.rules.catalogue import CATALOGUE, Kind
from routing.escalation.rules.ladder import terminart_of
from routing.escalation.web.forms import RueckrufForm
from routing.escalation.web.mine import my_anliegen
from socl.core import clock
from socl.core.forms import times_instead
from socl.lib import phone
from socl.lib.refusal import Refusal
from socl.lib.workdays import ONE_DAY
from socl.orga.models import Person

BRIEFING = "Frage: \nGeprüft: \nGesagt: "
DAYS_SHOWN = 7


@login_required
def rueckruf(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a time and say what the team must know; what was typed stays if the time has just been taken."""
    assert isinstance(request.user, Person)
    anliegen = my_anliegen(request.user, pk)
    if anliegen.team is None or anliegen.outcome_id is not None:
        messages.error(request, "Für dieses Anliegen kann jetzt kein Rückruf gebucht werden.")
        return redirect("desk")
    first = first_of(request.user, anliegen, clock.now())
    form = RueckrufForm(request.POST or None, initial=_known(anliegen), is_second=first is not None)
    alternatives: list[datetime] = []
    if request.method == "POST" and form.is_valid():
        try:
            outcome = _book(anliegen, form.cleaned_data, request.user, calendar_for(request, anliegen))
        except Refusal as no:
            form.add_error("starts_at", no.message)
            alternatives = times_instead(no)
        else:
            messages.success(request, _booked(outcome))
            return redirect("desk")
    return rueckruf_page(request, anliegen, form, alternatives, first=first)


def rueckruf_page(
    request: HttpRequest,
    anliegen: Anliegen,
    form: RueckrufForm,
    alternatives: Iterable[datetime] = (),
    hold_refused: str = "",
    first: Booking | WorkOrder | None = None,
) -> HttpResponse:
    """The page with what was typed; the desk's own hold does not stand in its own way."""
    assert isinstance(request.user, Person)
    panel, kalender = panel_of(request, anliegen), calendar_for(request, anliegen)
    context = {
        **_times(request, anliegen, kalender, panel["held"]),
        "query": f"&bei={kalender.unit.key}" if "bei" in request.GET else "",
        "at_team": kalender.unit,
        "helps": kalender.unit != anliegen.team,
        "team": anliegen.team,
        **panel,
        "hold_refused": hold_refused,
        "chosen": panel["held"].starts_at if panel["held"] else None,
        "anliegen": anliegen,
        "first": first,
        "form": form,
        "alternatives": alternatives,
    }
    return render(request, "escalation/rueckruf.html", context, status=422 if form.errors else 200)


def calendar_for(request: HttpRequest, anliegen: Anliegen) -> Kalender:
    """The calendar that is shown: the responsible team's, or in ``?bei=`` a sister's that helps; 404 for any other."""
    assert anliegen.team is not None
    responsible = bookings.kalender_of(anliegen.team)
    asked = request.GET.get("bei", "")
    if not asked or asked == anliegen.team.key:
        return responsible
    helping = [k for k in sisters_of(responsible, clock.now()) if k.unit.key == asked]
    if not helping:
        raise Http404
    return helping[0]


def no_time_soon(anliegen: Anliegen) -> str:
    """Why a work order is recommended instead of a Rückruf, for its text; empty while somebody has a time soon."""
    reach = reach_for(anliegen, clock.now())
    return f"Kein Rückruf gebucht: {reach.reason}" if reach and reach.recommends_work_order else ""


def panel_of(request: HttpRequest, anliegen: Anliegen) -> dict[str, Any]:
    """What the panel of the hold shows."""
    assert isinstance(request.user, Person)
    kalender = calendar_for(request, anliegen)
    address = reverse("anliegen_hold", args=[anliegen.pk])
    query = f"?bei={kalender.unit.key}" if "bei" in request.GET else ""
    return {**hold_panel(request.user, kalender, clock.now()), "hold_url": address + query}


def _known(anliegen: Anliegen) -> dict[str, Any]:
    """What the form starts with: the caller's name and number, and the three things a briefing says."""
    number = phone.shown(anliegen.call.from_e164) if anliegen.call.from_e164 else ""
    speaker = f"Anruf durch: {anliegen.third_party}\n" if anliegen.third_party else ""
    return {
        "name": anliegen.name,
        "rueckruf_number": number,
        "briefing": speaker + BRIEFING,
        "restricted": anliegen.restricted,
    }


def _times(
    request: HttpRequest, anliegen: Anliegen, kalender: Kalender, held: Booking | None
) -> dict[str, Any]:
    """One week of free times from the day in the address (``ab``), or from the first bookable day."""
    assert anliegen.team is not None
    responsible = bookings.kalender_of(anliegen.team)
    kind = free.terminart(terminart_of(Kind(anliegen.kind)))
    allowed = free.bookable_days(kalender, clock.now())
    first = min(max(_day(request.GET.get("ab", "")), allowed.start), allowed.end - ONE_DAY)
    week = timedelta(days=DAYS_SHOWN)
    return {
        "entry": CATALOGUE[anliegen.code],
        "kind": kind,
        "reach": reach_of(responsible, kind, channel=Channel.SC, at=clock.now()),
        "days": _week(kalender, kind, first, held),
        "earlier": max(first - week, allowed.start) if first > allowed.start else None,
        "later": first + week if first + week < allowed.end else None,
    }


def _week(kalender: Kalender, kind: Terminart, first: date, held: Booking | None) -> list[dict[str, Any]]:
    """Each day with its free times, or why it has none; the desk's own hold is free for itself."""
    at = clock.now()
    days = free.free_days(
        kalender, kind, channel=Channel.SC, first=first, days=DAYS_SHOWN, at=at, without=held
    )
    return [
        {
            "day": d.day,
            "closed": d.closed,
            "starts": [
                (s.isoformat(), s, s + timedelta(minutes=kind.minutes)) for s in map(free.moment, d.starts)
            ],
        }
        for d in days
    ]


def _day(text: str) -> date:
    """The day in the address; whatever cannot be read means: from the first bookable one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def _book(anliegen: Anliegen, values: dict[str, Any], by: Person, kalender: Kalender) -> Outcome:
    again = values.pop("again", "")
    return close_with_rueckruf(
        anliegen=anliegen, callback=Callback(**values), by=by, at=clock.now(), helper=kalender, again=again
    )


def _booked(outcome: Outcome) -> str:
    """What the TSB reads out to the customer."""
    booking = outcome.booking
    assert booking is not None
    start = free.moment(free.minutes(booking.starts_at))
    return f"Rückruf gebucht: {start:%d.%m.%Y}, {start:%H:%M} Uhr. Buchungsnummer {booking.reference}."
