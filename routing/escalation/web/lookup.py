"""Anliegen and Zuständigkeit on one page: what is usually done, and who does it for a place; nothing personal."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from routing.escalation.rules.catalogue import CATALOGUE, KIND_LABELS, WAYS
from routing.escalation.web.forms import grouped_catalogue
from socl.core import clock
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.queries import MOST_FOUND, districts


class LookUpForm(forms.Form):
    """An Anliegen of the catalogue, a place, or both: choices and place names, so that no name gets into an address."""

    anliegen = forms.ChoiceField(
        choices=lambda: [("", "alle 40"), *grouped_catalogue()], label="Anliegen", required=False
    )
    ort = forms.CharField(
        label="Postleitzahl oder Ort",
        min_length=2,
        max_length=60,
        required=False,
        error_messages={"min_length": "Bitte mindestens zwei Zeichen eingeben."},
    )


@require_safe
@gates.signed_in
def look_up(request: HttpRequest, person: Person) -> HttpResponse:
    """The catalogue with its usual ways, and the Agentur, OS and team of a place."""
    form = LookUpForm(request.GET)
    code, ort = "", ""
    if form.is_valid():
        code, ort = form.cleaned_data["anliegen"], form.cleaned_data["ort"].strip()
    entries = [CATALOGUE[code]] if code else list(CATALOGUE.values())
    context = {
        "form": form,
        "entries": [(entry, WAYS[entry.usual_way], KIND_LABELS[entry.kind]) for entry in entries],
        "one": bool(code),
        "ort": ort,
        "found": districts(ort, clock.today()) if ort else [],
        "most": MOST_FOUND,
    }
    return render(request, "escalation/nachschlagen.html", context, status=422 if form.errors else 200)


urlpatterns: list[URLPattern] = [path("", look_up, name="look_up")]
