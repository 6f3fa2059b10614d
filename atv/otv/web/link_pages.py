"""The citizen's own Termin, behind the signed link or behind number and second fact: GET shows, POST acts."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from atv.kalender.actions.self_service import the_customer
from atv.otv.actions.booking import confirm
from atv.otv.actions.cancelling import cancel, move
from atv.otv.models import OtvTermin
from atv.otv.queries.invitation import invitation
from atv.otv.queries.links import Link, Power, address_of, follow, is_over
from atv.otv.queries.termine import own_by_id
from atv.otv.queries.times import Asked, offer
from atv.otv.rules.lifecycle import Cancelled
from atv.otv.rules.shown import SHOWN_EVERY, Page, page_of, side_by_side
from atv.otv.web.citizen_forms import TimeForm
from atv.otv.web.guard import find_or_count
from atv.otv.web.shown import asked_day, termin_context
from atv.otv.web.step import FORM, public
from socl.core import clock
from socl.core.forms import Plain, ReferenceField, times_instead
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day

MOST_DAYS = 3
UNKNOWN = "Zu diesen Angaben gibt es keinen Termin. Bitte beide Angaben prüfen."
SAID = {
    "confirm": "Ihr Termin ist bestätigt.",
    "instead": "Ihr Termin ist bestätigt, der andere abgesagt.",
    "cancel": "Ihr Termin ist abgesagt. Sie müssen nichts weiter tun.",
    "move": "Ihr Termin hat eine neue Zeit.",
}


class OwnForm(Plain):
    """The number and something that only the citizen knows."""

    reference = ReferenceField()
    second_fact = forms.CharField(
        label="E-Mail-Adresse oder Telefonnummer",
        max_length=254,
        help_text="So, wie Sie sie bei der Buchung angegeben haben.",
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Bitte E-Mail-Adresse oder Telefonnummer angeben."},
    )


@require_http_methods(FORM)
@public
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the signed link. Forged: 404; over: 410; mail scanners that follow it change nothing."""
    found, at = follow(token), clock.now()
    if found is None:
        raise Http404
    if found.termin.purged_at or is_over(found.termin, at):
        return render(request, "otv/over.html", {"site": found.termin.anliegen.site}, status=410)
    return _act(request, found, at, {"token": token})


@require_safe
@public
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """The Termin as a file for a calendar."""
    found, at = follow(token), clock.now()
    if found is None or is_over(found.termin, at) or not found.termin.booking.reference:
        raise Http404
    part = invitation(found.termin, address_of(found.termin, found.power), at)
    answer = HttpResponse(part.content, content_type=part.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{part.name}"'
    return answer


@require_http_methods(FORM)
@sensitive_post_parameters("reference", "second_fact")
@public
def own(request: HttpRequest) -> HttpResponse:
    """By number and second fact; every step carries both along by POST. Rule OTVT-9."""
    if request.method != "POST":
        return render(request, "otv/own_ask.html", {"form": OwnForm()})
    form = OwnForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            termin = find_or_count(**form.cleaned_data, address=str(request.META.get("REMOTE_ADDR", "")))
        except Http404:
            form.add_error(None, UNKNOWN)
        except Refusal as no:
            form.add_error(None, no.message)
            status = no.status
        else:
            return _act(request, Link(termin, Power.MANAGE), clock.now(), {"own": form})
    return render(request, "otv/own_ask.html", {"form": form}, status=status)


def _act(request: HttpRequest, found: Link, at: datetime, frame: dict[str, Any]) -> HttpResponse:
    """Do what was asked for; a refusal is said above what can still be done."""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form, said, refused, nearest = TimeForm(request.POST if act == "move" else None), "", "", []
    extra: dict[str, Any] = {}
    try:
        if act == "move" and not form.is_valid():
            pass
        elif act in SAID:
            _do(act, found, form, at)
            said = SAID[act]
    except Refusal as no:
        refused, extra = no.message, no.extra
        nearest = times_instead(no)
    termin = own_by_id(found.termin.pk) or found.termin
    times = form if act == "move" and not said else TimeForm()
    context = {
        **termin_context(termin, at),
        **frame,
        "power": found.power,
        "said": said,
        "refused": refused,
        "other": datetime.fromisoformat(extra["starts_at"]) if "starts_at" in extra else None,
        "times": times,
        "page": _offer(termin, times, nearest, asked_day(request), at),
    }
    failed = bool(refused or (act == "move" and form.errors))
    return render(request, "otv/own.html", context, status=422 if failed else 200)


def _do(act: str, found: Link, form: TimeForm, at: datetime) -> None:
    by = the_customer(at)
    if act in ("confirm", "instead"):
        if found.power is not Power.CONFIRM:
            raise Refusal("not_allowed", "Bitte den Link aus der E-Mail benutzen.", rule="OTVT-5")
        confirm(termin=found.termin, by=by, at=at, instead=act == "instead")
    elif act == "cancel":
        cancel(termin=found.termin, how=Cancelled.CITIZEN, who=None, by=by, at=at)
    else:
        move(termin=found.termin, starts_at=form.cleaned_data["starts_at"], by=by, at=at)


def _offer(
    termin: OtvTermin, form: TimeForm, nearest: list[datetime], begin: date, at: datetime
) -> Page | None:
    """Put some other times from ``begin`` on into the form; none where the site takes nothing any more."""
    anliegen = termin.anliegen
    if not anliegen.active:
        return None
    asked, days = Asked(first_jobless_on=termin.first_jobless_on), anliegen.horizon_days + 1
    found = offer(anliegen, asked, first=berlin_day(at), days=days, at=at, without=termin.booking)
    minutes, present = max(anliegen.terminart.minutes, SHOWN_EVERY), termin.booking.starts_at
    free_days = [
        (day, side_by_side([m for m in moments if m != present], minutes)) for day, moments in found.starts
    ]
    page = page_of([(day, moments) for day, moments in free_days if moments], begin, MOST_DAYS)
    form.show(page.days, nearest)
    return page


urlpatterns: list[URLPattern] = [
    path("nummer/", own, name="termin_own"),
    path("link/<str:token>/", link, name="termin_link"),
    path("link/<str:token>/termin.ics", ics, name="termin_ics"),
]
