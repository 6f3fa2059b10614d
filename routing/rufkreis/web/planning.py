"""The roster of a Service Center by person and day, and how many desks a day needs."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from routing.rufkreis.actions.roster import Hours, copy_week, plan_hours, switch_now
from routing.rufkreis.queries import planning
from routing.rufkreis.queries.lagebild import QUALIFIED_SHARE, qualified_share
from routing.rufkreis.queries.planning import FIRST, UNTIL, Wanted
from routing.rufkreis.rules import roster
from routing.rufkreis.rules.level import TARGET_LEVEL, TARGET_SECONDS, shown
from routing.rufkreis.rules.waiting import TYPICAL_CALL_SECONDS
from routing.rufkreis.web.lagebild import service_center
from socl.core import clock
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import Person, Unit
from socl.orga.queries.readiness import qualified_tsb
from socl.orga.rules.roles import Grant

NO_PLAN = "x"
LETTERS = [*roster.LABELS.items(), (NO_PLAN, "kein Plan (nicht gebunden)")]
TIMES = [(n, f"{n // 2:02}:{30 * (n % 2):02}") for n in range(roster.HALF_HOURS + 1)]
ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)


class HoursForm(forms.Form):
    """Who takes which calls, from when until when."""

    people = forms.TypedMultipleChoiceField(
        label="Für wen",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Bitte mindestens eine Person ankreuzen."},
    )
    first = forms.TypedChoiceField(label="Von", coerce=int, choices=TIMES[:-1], initial=FIRST)
    until = forms.TypedChoiceField(label="Bis", coerce=int, choices=TIMES[1:], initial=UNTIL)
    letter = forms.ChoiceField(label="Eingeteilt für", choices=LETTERS, initial=roster.ALG)

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(p.pk, p.name) for p in people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("first", 0) >= found.get("until", roster.HALF_HOURS + 1):
            self.add_error("until", "Das Ende liegt nach dem Beginn.")
        return found


class NowForm(forms.Form):
    """The lead's switch for right now."""

    person = forms.TypedChoiceField(label="Person", coerce=int)
    now = forms.ChoiceField(label="Ab sofort", choices=list(roster.LABELS.items()), initial=roster.GENERAL)

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(p.pk, p.name) for p in people]  # type: ignore[attr-defined]


class NeedForm(forms.Form):
    """What if: other calls, other targets. All of it are assumptions, no figure of the BA is public."""

    aht = forms.FloatField(
        label="Sekunden je Anruf, mit Nachbearbeitung",
        min_value=1,
        max_value=7200,
        initial=TYPICAL_CALL_SECONDS,
    )
    patience = forms.FloatField(
        label="Geduld der Anrufenden in Sekunden",
        help_text="im Mittel; leer: niemand gibt auf",
        min_value=1,
        max_value=7200,
        initial=120,
        required=False,
    )
    target = forms.FloatField(
        label="Ziel: angenommen in Sekunden", min_value=0, max_value=3600, initial=TARGET_SECONDS
    )
    level = forms.FloatField(
        label="bei Prozent der Anrufe", min_value=1, max_value=99, initial=round(100 * TARGET_LEVEL)
    )
    percent = forms.FloatField(
        label="Anrufe, in Prozent der Vorwoche", min_value=0, max_value=1000, initial=100
    )
    calls = forms.FloatField(
        label="oder Anrufe je halbe Stunde",
        help_text="ersetzt die Vorwoche",
        min_value=0,
        max_value=5000,
        required=False,
    )


