"""Opening a region: what is open, who has signed, the load to be expected; and taking it back."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from rollout.actions import switch as verbs
from rollout.models import WaveRegion
from rollout.queries import readiness, switch, tile
from rollout.queries.facts import findings
from rollout.rules.readiness import FACTS, dated
from rollout.rules.switch import SIDE_LABELS, Side, uncovered
from rollout.web.forms import LoadForm, OpenForm, ReasonForm
from rollout.web.guard import region_within
from socl.core import clock
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_moment
from socl.orga import gates
from socl.orga.gates import signed_in
from socl.orga.models import Person, ProgrammeCode
from socl.orga.rules.roles import Grant


@require_safe
@signed_in
def switch_page(request: HttpRequest, person: Person, programme: str, key: str) -> HttpResponse:
    """Everything that belongs to the decision, read anew."""
    return _page(request, person, region_within(person, programme, key, Grant.LEAD_ROLLOUT))


def _page(request: HttpRequest, person: Person, row: WaveRegion, **refused: Any) -> HttpResponse:
    at, today = clock.now(), clock.today()
    since = readiness.since_of(readiness.latest(row))
    red = [f for f in dated(findings(row, at), since, today.isoformat()) if f.is_red]
    signatures = switch.live_signatures(row)
    day = _day(request, today)
    side = switch.side_of(person, row.region, today)
    context = {
        "row": row,
        "tile": tile(row, gates.scope(person, Grant.READ_ROLLOUT, today), at),
        "red": red,
        "by_fact": Counter(FACTS[f.fact].title for f in red).most_common(),
        "left": len(uncovered(red, {Side(s.side): s.covers for s in signatures})),
        "signatures": signatures,
        "side": SIDE_LABELS[side] if side else "",
        "history": switch.switches_of(row),
        "loads": switch.expected_load(row, day) if row.programme.code == ProgrammeCode.SOC_L else [],
        "day": day,
        "open_form": OpenForm(initial={"day": today, "clock": "08:00"}),
        "sign_form": ReasonForm(auto_id="id_sign_%s"),
        "back_form": ReasonForm(auto_id="id_back_%s"),
        **refused,
        "refused": bool(refused),
    }
    return render(request, "rollout/switch.html", context, status=422 if refused else 200)


def _day(request: HttpRequest, today: date) -> date:
    """The day whose load is shown: the one asked for, else today."""
    form = LoadForm(request.GET) if request.GET else None
    found: date = form.cleaned_data["tag"] if form and form.is_valid() else today
    return found


def _done(request: HttpRequest, row: WaveRegion, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("rollout_switch", row.programme.code, row.region.key)


def _decide(form: Form, verb: Callable[[dict[str, Any]], object]) -> bool:
    """Do ``verb`` with what the form says; False if either refuses, with the reason in the form."""
    if form.is_valid():
        try:
            verb(form.cleaned_data)
        except Refusal as no:
            form.add_error(None, no.message)
    return form.is_valid()


@require_POST
@signed_in
def open_region(request: HttpRequest, person: Person, programme: str, key: str) -> HttpResponse:
    """Switch the region on, now or at a time."""
    row, form = region_within(person, programme, key, Grant.LEAD_ROLLOUT), OpenForm(request.POST)

    def open_(said: dict[str, Any]) -> None:
        live_from = None if said["now"] else berlin_moment(said["day"], said["clock"])
        verbs.open_region(wave_region=row, live_from=live_from, by=person, at=clock.now())

    if _decide(form, open_):
        return _done(request, row, "Die Region ist eingeschaltet.")
    return _page(request, person, row, open_form=form)


@require_POST
@signed_in
def override(request: HttpRequest, person: Person, programme: str, key: str) -> HttpResponse:
    """Sign for one's own side."""
    row = region_within(person, programme, key, Grant.LEAD_ROLLOUT)
    side = switch.side_of(person, row.region, clock.today())
    if side is None:
        raise PermissionDenied
    form = ReasonForm(request.POST, auto_id="id_sign_%s")
    if _decide(
        form, lambda said: verbs.sign_override(wave_region=row, side=side, by=person, at=clock.now(), **said)
    ):
        return _done(request, row, "Ihre Unterschrift ist eingetragen.")
    return _page(request, person, row, sign_form=form)


@require_POST
@signed_in
def rollback(request: HttpRequest, person: Person, programme: str, key: str) -> HttpResponse:
    """Take the region back."""
    row = region_within(person, programme, key, Grant.LEAD_ROLLOUT)
    form = ReasonForm(request.POST, auto_id="id_back_%s")
    if _decide(form, lambda said: verbs.roll_back(wave_region=row, by=person, at=clock.now(), **said)):
        return _done(request, row, "Die Region ist zurückgenommen.")
    return _page(request, person, row, back_form=form)
