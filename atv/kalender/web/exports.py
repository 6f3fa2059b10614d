"""What leaves the calendar as a file: CSV and iCalendar of a day or a week, and the team's private feed."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from atv.kalender.actions.feeds import give_out_feed, note_export, note_feed_read, revoke_feed
from atv.kalender.models import Booking, Kalender
from atv.kalender.queries.feeds import bookings_of_days, bookings_of_feed, feed_by_secret, feed_of
from atv.kalender.queries.ical import calendar_of
from atv.kalender.rules.lifecycle import LABELS, State
from atv.kalender.web.day_pages import is_cleared, kalender_for
from atv.kalender.web.guard import signed_in
from socl.core import clock
from socl.core.api.paths import read_day
from socl.core.sheets import csv_answer
from socl.lib import phone
from socl.lib.spans import Span
from socl.lib.workdays import BERLIN, ONE_DAY
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant

HEAD = ("Tag", "Beginn", "Ende", "Serviceplatz", "Terminart", "Zustand", "Versuche", "Buchungsnummer", "Name",
        "Rückrufnummer", "Kundennummer", "Sprache", "Kommunikationshilfe")  # fmt: skip
CALENDAR = "text/calendar; charset=utf-8"


@require_safe
@signed_in
def as_csv(request: HttpRequest, person: Person, team: str, day: str) -> HttpResponse:
    """One day, or with ``?tage=7`` a week, for a spreadsheet: semicolons and a byte order mark, for German ones."""
    kalender, days = kalender_for(person, team), _days(request, day)
    found = bookings_of_days(kalender, days, cleared=is_cleared(person, kalender))
    note_export(kalender=kalender, form="csv", days=days, bookings=found, by=person, at=clock.now())
    return csv_answer(f"rueckrufe-{kalender.unit.key}-{days.start.isoformat()}", HEAD, _rows(found))


def _rows(found: Iterable[Booking]) -> Iterator[list[str]]:
    for b in found:
        start, end = b.starts_at.astimezone(BERLIN), b.ends_at.astimezone(BERLIN)
        cells = [
            f"{start:%d.%m.%Y}", f"{start:%H:%M}", f"{end:%H:%M}", str(b.serviceplatz.number), b.terminart.label,
            LABELS[State(b.state)], str(len(b.tried)), b.reference or "", b.name,
            phone.shown(b.rueckruf_number), b.kundennummer, b.language, b.communication_aid,
        ]  # fmt: skip
        yield cells


@require_safe
@signed_in
def as_ics(request: HttpRequest, person: Person, team: str, day: str) -> HttpResponse:
    """The same as iCalendar, without names: a calendar program is no place for them."""
    kalender, days, at = kalender_for(person, team), _days(request, day), clock.now()
    found = bookings_of_days(kalender, days, cleared=is_cleared(person, kalender))
    note_export(kalender=kalender, form="ics", days=days, bookings=found, by=person, at=at)
    written = calendar_of(f"Rückrufe {kalender.unit.name}", found, settings.BASE_URL, at)
    return _file(written, CALENDAR, kalender, days, "ics")


def _days(request: HttpRequest, day: str) -> Span[date]:
    """One day, or seven of them."""
    first = read_day(day)
    return Span(first, first + (timedelta(days=7) if request.GET.get("tage") == "7" else ONE_DAY))


def _file(content: str | bytes, kind: str, kalender: Kalender, days: Span[date], ending: str) -> HttpResponse:
    name = f"rueckrufe-{kalender.unit.key}-{days.start.isoformat()}.{ending}"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_safe
@signed_in
def feed_page(request: HttpRequest, person: Person, team: str) -> HttpResponse:
    """Whether the team's calendar is subscribed to, and since when; its lead gives the address out and revokes it."""
    return _feed_page(request, person, kalender_for(person, team))


def _feed_page(request: HttpRequest, person: Person, kalender: Kalender, secret: str = "") -> HttpResponse:
    address = f"{settings.BASE_URL}/kalender/abo/{secret}.ics" if secret else ""
    context = {
        "kalender": kalender,
        "team": kalender.unit,
        "feed": feed_of(kalender),
        "address": address,
        "leads": bool(gates.scope(person, Grant.LEAD_CALLBACKS, clock.today())),
    }
    return render(request, "kalender/feed.html", context)


def _led(person: Person, team: str) -> Kalender:
    """The calendar of a team that the person leads; 403 for its other staff."""
    kalender = kalender_for(person, team)
    gates.require(person, Grant.LEAD_CALLBACKS, clock.today(), kalender.unit)
    return kalender


@require_POST
@signed_in
def give_out(request: HttpRequest, person: Person, team: str) -> HttpResponse:
    """A new address, shown this once; the earlier one ends."""
    kalender = _led(person, team)
    secret = give_out_feed(kalender=kalender, by=person, at=clock.now())
    return _feed_page(request, person, kalender, secret)


@require_POST
@signed_in
def revoke(request: HttpRequest, person: Person, team: str) -> HttpResponse:
    """The address ends at once."""
    if revoke_feed(kalender=_led(person, team), by=person, at=clock.now()):
        messages.success(request, "Die Adresse ist widerrufen. Wer sie hat, bekommt nichts mehr.")
    return redirect("feed", team)


@require_safe
@never_cache
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The team's Rückrufe for whoever has the secret, without personal data; a revoked one is unknown."""
    found, at = feed_by_secret(secret), clock.now()
    if found is None:
        raise Http404
    note_feed_read(feed=found, at=at)
    shown = bookings_of_feed(found.kalender, at)
    name = f"Rückrufe {found.kalender.unit.name}"
    return HttpResponse(calendar_of(name, shown, settings.BASE_URL, at), content_type=CALENDAR)
