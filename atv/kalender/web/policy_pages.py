"""The page on which the lead of a team decides about its Rückrufe."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from atv.kalender.actions.policy import CallbackPolicy, set_policy
from atv.kalender.models import Kalender
from atv.kalender.rules.attempts import ENDING_LABELS
from atv.kalender.web.day_pages import kalender_for
from atv.kalender.web.forms import VersionForm
from atv.kalender.web.guard import signed_in
from socl.core import clock
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant


class PolicyForm(VersionForm):
    """How often the team calls, what follows in vain, and where a Rückruf goes when nothing is free."""

    use_required_attribute = False
    attempts_wanted = forms.IntegerField(
        label="Versuche, die zählen",
        min_value=1,
        max_value=9,
        help_text="Vorschlag: 3. Ein Versuch zählt, wenn es in der vereinbarten Zeit geklingelt hat.",
    )
    attempt_spacing_minutes = forms.IntegerField(
        label="Abstand der Versuche in Minuten", min_value=0, max_value=30, help_text="Vorschlag: 5"
    )
    ending = forms.ChoiceField(
        label="Was folgt, wenn niemand erreicht wurde",
        choices=list(ENDING_LABELS.items()),
        help_text="Vorschlag: Brief. Im Einzelfall kann anders entschieden werden.",
    )
    reach_working_days = forms.IntegerField(
        label="Arbeitstage, in denen eine Zeit frei sein soll",
        min_value=1,
        max_value=30,
        help_text="Vorschlag: 5. Ist so lange nichts frei, helfen Schwesterteams, sonst ist ein Auftrag empfohlen.",
    )
    helps_sisters = forms.BooleanField(
        label="Dieses Team hilft Schwesterteams desselben OS aus", required=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def policy(request: HttpRequest, person: Person, team: str) -> HttpResponse:
    """Read by everybody of the team, decided by its lead."""
    kalender = kalender_for(person, team)
    if request.method != "POST":
        values = {name: getattr(kalender, name) for name in PolicyForm.base_fields}
        return _page(request, person, kalender, PolicyForm(initial=values))
    gates.require(person, Grant.LEAD_CALLBACKS, clock.today(), kalender.unit)
    form = PolicyForm(request.POST)
    if form.is_valid():
        values = dict(form.cleaned_data)
        version, at = values.pop("version"), clock.now()
        try:
            set_policy(kalender=kalender, policy=CallbackPolicy(**values), version=version, by=person, at=at)
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, "Die Regeln für Rückrufe sind gespeichert.")
            return redirect("callback_policy", team)
    return _page(request, person, kalender, form)


def _page(request: HttpRequest, person: Person, kalender: Kalender, form: PolicyForm) -> HttpResponse:
    leads = bool(gates.scope(person, Grant.LEAD_CALLBACKS, clock.today()))
    if not leads:
        for field in form.fields.values():
            field.disabled = True
    context = {"kalender": kalender, "team": kalender.unit, "form": form, "leads": leads}
    return render(request, "kalender/policy.html", context, status=422 if form.errors else 200)
