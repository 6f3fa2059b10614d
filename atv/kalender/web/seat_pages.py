"""Besetzung: who sits at which Serviceplatz on a day."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from atv.kalender.actions.besetzung import seat
from atv.kalender.queries import supply_view
from atv.kalender.queries.supply_view import Seat
from atv.kalender.web.forms import DayForm
from atv.kalender.web.guard import signed_in
from atv.kalender.web.supply_pages import kalender_for_lead
from socl.core import clock
from socl.core.forms import Plain
from socl.lib.refusal import Refusal
from socl.lib.workdays import ONE_DAY
from socl.orga.models import Person


class SeatForm(Plain):
    """One choice per Serviceplatz."""

    def __init__(self, *args: Any, seats: list[Seat], staff: list[Person], **given: Any) -> None:
        super().__init__(*args, **given)
        nobody = [("", "niemand")]
        for s in seats:
            self.fields[f"platz-{s.place.pk}"] = forms.ChoiceField(
                label=f"Serviceplatz {s.place.number}{', ' + s.place.label if s.place.label else ''}",
                choices=nobody + [(str(p.pk), p.name) for p in staff],
                initial=str(s.person_id or ""),
                required=False,
            )

    def persons(self) -> dict[int, int | None]:
        """Serviceplatz (id) -> person (id)."""
        said = self.cleaned_data.items()
        return {int(name.split("-")[1]): int(value) if value else None for name, value in said}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def seating(request: HttpRequest, person: Person, team: str) -> HttpResponse:
    """The seats of one day; saved at once, for nothing that is booked depends on them."""
    kalender, today = kalender_for_lead(person, team), clock.today()
    asked = DayForm(request.GET if "tag" in request.GET else {"tag": today.isoformat()})
    day: date = asked.cleaned_data["tag"] if asked.is_valid() else today
    given: dict[str, Any] = {
        "seats": supply_view.seats(kalender, day),
        "staff": supply_view.staff(kalender.unit, day),
    }
    form = SeatForm(request.POST, **given) if request.method == "POST" else SeatForm(**given)
    if form.is_valid():
        try:
            seat(kalender_id=kalender.pk, day=day, persons=form.persons(), by=person, at=clock.now())
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, "Die Besetzung ist gespeichert.")
            return redirect(f"{reverse('seating', args=[team])}?tag={day.isoformat()}")
    context = {
        "team": kalender.unit,
        "day": day,
        "day_form": asked,
        "form": form,
        "previous": day - ONE_DAY,
        "next": day + ONE_DAY,
    }
    return render(request, "kalender/seating.html", context, status=422 if form.errors else 200)
