"""The OTK: an agency chooses and words what citizens may book, releases and withdraws it; the RD reads along."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atv.otv.actions.anliegen import put_anliegen
from atv.otv.actions.changing import Order
from atv.otv.actions.content import change_site, comment, copy_site, roll_back
from atv.otv.actions.sites import release, report_start, set_up_site, withdraw
from atv.otv.models import OtvSite
from atv.otv.queries import otk
from atv.otv.queries.sites import offered, site_by_key
from atv.otv.queries.texts import is_missing
from atv.otv.rules.areas import Area
from atv.otv.rules.catalogue import OFFERED
from atv.otv.rules.diff import diff
from atv.otv.web import otk_forms as forms
from atv.otv.web.otk_words import VERBS
from socl.core import clock
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.gates import signed_in
from socl.orga.models import Person
from socl.orga.queries import unit_by_key
from socl.orga.rules.roles import Grant


def site_for(person: Person, key: str, grant: Grant) -> OtvSite:
    """The site of that key within the reach of ``grant``; 404 for any other."""
    site = site_by_key(key)
    if site is None:
        raise Http404
    gates.require(person, grant, clock.today(), site.unit)
    return site


def may(person: Person, grant: Grant, site: OtvSite) -> bool:
    """True if the person has ``grant`` for this site."""
    return gates.scope(person, grant, clock.today()).covers(site.unit)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sites(request: HttpRequest, person: Person) -> HttpResponse:
    """Every Dienststelle in reach, and a form that begins a site. Rules OTV 2/2 to OTV 2/4."""
    scope = gates.require(person, Grant.READ_OTV, clock.today())
    configures = gates.scope(person, Grant.CONFIGURE_OTV, clock.today())
    lines = otk.lines(scope, clock.today())
    units = [(line.unit.key, line.unit.name) for line in lines if configures.covers(line.unit)]
    form = forms.NewSiteForm(request.POST or None, units=list(dict.fromkeys(units)))
    if request.method == "POST":
        gates.require(person, Grant.CONFIGURE_OTV, clock.today())
        if form.is_valid() and (made := _begun(form, person)) is not None:
            return redirect("otk_site", made.key)
    context = {"lines": lines, "form": form if units else None}
    return render(request, "otv/otk_sites.html", context, status=422 if form.errors else 200)


def _begun(form: forms.NewSiteForm, person: Person) -> OtvSite | None:
    d = form.cleaned_data
    unit = unit_by_key(d["unit"], clock.today())
    if unit is None:
        raise Http404
    rules = {name: d[name] for name in ("area", "exempt", "trial_until")}
    try:
        return set_up_site(unit=unit, by=person, at=clock.now(), **rules)
    except Refusal as no:
        form.add_error(None, f"{no.message} ({no.rule})" if no.rule else no.message)
        return None


@require_safe
@signed_in
def site(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """One site: its state, its Anliegen, its permanent link (OTV 2/19), what is missing, what the RD said."""
    return site_page(request, person, site_for(person, key, Grant.READ_OTV))


def site_page(
    request: HttpRequest, person: Person, found: OtvSite, refused: tuple[str, Any] | None = None
) -> HttpResponse:
    """The page, with one of its forms refused if ``refused`` names it."""
    at = {"version": found.version, "day": clock.today()}
    shown: dict[str, Any] = {
        "release": forms.DayForm(initial=at, label="Freischalten ab", prefix="frei"),
        "withdraw": forms.DayForm(initial=at, label="Nicht mehr ab", prefix="ende"),
        "start": forms.DayForm(
            initial={**at, "day": found.planned_start_on}, label="Geplanter Start", prefix="start"
        ),
        "comment": forms.CommentForm(),
    }
    if refused is not None:
        shown[refused[0]] = refused[1]
    context = {
        "site": found,
        "forms": shown,
        "is_eingangszone": found.area == Area.EINGANGSZONE,
        "choices": otk.choices(found),
        "central": otk.central(),
        "prescribed": otk.block(),
        "needs_official": is_missing(),
        "comments": otk.comments(found),
        "booked": otk.booked_ahead(found, clock.today()),
        "link": f"{settings.BASE_URL}/termin/{found.key}/",
        "configures": may(person, Grant.CONFIGURE_OTV, found),
        "comments_too": may(person, Grant.COMMENT_OTV, found),
    }
    return render(request, "otv/otk_site.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def anliegen(request: HttpRequest, person: Person, key: str, code: str) -> HttpResponse:
    """The form of one Anliegen; its preview shows what citizens will read and what would change."""
    if request.method == "POST":
        found = site_for(person, key, Grant.CONFIGURE_OTV)
    else:
        found = site_for(person, key, Grant.READ_OTV)
    if code not in OFFERED:
        raise Http404
    choice = otk.choice_of(code, otk.anliegen_of(found, code))
    start = {**vars(choice.values), "version": found.version}
    form = forms.AnliegenForm(request.POST or None, choice=choice, initial=start)
    context = {"site": found, "choice": choice, "form": form, "prescribed": otk.block()}
    context["configures"] = may(person, Grant.CONFIGURE_OTV, found)
    if form.is_bound and form.is_valid():
        wanted = form.values()
        if request.POST.get("schritt") == "speichern":
            order = Order(found.pk, person, clock.now(), form.cleaned_data["version"])
            try:
                put_anliegen(order=order, code=code, wanted=wanted)
            except Refusal as no:
                form.add_error(None, no.message)
            else:
                messages.success(request, f"„{choice.entry.title}“ ist gespeichert.")
                return redirect("otk_site", key)
        else:
            was, now = ({"anliegen": {code: vars(v)}} for v in (choice.values, wanted))
            context |= {"shown": wanted, "differences": diff(was, now)}
    return render(request, "otv/otk_anliegen.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def about(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """What the Dienststelle says about itself."""
    found = site_for(person, key, Grant.CONFIGURE_OTV)
    form = forms.SiteForm(request.POST or None, initial=forms.SiteForm.initial_of(found))
    if form.is_bound and form.is_valid():
        order = Order(found.pk, person, clock.now(), form.cleaned_data["version"])
        try:
            change_site(order=order, wanted=form.values())
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, "Die Angaben sind gespeichert.")
            return redirect("otk_site", key)
    context = {"site": found, "form": form, "title": "Angaben zur Dienststelle", "button": "Speichern"}
    return render(request, "otv/otk_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def copy(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Take over the Anliegen of another site in reach."""
    found = site_for(person, key, Grant.CONFIGURE_OTV)
    others = otk.other_sites(gates.scope(person, Grant.READ_OTV, clock.today()), found)
    form = forms.CopyForm(request.POST or None, sites=others, initial={"version": found.version})
    if form.is_bound and form.is_valid():
        source = next(s for s in others if s.key == form.cleaned_data["source"])
        order = Order(found.pk, person, clock.now(), form.cleaned_data["version"])
        try:
            copy_site(order=order, source=source)
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, f"Die Anliegen von {source.unit.name} sind übernommen.")
            return redirect("otk_site", key)
    context = {"site": found, "form": form if others else None, "button": "Übernehmen"}
    context |= {
        "title": "Anliegen von einer anderen Dienststelle übernehmen",
        "nothing": "Es gibt keine andere Seite in Ihrem Bereich, von der etwas übernommen werden kann.",
        "lead": "Angaben zur Dienststelle, Zustand und Serviceplätze bleiben, wie sie sind.",
    }
    return render(request, "otv/otk_form.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def preview(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """The site as citizens will see it, released or not."""
    found = site_for(person, key, Grant.READ_OTV)
    rows = list(offered(found))
    notices = [(row, OFFERED[row.code]) for row in rows]
    context = {"site": found, "rows": rows, "notices": notices, "prescribed": otk.block()}
    return render(request, "otv/otk_preview.html", context)


@require_safe
@signed_in
def history(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Every change, newest first."""
    found = site_for(person, key, Grant.READ_OTV)
    changes = [(c, VERBS.get(c.verb, c.verb)) for c in otk.history(found)]
    return render(request, "otv/otk_history.html", {"site": found, "changes": changes})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: HttpRequest, person: Person, key: str, version: int) -> HttpResponse:
    """One change in full, and the way back to the state after it. Rule OTK-3."""
    writes = request.method == "POST"
    found = site_for(person, key, Grant.CONFIGURE_OTV if writes else Grant.READ_OTV)
    form = forms.VersionedForm(request.POST if writes else None, initial={"version": found.version})
    if writes and form.is_valid():
        order = Order(found.pk, person, clock.now(), form.cleaned_data["version"])
        try:
            roll_back(order=order, to_version=version)
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, f"Stand {version} gilt wieder.")
            return redirect("otk_site", key)
    told = otk.differences(found, version)
    if told is None:
        raise Http404
    row, made, back = told
    context = {
        "site": found,
        "change": row,
        "verb": VERBS.get(row.verb, row.verb),
        "made": made,
        "back": back,
    }
    context |= {"form": form, "configures": may(person, Grant.CONFIGURE_OTV, found)}
    return render(request, "otv/otk_change.html", context, status=422 if form.errors else 200)


