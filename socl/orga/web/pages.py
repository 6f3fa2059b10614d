"""Who is responsible for a place: the look-up that staff use beside a call."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from socl.core import clock
from socl.orga.queries import MOST_FOUND, districts


class PlaceForm(forms.Form):
    """A postcode (or its beginning) or a place."""

    ort = forms.CharField(
        label="Postleitzahl oder Ort",
        min_length=2,
        max_length=60,
        error_messages={"min_length": "Bitte mindestens zwei Zeichen eingeben."},
    )


@login_required
def zustaendigkeit(request: HttpRequest) -> HttpResponse:
    """The Agentur, OS and Alg Plus-Team for a postcode or place; the address holds nothing personal."""
    form = PlaceForm(request.GET if "ort" in request.GET else None)
    found = districts(form.cleaned_data["ort"].strip(), clock.today()) if form.is_valid() else []
    context = {"form": form, "found": found, "asked": form.is_bound and form.is_valid(), "most": MOST_FOUND}
    return render(request, "orga/zustaendigkeit.html", context, status=422 if form.errors else 200)
