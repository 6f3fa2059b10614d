"""The desk of a TSB: the line, who is calling, the Anliegen, and their ends."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from routing.escalation import queries
from routing.escalation.actions import anliegen as verbs
from routing.escalation.models import EXCEPTIONS
from routing.escalation.queries.desk import Line, desk_page
from routing.escalation.queries.desk import line as desk_line
from routing.escalation.rules.catalogue import KIND_LABELS
from routing.escalation.rules.lifecycle import OutcomeKind
from routing.escalation.web import repeat, ruecksprache
from routing.escalation.web.forms import AnliegenForm, CloseForm, IdentificationForm, KindForm, NoteForm
from routing.escalation.web.hold import hold
from routing.escalation.web.mine import my_anliegen, my_call
from routing.escalation.web.needs import note_needs
from routing.escalation.web.rueckruf import rueckruf
from routing.escalation.web.work_order import work_order
from routing.rufkreis import queries as rufkreis
from routing.rufkreis.actions import desk as line_verbs
from routing.rufkreis.models import Rufkreis
from routing.rufkreis.rules.eligibility import REASON_LABELS, TOPIC_LABELS, WISHES, Reason, Topic
from routing.rufkreis.rules.lifecycle import TSB_WISHES, Activity, Wish
from routing.rufkreis.rules.spoken import RESTING, not_done, spoken, state_label
from socl.core import clock
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant


def _person(request: HttpRequest) -> Person:
    """The person at this desk; 403 for everybody who does not take calls."""
    assert isinstance(request.user, Person)
    gates.require(request.user, Grant.TAKE_CALLS, clock.today())
    return request.user


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """The whole desk."""
    return _desk(request)


def _desk(request: HttpRequest, status: int = 200, **forms: Any) -> HttpResponse:
    """The desk, with forms that were refused in place of fresh ones."""
    person, at = _person(request), clock.now()
    page = desk_page(person, at, unfold=request.GET.get("offen", ""))
    found = page.identification
    first = {"name": found.name, "kundennummer": found.kundennummer, "result": found.result} if found else {}
    eligible = rufkreis.eligible(person, at)
    context = {
        **_line(page.line, eligible),
        "page": page,
        "person": person,
        "identification_form": IdentificationForm(
            initial={**first, "features": found.features if found else []}, auto_id="ident_%s"
        ),
        "anliegen_form": AnliegenForm(initial={"plz": page.line.call.plz if page.line.call else ""}),
        "kinds": list(KIND_LABELS.items()),
        "exceptions": EXCEPTIONS,
        "close_form": CloseForm(auto_id=False),
        "eligible": [
            (TOPIC_LABELS[Topic(r.topic)], [REASON_LABELS[reason] for reason in reasons])
            for r, reasons in eligible
        ],
        **(repeat.caller(person, page.line.call, found, at) if page.line.call else {}),
        **forms,
    }
    return render(request, "escalation/desk.html", context, status=status)


def _line(line: Line, eligible: Sequence[tuple[Rufkreis, Sequence[Reason]]]) -> dict[str, Any]:
    """What the line fragment shows; a fact that was lost since is said, with what it takes away."""
    wish = Wish(line.presence.wish) if line.presence else Wish.OFF
    wished = [(r, reasons) for r, reasons in eligible if wish in WISHES[Topic(r.topic)]]
    return {
        "asked": len(wished),
        "barred": [
            (TOPIC_LABELS[Topic(r.topic)], [REASON_LABELS[reason] for reason in reasons])
            for r, reasons in wished
            if reasons
        ],
        "line": line,
        "wishes": list(TSB_WISHES.items()),
        "wish": wish,
        "rests": wish in RESTING,
        "activity_label": state_label(line.activity, wish),
        "not_done": not_done(line.failed) if line.failed else "",
        "said": spoken(
            line.activity,
            wish,
            Topic(line.call.rufkreis.topic) if line.call else None,
            held=line.call is not None and line.call.held,
            rings=line.offer is not None,
        ),
        "offer_topic": TOPIC_LABELS[Topic(line.offer.call.rufkreis.topic)] if line.offer else "",
        "wrap_up_seconds": (
            max(0, int((line.presence.wrap_up_until - line.at).total_seconds()))
            if line.presence and line.presence.wrap_up_until
            else 0
        ),
    }


@login_required
def line(request: HttpRequest) -> HttpResponse:
    """The fragment that rings: state, offered call, controls."""
    person, at = _person(request), clock.now()
    found = desk_line(person, at)
    eligible = rufkreis.eligible(person, at) if found.activity is Activity.IDLE else []
    context = {**_line(found, eligible), "person": person}
    return render(request, "escalation/_line.html", context)


@require_POST
@login_required
def set_wish(request: HttpRequest) -> HttpResponse:
    """Sign in, take a break, sign off."""
    wish = request.POST.get("wish", "")
    if wish not in TSB_WISHES:
        raise Http404
    line_verbs.set_presence(person=_person(request), wish=Wish(wish), at=clock.now())
    return redirect("desk")


@require_POST
@login_required
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the offered call."""
    return _do(request, lambda: line_verbs.accept_offer(offer_id=pk, person=_person(request), at=clock.now()))


