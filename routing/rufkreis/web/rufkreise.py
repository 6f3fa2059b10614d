"""The Rufkreise: when their calls reach further Service Centers, and which of them go first."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from routing.rufkreis.actions.setup import set_routing
from routing.rufkreis.queries import telephony
from routing.rufkreis.rules.priority import FAIR_AFTER, PRIORITY_LABELS
from socl.core import clock
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant

LONGEST = 3600


class RoutingForm(forms.Form):
    """How the calls of one Rufkreis are routed, from the next call on."""

    region_after = forms.IntegerField(
        label="Nach so vielen Sekunden hilft die SC-Region",
        min_value=0,
        max_value=LONGEST,
        required=False,
        help_text="leer: nie",
    )
    nation_after = forms.IntegerField(
        label="Nach so vielen Sekunden helfen alle Service Center",
        min_value=0,
        max_value=LONGEST,
        required=False,
        help_text="leer: nie",
    )
    priority = forms.TypedChoiceField(
        label="Reihenfolge",
        coerce=int,
        choices=[(p.value, label) for p, label in PRIORITY_LABELS.items()],
        help_text=f"Vorrang endet nach {FAIR_AFTER.seconds // 60} Minuten Warten.",
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        region, nation = found.get("region_after"), found.get("nation_after")
        if region is not None and nation is not None and nation < region:
            self.add_error("nation_after", "Nicht früher als die SC-Region.")
        return found


@gates.signed_in
def rufkreise(request: HttpRequest, person: Person) -> HttpResponse:
    """Every Rufkreis that callers wait in, with its way and its priority."""
    gates.require(person, Grant.READ_STATE, clock.today())
    found, may = telephony.rufkreise(), bool(gates.scope(person, Grant.MANAGE_CLIENTS, clock.today()))
    fair = FAIR_AFTER.seconds // 60
    return render(
        request, "rufkreis/rufkreise.html", {"rufkreise": found, "may_change": may, "fair_minutes": fair}
    )


@gates.signed_in
def rufkreis(request: HttpRequest, person: Person, key: str, topic: str) -> HttpResponse:
    """One Rufkreis: its steps and its priority."""
    gates.require(person, Grant.MANAGE_CLIENTS, clock.today())
    found = telephony.rufkreis(key, topic)
    if found is None:
        raise Http404
    form = RoutingForm(
        request.POST or None, initial={name: getattr(found, name) for name in RoutingForm.base_fields}
    )
    if request.method == "POST" and form.is_valid():
        set_routing(rufkreis=found, by=person, at=clock.now(), **form.cleaned_data)
        messages.success(request, f"{found}: gespeichert. Es gilt für Anrufe, die von nun an kommen.")
        return redirect("rufkreise")
    return render(
        request,
        "rufkreis/rufkreis.html",
        {"rufkreis": found, "form": form},
        status=422 if form.errors else 200,
    )


urlpatterns: list[URLPattern] = [
    path("rufkreise/", rufkreise, name="rufkreise"),
    path("rufkreise/<str:key>/<str:topic>/", rufkreis, name="rufkreis"),
]
