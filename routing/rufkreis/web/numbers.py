"""The numbers that customers dial: when they are open, what is heard when they are not, and what a change means."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from routing.rufkreis.actions import numbers as verbs
from routing.rufkreis.models import EntryNumber
from routing.rufkreis.queries import numbers as queries
from routing.rufkreis.rules.hours import MONDAY_TO_FRIDAY, is_open
from routing.rufkreis.web.number_forms import ClearForm, DaysForm, HoursForm, NumbersForm
from socl.core import clock
from socl.core.forms import show_again, typed
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant


@require_safe
@gates.signed_in
def numbers(request: HttpRequest, person: Person) -> HttpResponse:
    """The numbers in reach, open or closed right now, narrowed by what the form asks for."""
    scope, at = gates.require(person, Grant.READ_NUMBERS, clock.today()), clock.now()
    reached = queries.entry_numbers(scope, clock.today())
    form = NumbersForm(request.GET if request.GET else None, regions=queries.regions_of(reached))
    sieve = form.wanted() if form.is_valid() else queries.Sieve()
    found = [entry for entry in reached if sieve.lets(entry)]
    context = {
        "rows": [
            (e, queries.week_said(e, clock.today()), is_open(queries.hours_of(e, e.days.all()), at))
            for e in found
        ],
        "all": len(reached),
        "has_demo": any(entry.demo for entry in reached),
        "form": form,
        "at": at,
        "may_read_state": bool(gates.scope(person, Grant.READ_STATE, clock.today())),
    }
    return render(request, "rufkreis/numbers.html", context, status=422 if form.errors else 200)


def number_for(person: Person, pk: int, *, writes: bool = False) -> EntryNumber:
    """The number, if the person may see it; 404 for any other, 403 where its times are set elsewhere."""
    today = clock.today()
    entry = queries.entry_number_by_id(gates.require(person, Grant.READ_NUMBERS, today), pk, today)
    if entry is None:
        raise Http404
    if writes and not may_set(person, entry):
        gates.require(person, Grant.SET_NUMBERS, today, entry.agentur)
        raise PermissionDenied
    return entry


def may_set(person: Person, entry: EntryNumber) -> bool:
    """True if the person sets the times of this number. Rule RUF-18."""
    return queries.is_ours(gates.scope(person, Grant.SET_NUMBERS, clock.today()), entry)


def ours(person: Person) -> list[EntryNumber]:
    """Every number whose times the person sets."""
    scope = gates.scope(person, Grant.SET_NUMBERS, clock.today())
    return [e for e in queries.entry_numbers(scope, clock.today()) if queries.is_ours(scope, e)]


@require_http_methods(["GET", "HEAD", "POST"])
@gates.signed_in
def number(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One number: its week, single days, announcements, history; a change is shown before it is made."""
    entry = number_for(person, pk, writes=request.method == "POST")
    if request.method != "POST":
        return _page(request, person, entry)
    form = (DaysForm if request.POST.get("was") == "tage" else HoursForm)(request.POST)
    if form.is_valid() and request.POST.get("schritt") != "zurueck":
        try:
            if request.POST.get("schritt") == "speichern":
                _save(form, entry, person)
                messages.success(request, f"{entry.number}: gespeichert.")
                return redirect("entry_number", pk)
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            return _preview(request, entry, form, person)
    return _page(request, person, entry, form)


def _save(form: HoursForm | DaysForm, entry: EntryNumber, person: Person) -> None:
    at = clock.now()
    if isinstance(form, HoursForm):
        version = form.cleaned_data["version"]
        verbs.set_hours(entry=entry, wanted=form.wanted(), by=person, at=at, version=version)
    else:
        entries = ours(person) if form.cleaned_data["every"] else [entry]
        verbs.set_days(entries=entries, days=form.days(), stretch=form.stretch(), by=person, at=at)


def _preview(
    request: HttpRequest, entry: EntryNumber, form: HoursForm | DaysForm, person: Person
) -> HttpResponse:
    """What the change would have meant for the calls of the last four weeks; nothing is written."""
    lines, count = [], 1
    if isinstance(form, HoursForm):
        said, today = form.wanted(), clock.today()
        was, now = verbs.words(entry, today), verbs.words(verbs.applied(entry, said, today), today)
        names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
        lines = [(name, was.get(name, ""), now.get(name, "")) for name in names]
        seen = queries.turned_away(entry, said.week, clock.now())
    else:
        count = len(ours(person)) if form.cleaned_data["every"] else 1
        lines = [(form.words(), "", form.said())]
        seen = queries.turned_away_on(entry, form.days(), form.stretch(), clock.now())
    context = {"entry": entry, "lines": lines, "seen": seen, "count": count, "typed": typed(request.POST)}
    return render(request, "rufkreis/number_preview.html", context)


def _page(
    request: HttpRequest, person: Person, entry: EntryNumber, tried: HoursForm | DaysForm | None = None
) -> HttpResponse:
    today = clock.today()
    week = queries.week_of(entry, today)
    first: dict[str, Any] = vars(entry) | week._asdict()
    first["weekdays"] = week.weekdays or list(MONDAY_TO_FRIDAY)
    refused = tried is not None and bool(tried.errors)
    if isinstance(tried, HoursForm):
        show_again(tried, entry.version)
    context = {
        "entry": entry,
        "week": queries.week_said(entry, today),
        "coming": queries.coming_week(entry, today),
        "open": is_open(queries.hours_of(entry, entry.days.all()), clock.now()),
        "days": queries.days_ahead(entry, today),
        "changes": queries.changes_of(entry),
        "may_set": may_set(person, entry),
        "week_form": tried if isinstance(tried, HoursForm) else HoursForm(initial=first),
        "days_form": tried if isinstance(tried, DaysForm) else DaysForm(),
        "refused": refused,
    }
    return render(request, "rufkreis/number.html", context, status=422 if refused else 200)


@require_POST
@gates.signed_in
def clear(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """A single day, or the week that was to begin, shall not count."""
    entry, form = number_for(person, pk, writes=True), ClearForm(request.POST)
    if form.is_valid():
        if day := form.cleaned_data["day"]:
            verbs.clear_number_day(entry=entry, day=day, by=person, at=clock.now())
            messages.success(request, "Der Tag folgt wieder der Woche.")
        else:
            verbs.take_back_week(entry=entry, by=person, at=clock.now())
            messages.success(request, "Es bleibt bei der bisherigen Woche.")
    return redirect("entry_number", pk)


urlpatterns: list[URLPattern] = [
    path("nummern/", numbers, name="entry_numbers"),
    path("nummern/<int:pk>/", number, name="entry_number"),
    path("nummern/<int:pk>/tag/", clear, name="entry_number_clear"),
]
