"""The OTK: an agency chooses and words what citizens may book, releases and withdraws it; the RD reads along."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atv.otv.actions.anliegen import put_anliegen
from atv.otv.actions.changing import Order
from atv.otv.actions.content import change_site, comment
from atv.otv.actions.sites import release, report_start, set_up_site, withdraw
from atv.otv.models import OtvSite
from atv.otv.queries import otk
from atv.otv.queries.public import link_of
from atv.otv.queries.rights import waiting_in
from atv.otv.queries.sites import site_by_key
from atv.otv.queries.supplied import without_times
from atv.otv.queries.texts import is_missing
from atv.otv.rules.areas import Area
from atv.otv.rules.catalogue import OFFERED
from atv.otv.rules.diff import diff
from atv.otv.web import otk_forms as forms
from socl.core import clock
from socl.core.forms import VersionedForm
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


def written(
    request: HttpRequest,
    person: Person,
    found: OtvSite,
    form: VersionedForm,
    verb: Callable[[Order], Any],
    said: str,
) -> HttpResponse | None:
    """Change what was seen with this form, then back to the site; None where the form is to be shown (again)."""
    if not (form.is_bound and form.is_valid()):
        return None
    try:
        verb(Order(found.pk, person, clock.now(), form.cleaned_data["version"]))
    except Refusal as no:
        form.add_error(None, no.message)
        return None
    messages.success(request, said)
    return redirect("otk_site", found.key)


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
    grants = gates.scope(person, Grant.GRANT_OTK, clock.today())
    waiting = waiting_in(grants) if grants else 0
    context = {"lines": lines, "form": form if units else None, "grants": bool(grants), "waiting": waiting}
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
        "without_times": without_times(found, clock.today()),
        "comments": otk.comments(found),
        "booked": otk.booked_ahead(found, clock.today()),
        "link": link_of(found),
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
    if request.POST.get("schritt") == "speichern":
        said = f"„{choice.entry.title}“ ist gespeichert."
        done = written(
            request,
            person,
            found,
            form,
            lambda o: put_anliegen(order=o, code=code, wanted=form.values()),
            said,
        )
        if done:
            return done
    elif form.is_bound and form.is_valid():
        was, now = ({"anliegen": {code: vars(v)}} for v in (choice.values, form.values()))
        context |= {"shown": form.values(), "differences": diff(was, now)}
    return render(request, "otv/otk_anliegen.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def about(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """What the Dienststelle says about itself."""
    found = site_for(person, key, Grant.CONFIGURE_OTV)
    form = forms.SiteForm(request.POST or None, initial=forms.SiteForm.initial_of(found))
    said = "Die Angaben sind gespeichert."
    done = written(request, person, found, form, lambda o: change_site(order=o, wanted=form.values()), said)
    if done:
        return done
    context = {"site": found, "form": form, "title": "Angaben zur Dienststelle", "button": "Speichern"}
    return render(request, "otv/otk_form.html", context, status=422 if form.errors else 200)


def _on_a_day(
    name: str, prefix: str, done: str, verb: Callable[[Order, Any], OtvSite]
) -> Callable[..., HttpResponse]:
    """The address of one of the forms of the site's page: a day, then its verb."""

    @require_POST
    @signed_in
    def act(request: HttpRequest, person: Person, key: str) -> HttpResponse:
        found = site_for(person, key, Grant.CONFIGURE_OTV)
        form = forms.DayForm(request.POST, prefix=prefix)
        step = written(request, person, found, form, lambda order: verb(order, form.chosen), done)
        return step or site_page(request, person, found, (name, form))

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
