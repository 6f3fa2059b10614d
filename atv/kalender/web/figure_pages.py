"""Figures by team and region: chart, table, CSV. Never about a person, no cell under five."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atv.kalender.queries import figures
from atv.kalender.queries.figures import Figures, RegionFigures, Report
from atv.kalender.rules.figures import FORMULA
from atv.kalender.web.guard import signed_in
from socl.core import clock
from socl.core.sheets import csv_answer
from socl.journal.record import record_export
from socl.lib.workdays import ONE_DAY
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant

WIDTH, BAR, LABEL = 720, 28, 260  # user units of the chart
HEAD = (
    "Region",
    "Team",
    "Gebuchte Rückrufe",
    "Eingehalten in Prozent",
    "Nicht wahrgenommen in Prozent",
    "Auslastung in Prozent",
    "Nicht nutzbare Minuten",
    "Tage bis zur ersten freien Zeit, 20 Minuten",
    "Tage bis zur ersten freien Zeit, 30 Minuten",
    "Formel",
    "von",
    "bis",
)
HIDDEN = "unter 5"


@dataclass(frozen=True)
class Bar:
    """One team in the chart."""

    name: str
    percent: int
    y: int
    width: int


@dataclass(frozen=True)
class Chart:
    """Kept callbacks by team; ``finding`` says in words what it shows."""

    bars: list[Bar]
    height: int
    finding: str


def _report(person: Person) -> Report:
    reach = gates.require(person, Grant.READ_FIGURES, clock.today())
    return figures.report(reach, clock.now())


@require_safe
@signed_in
def page(request: HttpRequest, person: Person) -> HttpResponse:
    """The last four whole weeks."""
    found = _report(person)
    context = {
        "report": found,
        "last": found.days.end - ONE_DAY,
        "charts": [(region, _chart(region)) for region in found.regions],
        "formula": FORMULA,
    }
    return render(request, "kalender/figures.html", context)


def _chart(found: RegionFigures) -> Chart:
    shown = [f for f in found.teams if not f.is_hidden and f.kept.percent is not None]
    bars = []
    for n, f in enumerate(shown):
        percent = f.kept.percent or 0
        bars.append(Bar(str(f.unit), percent, n * BAR, round((WIDTH - LABEL - 60) * percent / 100)))
    total = found.together
    if total and total.kept.percent is not None:
        finding = f"{total.kept.percent} Prozent von {total.booked} Rückrufen wurden in der vereinbarten Zeit erreicht."
    else:
        finding = "Für eine Aussage über alle Teams zusammen gibt es zu wenige Rückrufe."
    return Chart(bars, len(bars) * BAR, finding)


@require_safe
@signed_in
def as_csv(request: HttpRequest, person: Person) -> HttpResponse:
    """The same table for a spreadsheet, with the version of the formula."""
    found = _report(person)
    span = [FORMULA, found.days.start.isoformat(), (found.days.end - ONE_DAY).isoformat()]
    rows = []
    for region in found.regions:
        for line in [*region.teams, *([region.together] if region.together else [])]:
            is_sum = line is region.together
            names = [str(region.region or ""), "zusammen" if is_sum else str(line.unit)]
            rows.append([*names, *_cells(line), *span])
    record_export("zahlen", person, by=person, at=clock.now(), rows=len(rows), purpose="zahlen")
    return csv_answer("zahlen", HEAD, rows)


def _cells(line: Figures) -> list[str]:
    first = ["" if days is None else str(days) for _, days in sorted(line.first_free.items())]
    if line.is_hidden:
        return [HIDDEN] * 5 + first
    percents = [c.percent for c in (line.kept, line.no_shows, line.filled)]
    return [str(line.booked), *("" if p is None else str(p) for p in percents), str(line.wasted), *first]
