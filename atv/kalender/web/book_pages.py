"""The Eingangszone books a Rückruf for somebody who stands before it: where, when, whom, and about what."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atv.kalender.actions.booking import Contact
from atv.kalender.actions.desk_hold import HoldAct, act_on_hold
from atv.kalender.actions.reach import book_within_reach
from atv.kalender.models import Kalender, Terminart
from atv.kalender.queries import bookings, free
from atv.kalender.queries.channels import channel_of
from atv.kalender.queries.holds import hold_panel
from atv.kalender.queries.reach import Reach, reach_of
from atv.kalender.web.booking_forms import BookForm, WhereForm
from atv.kalender.web.forms import shown_span
from atv.kalender.web.guard import signed_in
from atv.kalender.web.times import asked_day, week_of
from socl.core import clock
from socl.core.forms import read_moment, times_instead
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import Person, UnitKind
from socl.orga.queries import agentur_for, responsible_for, unit_by_key
from socl.orga.rules.roles import Grant

KINDS = ("sonstiges", "leistungsberatung")


@require_safe
@signed_in
def where(request: HttpRequest, person: Person) -> HttpResponse:
    """Where somebody lives and how long it takes; leads to the responsible team."""
    gates.require(person, Grant.BOOK, clock.today())
    form = WhereForm(request.GET if "plz" in request.GET else None)
    if form.is_valid():
        try:
            wanted, day = form.cleaned_data, clock.today()
            agentur = agentur_for(day, plz=wanted["plz"], agentur=wanted["agentur"])
            team = responsible_for(agentur, day).team
        except Refusal as no:
            form.add_error("plz", no.message)
            form.ask_agentur(no.extra.get("candidates", ()))
        else:
            return redirect("book_at", team.key, wanted["art"])
    return render(request, "kalender/where.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def book(request: HttpRequest, person: Person, team: str, art: str) -> HttpResponse:
    """Free times of the responsible team, or of a sister that helps, and the contact; one step books."""
    desk = Counter(request, person, team, art)
    if request.method != "POST":
        return desk.page(BookForm())
    form, nearest = BookForm(request.POST), []
    if form.is_valid():
        values = form.cleaned_data
        try:
            made = book_within_reach(
                responsible=desk.responsible,
                kalender=desk.kalender,
                kind=desk.kind,
                starts_at=values.pop("starts_at"),
                contact=Contact(**values),
                channel=desk.channel,
                by=person,
                at=desk.at,
            )
        except Refusal as no:
            form.add_error(None, no.message)
            nearest = times_instead(no)
        else:
            when = shown_span(made.starts_at, made.ends_at)
            messages.success(request, f"Rückruf gebucht: {when}. Buchungsnummer {made.reference}.")
            # who is not cleared may enter a restricted record, not read it
            return redirect("book") if made.restricted else redirect("booking", made.pk)
    return desk.page(form, nearest)


@require_POST
@signed_in
def hold(request: HttpRequest, person: Person, team: str, art: str) -> HttpResponse:
    """Hold, renew, release; the panel alone for the browser that asked for it, else the page with what was typed."""
    desk, refused = Counter(request, person, team, art), ""
    try:
        act_on_hold(
            act=HoldAct(request.POST.get("act", "")),
            kalender=desk.kalender,
            kind=desk.kind,
            starts_at=read_moment(request.POST.get("starts_at", "")),
            channel=desk.channel,
            by=person,
            at=desk.at,
        )
    except ValueError:
        raise Http404 from None
    except Refusal as no:
        refused = no.message
    if request.headers.get("HX-Request"):
        return render(request, "kalender/_hold.html", desk.hold_panel(refused))
    return desk.page(BookForm(initial=request.POST.dict()), refused=refused)


class Counter:
    """What every step at the counter of the Eingangszone knows; 404 for a team or length that is none."""

    def __init__(self, request: HttpRequest, person: Person, team: str, art: str) -> None:
        self.request, self.person, self.at = request, person, clock.now()
        if art not in KINDS:
            raise Http404
        self.kind: Terminart = free.terminart(art)
        self.channel = channel_of(person, clock.today())
        self.responsible = self._kalender(team)
        asked = request.GET.get("bei", "")
        self.kalender = self._kalender(asked) if asked else self.responsible
        self.query = f"?bei={self.kalender.unit.key}" if asked else ""

    def _kalender(self, team: str) -> Kalender:
        unit = unit_by_key(team, clock.today(), UnitKind.ALG_PLUS_TEAM)
        if unit is None:
            raise Http404
        gates.require(self.person, Grant.BOOK, clock.today(), unit)
        return bookings.kalender_of(unit)

    def hold_panel(self, refused: str = "") -> dict[str, Any]:
        """What the panel of the hold shows."""
        address = reverse("book_hold", args=[self.responsible.unit.key, self.kind.code])
        panel = hold_panel(self.person, self.kalender, self.at)
        return {**panel, "hold_refused": refused, "hold_url": address + self.query}

    def page(self, form: BookForm, nearest: list[datetime] | None = None, refused: str = "") -> HttpResponse:
        """The whole page; the desk's own hold does not stand in its own way."""
        panel = self.hold_panel(refused)
        reach: Reach = reach_of(self.responsible, self.kind, channel=self.channel, at=self.at)
        times = week_of(
            self.kalender,
            self.kind,
            channel=self.channel,
            asked=asked_day(self.request),
            at=self.at,
            held=panel["held"],
        )
        form.offer(times.starts, nearest or ())
        context = {
            **panel,
            "form": form,
            "times": times,
            "kind": self.kind,
            "team": self.responsible.unit,
            "at_team": self.kalender.unit,
            "helps": self.kalender.pk != self.responsible.pk,
            "reach": reach,
            "query": f"&bei={self.kalender.unit.key}" if self.query else "",
        }
        return render(self.request, "kalender/book.html", context, status=422 if form.errors else 200)
