"""The Gesprächsleitfäden as pages: read and searched by everybody, written by the Redaktion."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from routing.escalation.actions import guides as verbs
from routing.escalation.models import Gespraechsleitfaden
from routing.escalation.queries import guides as queries
from routing.escalation.rules.leitfaden import GuideState, Leitfaden, difference
from socl.core import clock
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant

LONGEST_SEARCH = 60


class LinesField(forms.CharField):
    """One text per line."""

    def __init__(self, label: str, *, rows: int, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=required,
            max_length=4000,
            help_text=help_text or "Eine je Zeile.",
            widget=forms.Textarea(attrs={"rows": rows}),
        )

    def clean(self, value: Any) -> Any:
        text: str = super().clean(value)
        return tuple(line.strip() for line in text.splitlines() if line.strip())


class GuideForm(forms.Form):
    """What a draft says."""

    questions = LinesField("Fragen", rows=4)
    steps = LinesField("Schritte", rows=5)
    may_say = forms.CharField(max_length=1000, label="Sagen", widget=forms.Textarea(attrs={"rows": 2}))
    must_say = forms.CharField(max_length=1000, label="Wichtig", widget=forms.Textarea(attrs={"rows": 2}))
    needs_clearance = forms.BooleanField(
        required=False, label="Ein Schritt braucht die zusätzlichen Berechtigungen in den Fachverfahren"
    )
    links = LinesField("Verweise", rows=2, required=False, help_text="Eine Fundstelle je Zeile.")
    edit = forms.IntegerField(min_value=0, max_value=2**31, widget=forms.HiddenInput)


def _writes(person: Person) -> bool:
    return bool(gates.scope(person, Grant.WRITE_GUIDES, clock.today()))


def _versions(person: Person, code: str) -> list[Gespraechsleitfaden]:
    """All versions that the person may read, latest first; 404 without any. Drafts are for the Redaktion."""
    found = [g for g in queries.versions_of(code) if g.state != GuideState.DRAFT or _writes(person)]
    if not found:
        raise Http404
    return found


def _one(found: list[Gespraechsleitfaden], asked: str) -> Gespraechsleitfaden:
    """The version with that number; without one the one in force, else the latest."""
    if not asked:
        return next((g for g in found if g.state == GuideState.RELEASED), found[0])
    chosen = [g for g in found if str(g.version) == asked]
    if not chosen:
        raise Http404
    return chosen[0]


@require_safe
@gates.signed_in
def guides(request: HttpRequest, person: Person) -> HttpResponse:
    """Every guide in force, or those that speak of something."""
    words = request.GET.get("suche", "")[:LONGEST_SEARCH]
    found = queries.that_speak_of(words, drafts=_writes(person))
    context = {"words": words, "guides": found, "writes": _writes(person)}
    template = (
        "escalation/_guides_found.html" if request.headers.get("HX-Request") else "escalation/guides.html"
    )
    return render(request, template, context)


@require_safe
@gates.signed_in
def guide(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """One version, by default the one in force, with the list of all."""
    found = _versions(person, code)
    shown = _one(found, request.GET.get("fassung", ""))
    before = next((g for g in found if g.version < shown.version), None)
    context = {"guide": shown, "versions": found, "before": before, "writes": _writes(person)}
    return render(request, "escalation/guide.html", context)


@require_safe
@gates.signed_in
def compare(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """What changed from one version (``von``) to another (``bis``); by default to the latest from the one before."""
    found = _versions(person, code)
    new = _one(found, request.GET.get("bis", "") or str(found[0].version))
    older = [g for g in found if g.version < new.version]
    old = _one(found, request.GET.get("von", "")) if request.GET.get("von") else (older[0] if older else new)
    context = {"old": old, "new": new, "sections": difference(old.content, new.content)}
    return render(request, "escalation/guide_diff.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@gates.signed_in
def draft(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Write the next version; it begins as the latest one stands."""
    gates.require(person, Grant.WRITE_GUIDES, clock.today())
    latest = _versions(person, code)[0]
    form = GuideForm(request.POST or None, initial=_initial(latest))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        edit = values.pop("edit")
        try:
            verbs.draft_guide(code=code, content=Leitfaden(**values), edit=edit, by=person, at=clock.now())
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, "Der Entwurf ist gespeichert. Er gilt, sobald er freigegeben ist.")
            return redirect("guide_compare", code)
    context = {"guide": latest, "form": form}
    return render(request, "escalation/guide_draft.html", context, status=422 if form.errors else 200)


def _initial(latest: Gespraechsleitfaden) -> dict[str, Any]:
    said = latest.content
    return {
        **vars(said),
        "questions": "\n".join(said.questions),
        "steps": "\n".join(said.steps),
        "links": "\n".join(said.links),
        "edit": latest.edit if latest.state == GuideState.DRAFT else 0,
    }


@require_POST
@gates.signed_in
def release(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """The draft that was read is in force from now on."""
    gates.require(person, Grant.WRITE_GUIDES, clock.today())
    text = request.POST.get("edit", "")
    edit = int(text) if text.isdecimal() and len(text) < 10 else 0
    return _act(
        request,
        code,
        lambda: verbs.release_guide(code=code, edit=edit, by=person, at=clock.now()),
        "Freigegeben: Diese Fassung gilt ab jetzt.",
    )


@require_POST
@gates.signed_in
def withdraw(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """No version is in force any more."""
    gates.require(person, Grant.WRITE_GUIDES, clock.today())
    return _act(
        request,
        code,
        lambda: verbs.withdraw_guide(code=code, by=person, at=clock.now()),
        "Zurückgezogen: Zu diesem Anliegen gilt kein Leitfaden mehr.",
    )


def _act(request: HttpRequest, code: str, verb: Callable[[], object], done: str) -> HttpResponse:
    try:
        verb()
    except Refusal as no:
        if no.status == 404:
            raise Http404 from None
        messages.error(request, no.message)
    else:
        messages.success(request, done)
    return redirect("guide", code)


urlpatterns: list[URLPattern] = [
    path("", guides, name="guides"),
    path("<slug:code>/", guide, name="guide"),
    path("<slug:code>/unterschied/", compare, name="guide_compare"),
    path("<slug:code>/entwurf/", draft, name="guide_draft"),
    path("<slug:code>/freigeben/", release, name="guide_release"),
    path("<slug:code>/zurueckziehen/", withdraw, name="guide_withdraw"),
]
