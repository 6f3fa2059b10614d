"""The OTK's other states of a site: as citizens will see it, as it was, as another Dienststelle has it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from atv.otv.actions.content import copy_site, roll_back
from atv.otv.queries import otk
from atv.otv.queries.sites import offered
from atv.otv.rules.catalogue import OFFERED
from atv.otv.web import otk_forms as forms
from atv.otv.web.otk_pages import may, site_for, written
from atv.otv.web.otk_words import VERBS
from socl.core import clock
from socl.core.forms import VersionedForm
from socl.orga import gates
from socl.orga.gates import signed_in
from socl.orga.models import Person
from socl.orga.rules.roles import Grant


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def copy(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Take over the Anliegen of another site in reach."""
    found = site_for(person, key, Grant.CONFIGURE_OTV)
    others = otk.other_sites(gates.scope(person, Grant.READ_OTV, clock.today()), found)
    form = forms.CopyForm(request.POST or None, sites=others, initial={"version": found.version})
    said = "Die Anliegen sind übernommen."
    done = written(request, person, found, form, lambda o: copy_site(order=o, source=form.chosen), said)
    if done:
        return done
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
    form = VersionedForm(request.POST if writes else None, initial={"version": found.version})
    said = f"Stand {version} gilt wieder."
    done = written(request, person, found, form, lambda o: roll_back(order=o, to_version=version), said)
    if done:
        return done
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
