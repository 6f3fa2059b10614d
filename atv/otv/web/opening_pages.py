"""The opening calendar of a Dienststelle: weeks, single days, holidays, and what a change would do."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from atv.otv.actions import opening as verbs
from atv.otv.actions.changing import Order
from atv.otv.models import OtvSite
from atv.otv.queries.opening import days_ahead
from atv.otv.web.opening_forms import DaysForm, TakeBackForm, WeekForm
from atv.otv.web.otk_pages import may, site_for
from socl.core import clock
from socl.core.forms import show_again, typed
from socl.lib.refusal import Refusal
from socl.lib.workdays import ONE_DAY
from socl.orga.gates import signed_in
from socl.orga.models import Person
from socl.orga.queries.opening import Week, weeks_of
from socl.orga.rules.opening import WEEKDAYS, hours_words
from socl.orga.rules.roles import Grant

FORMS: dict[str, type[WeekForm] | type[DaysForm]] = {"woche": WeekForm, "tage": DaysForm}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def opening(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """The calendar, and for an OTK-Admin its two forms: first a preview, then the change. Rule OTK-7."""
    found = site_for(person, key, Grant.CONFIGURE_OTV if request.method == "POST" else Grant.READ_OTV)
    if request.method != "POST":
        return _page(request, person, found)
    form = FORMS.get(request.POST.get("was", ""), WeekForm)(request.POST)
    if form.is_valid() and request.POST.get("schritt") != "zurueck":
        order = Order(found.pk, person, clock.now(), form.cleaned_data["version"])
        try:
            if request.POST.get("schritt") == "speichern":
                verbs.set_opening(order=order, wish=form.wish())
                messages.success(request, "Die Öffnungszeiten sind gespeichert.")
                return redirect("otk_opening", key)
            effect = verbs.preview(order=order, wish=form.wish())
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            return render(
                request,
                "otv/opening_preview.html",
                {"site": found, "effect": effect, "typed": typed(request.POST)},
            )
    return _page(request, person, found, form)


def _page(
    request: HttpRequest, person: Person, found: OtvSite, tried: WeekForm | DaysForm | None = None
) -> HttpResponse:
    unit, today = found.kalender.unit, clock.today()
    weeks = weeks_of(unit)
    version = {"version": found.version}
    now = next((w for w in reversed(weeks) if w.valid_from <= today), None)
    first: dict[str, Any] = {f"tag{n}": now.days[n] for n in WEEKDAYS} if now else {}
    first |= version | {"valid_from": today + ONE_DAY}
    context = {
        "site": found,
        "weeks": [_shown(w) for w in reversed(weeks) if w is now or w.valid_from > today],
        "past": [_shown(w) for w in reversed(weeks) if w is not now and w.valid_from <= today],
        "today": today,
        "days": days_ahead(unit, today),
        "configures": may(person, Grant.CONFIGURE_OTV, found),
        "week_form": tried if isinstance(tried, WeekForm) else WeekForm(initial=first),
        "days_form": tried if isinstance(tried, DaysForm) else DaysForm(initial=version),
    }
    refused = tried is not None and bool(tried.errors)
    if tried is not None:
        show_again(tried, found.version)
    context["refused"] = refused
    return render(request, "otv/opening.html", context, status=422 if refused else 200)


def _shown(week: Week) -> dict[str, Any]:
    days = [(name, hours_words(week.days[n]).removesuffix(" Uhr")) for n, name in WEEKDAYS.items()]
    return {"week": week, "days": days}


@require_POST
@signed_in
def take_back(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """A planned week, or a single day, shall not count. Rule OTK-7."""
    found = site_for(person, key, Grant.CONFIGURE_OTV)
    form = TakeBackForm(request.POST)
    if form.is_valid():
        order = Order(found.pk, person, clock.now(), form.cleaned_data["version"])
        verb = verbs.clear_day if form.cleaned_data["what"] == "tag" else verbs.take_back_week
        verb(order=order, day=form.cleaned_data["day"])
        messages.success(request, "Das ist zurückgenommen.")
    return redirect("otk_opening", key)
