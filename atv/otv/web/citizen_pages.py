"""The public booking pages, one thing per page: place, Anliegen, notice, time, details, check, done."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from atv.kalender.actions.self_service import the_customer
from atv.otv.actions.booking import Wish, book_online
from atv.otv.models import OtvAnliegen
from atv.otv.queries.public import asks_for_day, opening_words, sites_near
from atv.otv.queries.termine import own_by_id
from atv.otv.queries.times import Asked, deadline_of, law_of, offer
from atv.otv.rules.citizen import Citizen, citizen
from atv.otv.rules.deadlines import comes_too_late
from atv.otv.rules.letters import CALLED, place_of, when
from atv.otv.rules.lifecycle import Way
from atv.otv.rules.shown import SHOWN_EVERY, page_of, side_by_side
from atv.otv.web.citizen_forms import DayForm, DetailsForm, PlaceForm, TimeForm
from atv.otv.web.draft import booked_in, forget
from atv.otv.web.guard import count_booking, refuse_flood
from atv.otv.web.shown import asked_day, minutes_after, termin_context
from atv.otv.web.step import Gone, Step, open_site, public, step
from socl.core import clock
from socl.lib import phone
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day, berlin_iso

MOST_DAYS = 3  # of times on one page


@require_safe
@public
def start(request: HttpRequest) -> HttpResponse:
    """Which Agentur? By postcode or place; several are asked about."""
    form = PlaceForm(request.GET if "ort" in request.GET else None)
    near = sites_near(form.cleaned_data["ort"].strip(), clock.today()) if form.is_valid() else []
    if len(near) == 1 and len(near[0].sites) == 1:
        return redirect("termin_site", near[0].sites[0].key)
    context = {"form": form, "near": near, "asked": form.is_bound and form.is_valid()}
    return render(request, "otv/start.html", context, status=422 if form.errors else 200)


@require_safe
@public
def site(request: HttpRequest, key: str) -> HttpResponse:
    """The permanent link of a Dienststelle: its Anliegen."""
    found = open_site(key)
    hours = opening_words(found.site, clock.today())
    return render(request, "otv/site.html", {"found": found, "site": found.site, "hours": hours})


@step
def notice(on: Step) -> HttpResponse:
    """What the law says before anything is booked, and the days that decide which times are in time."""
    asks = asks_for_day(on.anliegen)
    if on.request.method != "POST":
        before = on.draft.asked
        initial = {"first_jobless_on": before.first_jobless_on, "known_on": before.known_on}
        return on.page("notice", form=DayForm(on.anliegen, initial=initial) if asks else None)
    if asks:
        form = DayForm(on.anliegen, on.request.POST)
        if not form.is_valid():
            return on.page("notice", form=form, status=422)
        said = {name: day.isoformat() for name, day in form.cleaned_data.items() if day}
        on.draft.choice = {**on.draft.choice, "first_jobless_on": "", "known_on": "", **said}
    on.draft.choice["read"] = "1"
    on.keep()
    return on.to("termin_time")


@step
def time(on: Step) -> HttpResponse:
    """Day and time."""
    if asks_for_day(on.anliegen) and on.draft.asked.first_jobless_on is None:
        return on.to("termin_notice")
    form = TimeForm(on.request.POST if on.request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        on.draft.choice["starts_at"] = berlin_iso(form.cleaned_data["starts_at"])
        on.draft.choice.pop("lost", None)
        on.draft.choice.pop("nearest", None)
        on.keep()
        return on.to("termin_details")
    return _times(on, form)


def _times(on: Step, form: TimeForm) -> HttpResponse:
    """All that can be booked, three days on a page from ``?ab=`` on."""
    asked, today = on.draft.asked, berlin_day(on.at)
    found = offer(on.anliegen, asked, first=today, days=on.anliegen.horizon_days + 1, at=on.at)
    minutes = max(on.anliegen.terminart.minutes, SHOWN_EVERY)
    days = [(day, side_by_side(moments, minutes)) for day, moments in found.starts]
    page = page_of(days, asked_day(on.request), MOST_DAYS)
    deadline = deadline_of(on.anliegen, asked, on.at)
    first = berlin_day(found.first) if found.first else None
    near = on.draft.choice.get("nearest", "").split()
    form.show(page.days, [datetime.fromisoformat(text) for text in near])
    if on.draft.starts_at is not None:
        form.initial["starts_at"] = on.draft.starts_at.isoformat()
    return on.page(
        "time",
        status=422 if form.errors else 200,
        form=form,
        page=page,
        lost=on.draft.choice.get("lost", ""),
        law=law_of(on.anliegen, asked, on.at),
        deadline=deadline,
        hours=[] if page.days else opening_words(on.found.site, clock.today()),
        too_late=deadline is not None and comes_too_late(first, deadline),
    )


@step
def details(on: Step) -> HttpResponse:
    """Who comes; what was typed stays."""
    if on.draft.starts_at is None:
        return on.to("termin_time")
    if on.request.method != "POST":
        return on.page("details", form=DetailsForm(on.anliegen, initial=on.draft.details), when=_when(on))
    form = DetailsForm(on.anliegen, on.request.POST)
    if form.is_valid():
        try:
            _citizen(on.anliegen, form.cleaned_data)
        except Refusal as no:
            form.refuse(no)
    if form.errors:
        return on.page("details", form=form, when=_when(on), status=422)
    on.draft.details = {**on.draft.details, **form.cleaned_data}
    on.keep()
    return on.to("termin_check")


def _citizen(anliegen: OtvAnliegen, said: dict[str, str]) -> Citizen:
    return citizen(
        name=said.get("name", ""),
        email=said.get("email", ""),
        phone_number=said.get("phone", ""),
        needs_phone=_way(anliegen, said) == Way.TELEPHONE,
        language=said.get("language", ""),
        aid=said.get("communication_aid", ""),
    )


def _way(anliegen: OtvAnliegen, said: dict[str, str]) -> Way:
    """What was chosen where there is a choice, else the one way there is."""
    if anliegen.personal and anliegen.telephone:
        return Way(said.get("way") or Way.PERSONAL)
    return Way.PERSONAL if anliegen.personal else Way.TELEPHONE


def _when(on: Step) -> str:
    starts_at = on.draft.starts_at
    return when(starts_at, minutes_after(starts_at, on.anliegen.minutes)) if starts_at else ""


@step
def check(on: Step) -> HttpResponse:
    """Everything once more; the button books."""
    if on.draft.starts_at is None:
        return on.to("termin_time")
    try:
        who = _citizen(on.anliegen, on.draft.details)
    except Refusal:
        return on.to("termin_details")
    seen, now = on.draft.choice.get("version", ""), str(on.found.site.version)
    if on.request.method != "POST" or seen != now:
        on.draft.choice["version"] = now
        on.keep()
        changed = on.request.method == "POST"
        return _check_page(on, who, status=409 if changed else 200, changed=changed)
    return _book(on, who)


def _check_page(on: Step, who: Citizen, status: int = 200, **said: Any) -> HttpResponse:
    calls, site = _way(on.anliegen, on.draft.details) == Way.TELEPHONE, on.found.site
    facts = {"where": CALLED if calls else place_of(site.unit.name, site.address), "calls": calls}
    return on.page(
        "check", status=status, who=who, phone=phone.shown(who.phone), when=_when(on), **facts, **said
    )


def _book(on: Step, who: Citizen) -> HttpResponse:
    starts_at = on.draft.starts_at
    assert starts_at is not None  # or ``check`` had sent us back
    way, address = _way(on.anliegen, on.draft.details), str(on.request.META.get("REMOTE_ADDR", ""))
    asked = on.draft.asked if asks_for_day(on.anliegen) else Asked()
    wish = Wish(on.key, on.code, starts_at, way, asked)
    try:
        refuse_flood(address, who.email)
        made = book_online(wish=wish, citizen=who, by=the_customer(on.at), at=on.at)
    except Refusal as no:
        if no.code == "withdrawn":
            raise Gone(on.found) from None
        if "alternatives" not in no.extra:
            return _check_page(on, who, status=no.status, refused=no.message)
        on.draft.choice["lost"] = no.message
        on.draft.choice["nearest"] = " ".join(no.extra["alternatives"])
        on.draft.choice["starts_at"] = ""
        on.keep()
        return on.to("termin_time")
    count_booking(address, who.email)
    forget(on.request, made.pk)
    return redirect("termin_booked")


@require_safe
@public
def booked(request: HttpRequest) -> HttpResponse:
    """It is noted; what is left to do. Shown again on every reload, for an hour."""
    pk = booked_in(request)
    termin = own_by_id(pk) if pk else None
    if termin is None:
        return redirect("termin_start")
    return render(request, "otv/booked.html", termin_context(termin, clock.now()))


urlpatterns: list[URLPattern] = [
    path("", start, name="termin_start"),
    path("gebucht/", booked, name="termin_booked"),
    path("<slug:key>/", site, name="termin_site"),
    path("<slug:key>/<slug:code>/", notice, name="termin_notice"),
    path("<slug:key>/<slug:code>/zeit/", time, name="termin_time"),
    path("<slug:key>/<slug:code>/angaben/", details, name="termin_details"),
    path("<slug:key>/<slug:code>/pruefen/", check, name="termin_check"),
]
