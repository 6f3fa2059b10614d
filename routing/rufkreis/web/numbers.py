"""The numbers that customers dial: when they are open, and what is heard when they are not."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from routing.rufkreis.actions.setup import set_hours
from routing.rufkreis.models import ClosedBehaviour
from routing.rufkreis.queries import telephony
from routing.rufkreis.rules.hours import MONDAY_TO_FRIDAY, is_open
from socl.core import clock
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant

WEEKDAYS = [
    (1, "Montag"), (2, "Dienstag"), (3, "Mittwoch"), (4, "Donnerstag"), (5, "Freitag"), (6, "Samstag"), (7, "Sonntag"),
]  # fmt: skip


class HoursForm(forms.Form):
    """Opening hours of one number, and its announcements."""

    opens = forms.TimeField(label="Öffnet um", required=False, help_text="leer: rund um die Uhr")
    closes = forms.TimeField(label="Schließt um", required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label="An", coerce=int, choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    closed = forms.ChoiceField(
        label="Außerhalb der Zeiten und an Feiertagen", choices=ClosedBehaviour.choices
    )
    waiting_announcement = forms.CharField(
        label="Warteansage",
        max_length=40,
        required=False,
        help_text="Name in der Telefonanlage; leer: die übliche",
    )
    closed_announcement = forms.CharField(
        label="Ansage, wenn geschlossen", max_length=40, required=False, help_text="leer: die übliche"
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        opens, closes = found.get("opens"), found.get("closes")
        if not self.errors and (opens is None) != (closes is None):
            self.add_error("closes", "Bitte beide Uhrzeiten angeben oder keine.")
        elif opens and closes and opens >= closes:
            self.add_error("closes", "Geschlossen wird nach dem Öffnen.")
        return found


@gates.signed_in
def numbers(request: HttpRequest, person: Person) -> HttpResponse:
    """Every number, open or closed right now."""
    gates.require(person, Grant.READ_STATE, clock.today())
    at = clock.now()
    rows = [(entry, is_open(telephony.hours_of(entry), at)) for entry in telephony.entry_numbers()]
    may_change = bool(gates.scope(person, Grant.MANAGE_CLIENTS, clock.today()))
    return render(request, "rufkreis/numbers.html", {"rows": rows, "at": at, "may_change": may_change})


@gates.signed_in
def number(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One number: its hours and announcements."""
    gates.require(person, Grant.MANAGE_CLIENTS, clock.today())
    entry = telephony.entry_number_by_id(pk)
    if entry is None:
        raise Http404
    first = {name: getattr(entry, name) for name in HoursForm.base_fields}
    first["weekdays"] = entry.weekdays or list(MONDAY_TO_FRIDAY)
    form = HoursForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        set_hours(entry=entry, by=person, at=clock.now(), **form.cleaned_data)
        messages.success(request, f"{entry.number}: Öffnungszeiten gespeichert.")
        return redirect("entry_numbers")
    return render(
        request, "rufkreis/number.html", {"entry": entry, "form": form}, status=422 if form.errors else 200
    )


urlpatterns: list[URLPattern] = [
    path("nummern/", numbers, name="entry_numbers"),
    path("nummern/<int:pk>/", number, name="entry_number"),
]
