"""Pages on which leads set up what a calendar offers: overview, every change with its preview, history, Besetzung."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from atv.kalender.actions.ausfallzeiten import enter_ausfallzeit, withdraw_ausfallzeit
from atv.kalender.actions.changing import Effect, Order, preview
from atv.kalender.actions.rules_of_booking import set_rules
from atv.kalender.actions.serviceplaetze import change_serviceplatz, open_one_more, open_serviceplatz
from atv.kalender.actions.supply import ensure_kalender
from atv.kalender.actions.zeitfenster import change_zeitfenster, copy_week, end_zeitfenster, open_zeitfenster
from atv.kalender.models import Channel, Kalender
from atv.kalender.queries import supply, supply_view
from atv.kalender.web import supply_forms as forms
from atv.kalender.web import supply_words as words
from atv.kalender.web.day_pages import unit_of
from atv.kalender.web.guard import signed_in
from socl.core import clock
from socl.core.forms import typed
from socl.lib.refusal import Refusal
from socl.lib.workdays import ONE_DAY
from socl.orga import gates
from socl.orga.models import Person, Unit
from socl.orga.rules.roles import Grant


@dataclass(frozen=True)
class Kind:
    """One kind of change: its words, its form, its verb, and the name of what it changes (if anything)."""

    title: str
    done: str
    form: type[forms.SupplyForm]
    verb: Callable[..., Effect]
    of: str = ""


KINDS: dict[str, Kind] = {
    "platz": Kind(
        "Serviceplatz anlegen", "Der Serviceplatz ist angelegt.", forms.PlatzForm, open_serviceplatz
    ),
    "zeitfenster": Kind(
        "Zeitfenster anlegen", "Das Zeitfenster ist angelegt.", forms.WindowForm, open_zeitfenster
    ),
    "tag": Kind("Einzelnen Tag öffnen", "Der Tag ist geöffnet.", forms.SingleDayForm, open_zeitfenster),
    "mehr": Kind(
        "Ein Platz mehr für eine bestimmte Zeit", "Ein Platz mehr ist offen.", forms.ExtraForm, open_one_more
    ),
    "ausfallzeit": Kind(
        "Ausfallzeit eintragen", "Die Ausfallzeit ist eingetragen.", forms.AusfallForm, enter_ausfallzeit
    ),
    "woche": Kind("Woche kopieren", "Die Woche ist kopiert.", forms.CopyWeekForm, copy_week),
    "regeln": Kind("Vorlauf, Horizont und Anteile", "Die Regeln sind geändert.", forms.RulesForm, set_rules),
}
KINDS_OF_ONE: dict[str, Kind] = {
    "platz": Kind(
        "Serviceplatz ändern",
        "Der Serviceplatz ist geändert.",
        forms.ChangePlatzForm,
        change_serviceplatz,
        "place_id",
    ),
    "zeitfenster": Kind(
        "Zeitfenster ändern",
        "Das Zeitfenster ist geändert.",
        forms.ChangeWindowForm,
        change_zeitfenster,
        "window_id",
    ),
    "ende": Kind(
        "Zeitfenster beenden",
        "Das Zeitfenster ist beendet.",
        forms.EndWindowForm,
        end_zeitfenster,
        "window_id",
    ),
    "ausfallzeit": Kind(
        "Ausfallzeit aufheben",
        "Die Ausfallzeit ist aufgehoben.",
        forms.ConfirmForm,
        withdraw_ausfallzeit,
        "ausfallzeit_id",
    ),
}


def unit_shown(person: Person, key: str) -> Unit:
    """A unit whose supply the person may see: who reads its days, or who sets it up."""
    reads = gates.scope(person, Grant.READ_DAY_SHEET, clock.today())
    return unit_of(person, key, Grant.READ_DAY_SHEET if reads else Grant.SET_UP_SUPPLY)


def kalender_for_lead(person: Person, key: str) -> Kalender:
    """The calendar that a lead sets up; a unit without one gets it on the first visit of a form."""
    unit = unit_of(person, key, Grant.SET_UP_SUPPLY)
    kalender = ensure_kalender(unit=unit, by=person, at=clock.now())
    kalender.unit = unit
    return kalender


@require_safe
@signed_in
def overview(request: HttpRequest, person: Person, team: str) -> HttpResponse:
    """Everything a calendar offers, what four weeks of it yield, and what waits to be planned anew."""
    unit, at = unit_shown(person, team), clock.now()
    found, today = supply_view.overview(unit, at), clock.today()
    own = supply_view.own_terminarten(found.kalender) if found.kalender else {}
    context = {
        "team": unit,
        "found": found,
        "hours": words.hours(found.four_weeks) if found.four_weeks else "",
        "rows": [(r.place, [(z, words.window(z, today, own)) for z in r.windows]) for r in found.rows],
        "may": gates.scope(person, Grant.SET_UP_SUPPLY, clock.today()).covers(unit),
        "kinds": [(slug, kind.title) for slug, kind in KINDS.items()],
    }
    return render(request, "kalender/supply.html", context)


@require_safe
@signed_in
def history(request: HttpRequest, person: Person, team: str) -> HttpResponse:
    """Every change with its time; who made it only for those who set up supply."""
    unit = unit_shown(person, team)
    knows_who = gates.scope(person, Grant.SET_UP_SUPPLY, clock.today()).covers(unit)
    rows = supply_view.history(unit)
    own = supply_view.own_terminarten(rows[0].kalender) if rows else {}
    changes = [(c, words.VERBS.get(c.verb, c.verb), words.facts(c, own)) for c in rows]
    context = {"team": unit, "changes": changes, "knows_who": knows_who}
    return render(request, "kalender/supply_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: HttpRequest, person: Person, team: str, what: str, pk: int | None = None) -> HttpResponse:
    """A form, then its preview, then the change. The preview carries what was typed and the version it saw."""
    kind = (KINDS if pk is None else KINDS_OF_ONE).get(what)
    kalender = kalender_for_lead(person, team)
    if kind is None:
        raise Http404
    places = supply_view.places_now(kalender, clock.today())
    own = supply_view.own_terminarten(kalender)
    given: dict[str, Any] = {"kalender": kalender, "places": places, "own": own}
    if request.method != "POST":
        start = _initial(kind, kalender, pk)
        return _page(request, kalender, kind, kind.form(initial=start, **given))
    form = kind.form(request.POST, **given)
    step = request.POST.get("schritt", "")
    if step != "zurueck" and form.is_valid():
        order = Order(kalender.pk, person, clock.now(), _version(request), displace=True)
        values = form.values() | ({kind.of: pk} if pk is not None else {})
        try:
            if step == "speichern":
                return _saved(request, kind, kind.verb(order=order, **values), team)
            return _page(request, kalender, kind, form, preview(kind.verb, order, **values))
        except Refusal as no:
            form.add_error(None, no.message)
            kalender.refresh_from_db(fields=["version"])
    return _page(request, kalender, kind, form)


def _version(request: HttpRequest) -> int | None:
    """The version that the preview was made on; none in the first step."""
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 10 else None


def _saved(request: HttpRequest, kind: Kind, effect: Effect, team: str) -> HttpResponse:
    messages.success(request, kind.done)
    if effect.displaced:
        return redirect("replan", team)
    return redirect("supply", team)


def _page(
    request: HttpRequest,
    kalender: Kalender,
    kind: Kind,
    form: forms.SupplyForm,
    effect: Effect | None = None,
) -> HttpResponse:
    context = {
        "team": kalender.unit,
        "nouns": kalender.nouns,
        "title": kind.title,
        "form": form,
        "effect": effect,
        "typed": typed(request.POST) if effect else [],
        "summary": words.summary(effect) if effect else [],
    }
    refused = form.is_bound and not effect and bool(form.errors)
    return render(request, "kalender/supply_change.html", context, status=422 if refused else 200)


def _initial(kind: Kind, kalender: Kalender, pk: int | None) -> dict[str, Any]:
    """What a form shows first: tomorrow, both Terminarten, every channel; or the thing as it is."""
    today = clock.today()
    tomorrow = today + ONE_DAY
    if kind.form is forms.RulesForm:
        return forms.RulesForm.initial_of(kalender, today)
    if kind.form is forms.ChangePlatzForm and pk:
        return forms.ChangePlatzForm.initial_of(_found(supply.places_by_id, kalender, [pk])[0], today)
    if kind.form is forms.ChangeWindowForm and pk:
        return forms.ChangeWindowForm.initial_of(_found(supply.window_by_id, kalender, pk), tomorrow)
    days: dict[str, date] = dict.fromkeys(("ab", "tag", "von_tag", "quelle", "ziel"), tomorrow)
    week = [str(n) for n in range(1, 6)]
    return {**days, "art": ",".join(forms.BOTH), "kanaele": list(Channel.values), "tage": week}


def _found(query: Callable[..., Any], kalender: Kalender, key: Any) -> Any:
    try:
        return query(kalender, key)
    except Refusal:
        raise Http404 from None
