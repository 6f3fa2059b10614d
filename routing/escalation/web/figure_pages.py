"""First contact by week, Service Center, region and Anliegen group: chart, tables, CSV. Never about a person."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from routing.escalation.models import FigureCell
from routing.escalation.queries import first_contact as queries
from routing.escalation.queries.first_contact import RegionReport, UnitLine
from routing.escalation.rules.first_contact import BEFORE, FIGURE_LABELS, FOLLOWED, FORMULA, TARGET, Figure
from routing.escalation.rules.groups import GROUP_LABELS
from routing.escalation.web.figure_chart import chart, number, percent, words
from socl.core import clock
from socl.core.sheets import csv_answer
from socl.journal.record import record_export
from socl.lib.workdays import ONE_DAY
from socl.orga import gates
from socl.orga.models import Person, UnitKind
from socl.orga.rules.roles import Grant

HEAD = (
    "Woche ab",
    "Art der Einheit",
    "Einheit",
    "Anliegengruppe",
    "Kennzahl",
    "Anzahl",
    "von",
    "Prozent",
    "Fassung",
)
HIDDEN = "unter 5"


@require_safe
@gates.signed_in
def page(request: HttpRequest, person: Person) -> HttpResponse:
    """One week with the weeks before it; the latest one that was counted unless another is asked for."""
    reach = gates.require(person, Grant.READ_FIRST_CONTACT, clock.today())
    known = queries.weeks_known(reach)
    week = _asked(request, known)
    context: dict[str, Any] = {
        "week": week,
        "until": week + ONE_DAY * 6 if week else None,
        "netto_from": week + queries.WEEK + FOLLOWED if week else None,
        "weeks": known,
        "regions": [_shown(found) for found in queries.report(reach, week)] if week else [],
        "target": TARGET,
        "before": BEFORE,
        "formula": FORMULA,
    }
    return render(request, "escalation/first_contact.html", context)


def _asked(request: HttpRequest, known: list[date]) -> date | None:
    """The week in the address; 404 for one that nobody counted."""
    text = request.GET.get("woche")
    if not text:
        return known[0] if known else None
    try:
        week = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if week not in known:
        raise Http404
    return week


def _shown(found: RegionReport) -> dict[str, Any]:
    """A region in words, as the template prints it."""
    return {
        "region": found.region,
        "chart": chart(found.course),
        "course": [(week, words(ln.sofort), words(ln.netto)) for week, ln in reversed(found.course)],
        "units": [_words(line) for line in (*found.centers, found.total)],
        "groups": [(label, [words(cell) for cell in cells]) for label, cells in found.groups],
        "offices": [(line.unit, words(line.handovers)) for line in found.offices],
    }


def _words(line: UnitLine) -> tuple[Any, str, str, str]:
    return line.unit, words(line.sofort), words(line.netto), words(line.handovers)


@require_safe
@gates.signed_in
def as_csv(request: HttpRequest, person: Person) -> HttpResponse:
    """Every cell of the last year in reach, for a spreadsheet, with the version of the formula."""
    reach = gates.require(person, Grant.READ_FIRST_CONTACT, clock.today())
    weeks = queries.weeks_known(reach)
    rows = [_row(cell) for cell in queries.cells_in(reach).filter(week__gte=weeks[-1])] if weeks else []
    record_export("erstkontakt", person, by=person, at=clock.now(), rows=len(rows), purpose="zahlen")
    return csv_answer("erstkontakt", HEAD, rows)


def _row(cell: FigureCell) -> list[str]:
    share = percent(cell)
    numbers = [HIDDEN] * 3 if share is None else [str(cell.k), str(cell.n), number(share)]
    kind, group = UnitKind(cell.unit.kind).label, GROUP_LABELS.get(cell.group, "alle")
    label = FIGURE_LABELS[Figure(cell.figure)]
    return [cell.week.isoformat(), str(kind), cell.unit.name, group, label, *numbers, str(cell.formula)]


urlpatterns: list[URLPattern] = [
    path("", page, name="first_contact"),
    path("csv/", as_csv, name="first_contact_csv"),
]