def _on_a_day(
    name: str, prefix: str, done: str, verb: Callable[[Order, Any], OtvSite]
) -> Callable[..., HttpResponse]:
    """The address of one of the forms of the site's page: a day, then its verb."""

    @require_POST
    @signed_in
    def act(request: HttpRequest, person: Person, key: str) -> HttpResponse:
        found = site_for(person, key, Grant.CONFIGURE_OTV)
        form = forms.DayForm(request.POST, prefix=prefix)
        if form.is_valid():
            order = Order(found.pk, person, clock.now(), form.cleaned_data["version"])
            try:
                verb(order, form.chosen)
            except Refusal as no:
                form.add_error(None, no.message)
            else:
                messages.success(request, done)
                return redirect("otk_site", key)
        return site_page(request, person, found, (name, form))

    return act


release_site = _on_a_day(
    "release", "frei", "Die Seite ist freigeschaltet.", lambda order, day: release(order=order, live_from=day)
)
withdraw_site = _on_a_day(
    "withdraw",
    "ende",
    "Die Seite wird zurückgezogen.",
    lambda order, day: withdraw(order=order, live_until=day),
)
start_site = _on_a_day(
    "start",
    "start",
    "Der geplante Start ist der Regionaldirektion gemeldet.",
    lambda order, day: report_start(order=order, planned_start_on=day),
)


@require_POST
@signed_in
def say(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """The RD's comment. Rule OTV 3/RD/1."""
    found = site_for(person, key, Grant.COMMENT_OTV)
    form = forms.CommentForm(request.POST)
    if not form.is_valid():
        return site_page(request, person, found, ("comment", form))
    comment(site=found, text=form.cleaned_data["text"], by=person, at=clock.now())
    messages.success(request, "Der Kommentar steht jetzt auf der Seite.")
    return redirect("otk_site", key)