@require_POST
@login_required
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the next desk have it."""
    return _do(
        request, lambda: line_verbs.decline_offer(offer_id=pk, person=_person(request), at=clock.now())
    )


@require_POST
@login_required
def hangup(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the telephone system to end the call."""
    call, person = my_call(gates.who(request), pk), _person(request)
    return _do(request, lambda: line_verbs.request_hangup(call=call, person=person, at=clock.now()))


@require_POST
@login_required
def finish_wrap_up(request: HttpRequest) -> HttpResponse:
    """Ready again."""
    return _do(request, lambda: line_verbs.finish_wrap_up(person=_person(request), at=clock.now()))


@require_POST
@login_required
def extend_wrap_up(request: HttpRequest) -> HttpResponse:
    """One more minute."""
    return _do(request, lambda: line_verbs.extend_wrap_up(person=_person(request), at=clock.now()))


def _do(request: HttpRequest, verb: Any, done: str = "") -> HttpResponse:
    """Run a verb and go back to the desk; a refusal is said there in its own words."""
    try:
        verb()
    except Refusal as no:
        messages.error(request, no.message)
    else:
        if done:
            messages.success(request, done)
    return redirect("desk")


@require_POST
@login_required
def identify(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who is calling."""
    call = my_call(gates.who(request), pk)
    form = IdentificationForm(request.POST, auto_id="ident_%s")
    if not form.is_valid():
        return _desk(request, 422, identification_form=form)
    line_verbs.identify(call=call, by=_person(request), at=clock.now(), **form.cleaned_data)
    return redirect("desk")


@require_POST
@login_required
def open_anliegen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an Anliegen; a PLZ of several Agenturen asks which one."""
    call, at = my_call(gates.who(request), pk), clock.now()
    form = AnliegenForm(request.POST)
    if not form.is_valid():
        return _desk(request, 422, anliegen_form=form)
    known = queries.identification_of(call)
    opening = verbs.Opening(
        code=form.cleaned_data["code"],
        plz=form.cleaned_data["plz"],
        agentur=request.POST.get("agentur", ""),
        name=known.name if known else "",
        kundennummer=known.kundennummer if known else "",
    )
    try:
        verbs.open_anliegen(call=call, opening=opening, by=_person(request), at=at)
    except Refusal as no:
        asked = AnliegenForm(request.POST, candidates=no.extra.get("candidates"))
        asked.add_error("agentur" if "agentur" in asked.fields else "plz", no.message)
        return _desk(request, 422, anliegen_form=asked)
    return redirect("desk")


@require_POST
@login_required
def change_kind(request: HttpRequest, pk: int) -> HttpResponse:
    """What it turned out to be."""
    anliegen, form = my_anliegen(gates.who(request), pk), KindForm(request.POST)
    if not form.is_valid():
        raise Http404
    changes = {"kind": form.cleaned_data["kind"]}
    person, at = _person(request), clock.now()
    return _do(request, lambda: verbs.change_anliegen(anliegen=anliegen, changes=changes, by=person, at=at))


@require_POST
@login_required
def protect(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it as a restricted record, or lift the mark: whatever follows from it bears the same."""
    anliegen, changes = my_anliegen(gates.who(request), pk), {"restricted": "aufheben" not in request.POST}
    person, at = _person(request), clock.now()
    return _do(request, lambda: verbs.change_anliegen(anliegen=anliegen, changes=changes, by=person, at=at))


@require_POST
@login_required
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Solved at first contact."""
    anliegen, form = my_anliegen(gates.who(request), pk), NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    person, at = _person(request), clock.now()
    return _do(
        request,
        lambda: verbs.close_resolved(anliegen=anliegen, note=note, by=person, at=at),
        "Anliegen abgeschlossen: im Erstkontakt geklärt.",
    )


@require_POST
@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Referred, wrong number, or the caller is gone."""
    anliegen, form = my_anliegen(gates.who(request), pk), CloseForm(request.POST)
    if not form.is_valid():
        raise Http404
    kind, note = OutcomeKind(form.cleaned_data["outcome"]), form.cleaned_data["note"]
    person, at = _person(request), clock.now()
    return _do(
        request,
        lambda: verbs.close_otherwise(anliegen=anliegen, kind=kind, note=note, by=person, at=at),
        "Anliegen abgeschlossen.",
    )


urlpatterns: list[URLPattern] = [
    path("", desk, name="desk"),
    path("leitung/", line, name="desk_line"),
    path("wunsch/", set_wish, name="desk_wish"),
    path("angebot/<int:pk>/annehmen/", accept, name="desk_accept"),
    path("angebot/<int:pk>/ablehnen/", decline, name="desk_decline"),
    path("anruf/<int:pk>/auflegen/", hangup, name="desk_hangup"),
    path("anruf/<int:pk>/identifikation/", identify, name="desk_identify"),
    path("anruf/<int:pk>/anliegen/", open_anliegen, name="desk_open_anliegen"),
    path("anruf/<int:pk>/beantwortet/<int:booking>/", repeat.answered, name="desk_answered"),
    path("nachbearbeitung/beenden/", finish_wrap_up, name="desk_finish_wrap_up"),
    path("nachbearbeitung/verlaengern/", extend_wrap_up, name="desk_extend_wrap_up"),
    path("anliegen/<int:pk>/art/", change_kind, name="anliegen_kind"),
    path("anliegen/<int:pk>/schutz/", protect, name="anliegen_protect"),
    path("anliegen/<int:pk>/besonderes/", note_needs, name="anliegen_needs"),
    path("anliegen/<int:pk>/geklaert/", resolve, name="anliegen_resolve"),
    path("anliegen/<int:pk>/abschluss/", close, name="anliegen_close"),
    path("anliegen/<int:pk>/rueckruf/", rueckruf, name="anliegen_rueckruf"),
    path("anliegen/<int:pk>/vormerkung/", hold, name="anliegen_hold"),
    path("anliegen/<int:pk>/fragen/", ruecksprache.ask, name="anliegen_ask"),
    path("anliegen/<int:pk>/ausnahme/", ruecksprache.enter_exception, name="anliegen_exception"),
    path("zusage/<int:pk>/anrufen/", ruecksprache.promise_call, name="promise_call"),
    path("zusage/<int:pk>/gehalten/", ruecksprache.promise_kept, name="promise_kept"),
    path("ruecksprache/<int:pk>/zurueckziehen/", ruecksprache.cancel, name="consult_cancel"),
    path("anliegen/<int:pk>/auftrag/", work_order, name="anliegen_work_order"),
]
