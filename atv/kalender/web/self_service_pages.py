"""Public pages: a customer sees, moves and cancels the own Rückruf. Everything by POST, nothing in the address."""

from datetime import datetime

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from atv.kalender.actions.self_service import cancel_own, move_own
from atv.kalender.models import Booking
from atv.kalender.queries.self_service import may_change, times_for
from atv.kalender.rules.lifecycle import LABELS, State
from atv.kalender.web.forms import TimesForm, shown_span
from atv.kalender.web.own import find_or_count
from socl.core import clock
from socl.core.forms import Plain, ReferenceField, times_instead
from socl.lib.refusal import Refusal

UNKNOWN = "Zu diesen Angaben gibt es keinen Rückruf. Bitte beide Angaben prüfen."


class OwnForm(Plain):
    """The reference and something that only the customer knows."""

    reference = ReferenceField()
    second_fact = forms.CharField(
        label="Rückrufnummer, Kundennummer oder E-Mail-Adresse",
        max_length=120,
        help_text="Eine dieser Angaben, so wie Sie sie bei der Buchung genannt haben.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Bitte eine der drei Angaben machen."},
    )


@never_cache
@sensitive_post_parameters("reference", "second_fact")
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Ask for both facts, then show the Rückruf with what can be done; every step carries them along by POST."""
    if request.method != "POST":
        return render(request, "kalender/own_ask.html", {"form": OwnForm()})
    form = OwnForm(request.POST)
    if not form.is_valid():
        return render(request, "kalender/own_ask.html", {"form": form}, status=422)
    try:
        found = find_or_count(**form.cleaned_data, address=str(request.META.get("REMOTE_ADDR", "")))
    except Http404:
        form.add_error(None, UNKNOWN)
        return render(request, "kalender/own_ask.html", {"form": form}, status=422)
    except Refusal as no:
        form.add_error(None, no.message)
        return render(request, "kalender/own_ask.html", {"form": form}, status=no.status)
    return _act(request, found, form)


def _act(request: HttpRequest, found: Booking, form: OwnForm) -> HttpResponse:
    """Do what was asked for; a refusal is said above the times that are left."""
    act, at, said = request.POST.get("act", "show"), clock.now(), ""
    times = TimesForm(request.POST if act == "move" else None)
    nearest: list[datetime] = []
    try:
        if act == "cancel":
            cancel_own(booking=found, at=at)
            said = "Ihr Rückruf ist abgesagt. Sie müssen nichts weiter tun."
        elif act == "move" and times.is_valid():
            move_own(booking=found, starts_at=times.cleaned_data["starts_at"], at=at)
            said = "Ihr Rückruf ist verlegt."
    except Refusal as no:
        times.full_clean()
        times.add_error(None, no.message)
        nearest = times_instead(no)
    found.refresh_from_db(fields=["state", "starts_at", "ends_at", "serviceplatz", "version"])
    return _page(request, found, form, TimesForm() if said else times, said, nearest)


def _page(
    request: HttpRequest, found: Booking, form: OwnForm, times: TimesForm, said: str, nearest: list[datetime]
) -> HttpResponse:
    at, changeable = clock.now(), may_change(found, clock.now())
    if changeable:
        days: dict[object, list[datetime]] = {}
        for start in times_for(found, at):
            days.setdefault(start.date(), []).append(start)
        times.offer(list(days.items()), nearest)  # type: ignore[arg-type]
    context = {
        "booking": found,
        "when": shown_span(found.starts_at, found.ends_at),
        "state": LABELS[State(found.state)],
        "changeable": changeable,
        "form": form,
        "times": times,
        "said": said,
    }
    return render(request, "kalender/own.html", context, status=422 if times.errors else 200)


urlpatterns: list[URLPattern] = [path("", own, name="own_rueckruf")]
