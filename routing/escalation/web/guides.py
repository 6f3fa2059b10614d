"""The Gesprächsleitfäden as pages: read and searched by everybody, written by the Redaktion."""

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
from socl.core.forms import DayField
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant

LONGEST_SEARCH = 60
MARK = "*"  # before a step that needs the additional Berechtigungen


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
    steps = LinesField(
        "Schritte",
        rows=5,
        help_text=f"Einer je Zeile. {MARK} davor: braucht die zusätzlichen Berechtigungen in den Fachverfahren.",
    )
    may_say = forms.CharField(max_length=1000, label="Sagen", widget=forms.Textarea(attrs={"rows": 2}))
    must_say = forms.CharField(max_length=1000, label="Wichtig", widget=forms.Textarea(attrs={"rows": 2}))
    links = LinesField("Verweise", rows=2, required=False, help_text="Eine Fundstelle je Zeile.")
    edit = forms.IntegerField(min_value=0, max_value=2**31, widget=forms.HiddenInput)

    def clean_steps(self) -> tuple[str, ...]:
        """The steps; a mark with nothing behind it is none."""
        marked = [(line.lstrip(f"{MARK} "), line.startswith(MARK)) for line in self.cleaned_data["steps"]]
        steps = [(text, needs) for text, needs in marked if text]
        if not steps:
            raise forms.ValidationError("Bitte mindestens einen Schritt angeben.")
        self.cleared = tuple(number for number, (_, needs) in enumerate(steps, start=1) if needs)
        return tuple(text for text, _ in steps)

    def content(self) -> Leitfaden:
        """What the draft says."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "edit"}
        return Leitfaden(**said, cleared_steps=self.cleared)


class ReleaseForm(forms.Form):
    """From which day on the draft that was read is in force."""

    on = DayField(label="Gilt ab", required=False, help_text="Leer lassen: ab sofort.")
    edit = forms.IntegerField(min_value=0, max_value=2**31, widget=forms.HiddenInput)


def _writes(person: Person) -> bool:
    return bool(gates.scope(person, Grant.WRITE_GUIDES, clock.today()))


def _versions(person: Person, code: str) -> list[Gespraechsleitfaden]:
    """All versions that the person may read, latest first; 404 without any. Drafts are for the Redaktion."""
    found = [
        g for g in queries.versions_of(code, clock.today()) if g.state != GuideState.DRAFT or _writes(person)
    ]
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
    found = queries.that_speak_of(words, clock.today(), drafts=_writes(person))
    context = {"words": words, "guides": found, "writes": _writes(person)}
    template = (
        "escalation/_guides_found.html" if request.headers.get("HX-Request") else "escalation/guides.html"
    )
    return render(request, template, context)


@require_safe
@gates.signed_in
def guide(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """One version, by default the one in force, with the list of all."""
    return _guide_page(request, person, code)


def _guide_page(
    request: HttpRequest, person: Person, code: str, refused: ReleaseForm | None = None
) -> HttpResponse:
    found = _versions(person, code)
    shown = found[0] if refused else _one(found, request.GET.get("fassung", ""))
    is_draft = shown.state == GuideState.DRAFT
    context = {
        "guide": shown,
        "versions": found,
        "next": next((g for g in found if g.state == GuideState.SCHEDULED), None),
        "writes": _writes(person),
        "form": refused or (ReleaseForm(initial={"edit": shown.edit}) if is_draft else None),
    }
    return render(request, "escalation/guide.html", context, status=422 if refused else 200)


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
        edit = form.cleaned_data["edit"]
        try:
            verbs.draft_guide(code=code, content=form.content(), edit=edit, by=person, at=clock.now())
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
        "steps": "\n".join(f"{MARK} {text}" if needs else text for text, needs in said.numbered_steps),
        "links": "\n".join(said.links),
        "edit": latest.edit if latest.state == GuideState.DRAFT else 0,
    }


@require_POST
@gates.signed_in
def release(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """The draft that was read is in force from now, or from the day that was named."""
    gates.require(person, Grant.WRITE_GUIDES, clock.today())
    form = ReleaseForm(request.POST)
    if form.is_valid():
        try:
            done = verbs.release_guide(code=code, by=person, at=clock.now(), **form.cleaned_data)
        except Refusal as no:
            _gone(no)
            form.add_error("on" if "on" in no.extra.get("errors", ()) else None, no.message)
        else:
            assert done.in_force_on is not None
            later = done.state == GuideState.SCHEDULED
            when = f"ab dem {done.in_force_on:%d.%m.%Y}, bis dahin die bisherige" if later else "ab jetzt"
            messages.success(request, f"Freigegeben: Diese Fassung gilt {when}.")
            return redirect("guide", code)
    return _guide_page(request, person, code, form)


@require_POST
@gates.signed_in
def withdraw(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """The version that was read is in force no more, or will not be."""
    gates.require(person, Grant.WRITE_GUIDES, clock.today())
    text = request.POST.get("fassung", "")
    version = int(text) if text.isdecimal() and len(text) < 5 else 0
    try:
        verbs.withdraw_guide(code=code, version=version, by=person, at=clock.now())
    except Refusal as no:
        _gone(no)
        messages.error(request, no.message)
    else:
        messages.success(request, f"Fassung {version} ist zurückgezogen.")
    return redirect("guide", code)


def _gone(no: Refusal) -> None:
    if no.status == 404:
        raise Http404 from None


urlpatterns: list[URLPattern] = [
    path("", guides, name="guides"),
    path("<slug:code>/", guide, name="guide"),
    path("<slug:code>/unterschied/", compare, name="guide_compare"),
    path("<slug:code>/entwurf/", draft, name="guide_draft"),
    path("<slug:code>/freigeben/", release, name="guide_release"),
    path("<slug:code>/zurueckziehen/", withdraw, name="guide_withdraw"),
]