@gates.signed_in
def today(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """The roster of today."""
    return redirect("roster", key, clock.today())


@gates.signed_in
def day_page(request: HttpRequest, person: Person, key: str, day: date) -> HttpResponse:
    """The roster of one day; a form changes hours of several people at once."""
    unit = service_center(person, key, Grant.PLAN_SHIFTS)
    form = HoursForm(request.POST or None, people=planning.tsb_of(unit, day))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        letter = "" if said["letter"] == NO_PLAN else said["letter"]
        hours = Hours(said["first"], said["until"], letter)
        plan_hours(unit=unit, day=day, people=said["people"], hours=hours, by=person, at=clock.now())
        messages.success(request, f"Plan geändert für {len(said['people'])} Personen.")
        return redirect("roster", key, day)
    return _roster(request, unit, day, form)


def _roster(request: HttpRequest, unit: Unit, day: date, form: HoursForm) -> HttpResponse:
    plans = planning.plans_of(unit, day)
    people = [one for one, _ in plans]
    tsb, qualified = qualified_share(unit, day)
    skilled = qualified_tsb([unit.pk], day)
    alg = planning.planned_for_alg(unit, day)
    context = {
        "unit": unit,
        "day": day,
        "before": day - ONE_DAY,
        "after": day + ONE_DAY,
        "is_today": day == clock.today(),
        "rows": [(one, _spans(plan), one.pk in skilled) for one, plan in plans],
        "alg": list(zip([label for _, label in TIMES[FIRST:UNTIL]], alg[FIRST:UNTIL], strict=True)),
        "form": form,
        "now_form": NowForm(people=people),
        "tsb": tsb,
        "qualified": qualified,
        "share": round(100 * qualified / tsb) if tsb else None,
        "usual": round(100 * QUALIFIED_SHARE),
    }
    return render(request, "rufkreis/roster.html", context, status=422 if form.errors else 200)


def _spans(plan: str) -> list[str]:
    """'08:00–12:00 Alg' for each run of equal half-hours that is not free; 'frei' if all are, empty without a plan."""
    found, begin = [], 0
    for n in range(1, len(plan) + 1):
        if n == len(plan) or plan[n] != plan[begin]:
            if plan[begin] != roster.NOTHING:
                found.append(f"{TIMES[begin][1]}–{TIMES[n][1]} {roster.LABELS[plan[begin]]}")
            begin = n
    return found or [roster.LABELS[roster.NOTHING]] * bool(plan)


@require_POST
@gates.signed_in
def copy(request: HttpRequest, person: Person, key: str, day: date) -> HttpResponse:
    """Plan the week of this day like the week before."""
    unit = service_center(person, key, Grant.PLAN_SHIFTS)
    monday = day - timedelta(days=day.weekday())
    copied = copy_week(unit=unit, monday=monday, by=person, at=clock.now())
    messages.success(
        request, f"{copied} Tagespläne aus der Vorwoche übernommen; was schon geplant war, blieb."
    )
    return redirect("roster", key, day)


@require_POST
@gates.signed_in
def now(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Switch somebody over right now."""
    unit, day = service_center(person, key, Grant.PLAN_SHIFTS), clock.today()
    people = planning.tsb_of(unit, day)
    form = NowForm(request.POST, people=people)
    if not form.is_valid():
        raise Refusal("not_here", "Diese Person ist heute nicht TSB in diesem Service Center.", status=422)
    chosen = next(one for one in people if one.pk == form.cleaned_data["person"])
    switch_now(unit=unit, person=chosen, letter=form.cleaned_data["now"], by=person, at=clock.now())
    messages.success(request, f"{chosen.name}: ab sofort {roster.LABELS[form.cleaned_data['now']]}.")
    return redirect("roster", key, day)


@gates.signed_in
def need(request: HttpRequest, person: Person, key: str, day: date) -> HttpResponse:
    """How many Alg desks each half-hour needs, against the plan."""
    unit = service_center(person, key, Grant.READ_LAGEBILD)
    first = {name: field.initial for name, field in NeedForm.base_fields.items()}
    form = NeedForm({**first, **request.GET.dict()} if request.GET else None)
    said = form.cleaned_data if form.is_valid() else first
    wanted = Wanted(
        aht=said["aht"],
        patience=said["patience"],
        target=said["target"],
        level=said["level"] / 100,
        percent=said["percent"],
        calls=said["calls"],
    )
    leads = gates.scope(person, Grant.PLAN_SHIFTS, clock.today()).covers(unit)
    found = planning.needs(unit, day, wanted)
    context = {
        "unit": unit,
        "day": day,
        "form": form if form.is_bound else NeedForm(initial=first),
        # Beside a count that is not told stands no difference from which it could be calculated.
        "needs": [(n, told := shown(n.planned, to_lead=leads), told == str(n.planned)) for n in found],
        "model": "Erlang A" if wanted.patience else "Erlang C",
        "base": day - WEEK,
        "is_without_base": said["calls"] is None and not any(n.calls for n in found),
        "usual": round(100 * QUALIFIED_SHARE),
    }
    return render(request, "rufkreis/staffing.html", context, status=422 if form.errors else 200)


urlpatterns: list[URLPattern] = [
    path("<str:key>/", today, name="roster_today"),
    path("<str:key>/jetzt/", now, name="roster_now"),
    path("<str:key>/<day:day>/", day_page, name="roster"),
    path("<str:key>/<day:day>/woche/", copy, name="roster_copy"),
    path("<str:key>/<day:day>/bedarf/", need, name="staffing"),
]
