"""First contact: what was concluded in a week, without anybody's identity, and the cells that are kept of it."""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from routing.escalation.models import Anliegen, FigureCell
from routing.escalation.rules import retention
from routing.escalation.rules.first_contact import FOLLOWED, FORMULA, Contact, Figure, keyed
from routing.escalation.rules.groups import GROUP_LABELS, GROUP_OF
from routing.escalation.rules.lifecycle import OutcomeKind
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_day, berlin_midnight
from socl.orga.gates import Scope
from socl.orga.models import Unit, UnitKind

WEEK = timedelta(weeks=1)
WEEKS_SHOWN = 12


def monday(day: date) -> date:
    """The Monday of the week of ``day``."""
    return day - ONE_DAY * (day.isoweekday() - 1)


def weeks_due(figure: Figure, at: datetime) -> list[date]:
    """The whole weeks that can be counted and have not been, oldest first: netto 14 days later than the others.

    Only weeks of which nothing has been purged yet. Rule ESK-5.
    """
    waits = FOLLOWED if figure is Figure.NETTO else timedelta()
    kept_since = berlin_day(retention.ANLIEGEN.before(at, settings.RETENTION_DAYS)) + ONE_DAY
    first, end = monday(kept_since - ONE_DAY) + WEEK, monday(berlin_day(at - waits))
    known = set(
        FigureCell.objects.filter(figure=figure, formula=FORMULA, week__gte=first)
        .values_list("week", flat=True)
        .distinct()
    )
    weeks = (first + WEEK * n for n in range(max(0, (end - first).days // 7)))
    return [week for week in weeks if week not in known]


def contacts_of_week(week: date) -> tuple[list[Contact], list[Contact]]:
    """The Anliegen closed in the week, and those opened from its begin until 14 days after it.

    Persons are hashed with a key that is drawn here and never kept, so that no two weeks can be brought together.
    """
    key = secrets.token_bytes(32)
    start, end = berlin_midnight(week), berlin_midnight(week + WEEK)
    closed = Q(outcome__at__gte=start, outcome__at__lt=end)
    opened = Q(opened_at__gte=start, opened_at__lt=end + FOLLOWED)
    return _contacts(closed, key), _contacts(opened, key)


def _contacts(which: Q, key: bytes) -> list[Contact]:
    rows = Anliegen.objects.filter(which).values_list(
        "call_id",
        "call__rufkreis__unit_id",
        "call__rufkreis__unit__region_id",
        "os_id",
        "code",
        "outcome__kind",
        "opened_at",
        "outcome__at",
        "call__ended_at",
        "kundennummer",
        "call__from_e164",
    )
    return [
        Contact(
            call=call,
            unit=unit,
            region=region or unit,
            os=os,
            group=GROUP_OF[code],
            outcome=OutcomeKind(kind) if kind else None,
            opened_at=opened_at,
            closed_at=closed_at,
            call_ended_at=ended_at,
            customer=keyed(key, kundennummer),
            caller=keyed(key, number),
        )
        for call, unit, region, os, code, kind, opened_at, closed_at, ended_at, kundennummer, number in rows
    ]


def region_of_each(units: Iterable[int]) -> dict[int, int]:
    """Unit (id) -> the SC-Region above it (id); itself without one."""
    rows = Unit.objects.filter(pk__in=set(units)).values_list("pk", "region_id")
    return {pk: region or pk for pk, region in rows}


def cells_in(scope: Scope) -> QuerySet[FigureCell]:
    """The cells that a person with ``scope`` may see, of the formula in force, by week and unit."""
    found = FigureCell.objects.filter(scope.q("unit"), formula=FORMULA)
    return found.select_related("unit__region").order_by("week", "unit__name", "group", "figure")


def fcr_by_region(figure: Figure, weeks: Span[date]) -> dict[str, list[FigureCell]]:
    """Key of the SC-Region -> its cells for all Anliegen together, one for each week (Mondays) with calls, by week.

    ``n`` and ``k`` of a cell are empty where there were too few to be shown.
    """
    cells = FigureCell.objects.filter(
        figure=figure,
        formula=FORMULA,
        group="",
        unit__kind=UnitKind.SC_REGION,
        week__gte=weeks.start,
        week__lt=weeks.end,
    )
    found: dict[str, list[FigureCell]] = defaultdict(list)
    for cell in cells.select_related("unit").order_by("unit__key", "week"):
        found[cell.unit.key].append(cell)
    return dict(found)


Cells = dict[tuple[str, str], FigureCell]  # figure, group -> cell


@dataclass(frozen=True)
class UnitLine:
    """One unit in one week."""

    unit: Unit
    cells: Cells

    @property
    def sofort(self) -> FigureCell | None:
        """All Anliegen together."""
        return self.cells.get((Figure.SOFORT, ""))

    @property
    def netto(self) -> FigureCell | None:
        """The same, two weeks later."""
        return self.cells.get((Figure.NETTO, ""))

    @property
    def handovers(self) -> FigureCell | None:
        """Warm handovers."""
        return self.cells.get((Figure.UEBERGABE, ""))


@dataclass(frozen=True)
class RegionReport:
    """One SC-Region: its weeks until the chosen one, and the chosen week by units and groups."""

    region: Unit
    course: list[tuple[date, UnitLine]]  # oldest first
    centers: list[UnitLine]  # by name
    offices: list[UnitLine]  # by name
    total: UnitLine

    @property
    def groups(self) -> list[tuple[str, list[FigureCell | None]]]:
        """Label of the group -> FCR-Sofort of each Service Center, then of the region; groups without calls left out."""
        lines = [*self.centers, self.total]
        rows = [
            (label, [line.cells.get((Figure.SOFORT, group)) for line in lines])
            for group, label in GROUP_LABELS.items()
        ]
        return [(label, cells) for label, cells in rows if any(cells)]


def report(scope: Scope, week: date) -> list[RegionReport]:
    """The regions in ``scope`` up to the week that begins on ``week``; one query however many they are."""
    first = week - WEEK * (WEEKS_SHOWN - 1)
    found = cells_in(scope).filter(Q(week=week) | Q(group="", unit__kind=UnitKind.SC_REGION))
    by_unit: dict[Unit, dict[date, Cells]] = defaultdict(lambda: defaultdict(dict))
    for cell in found.filter(week__gte=first, week__lte=week):
        by_unit[cell.unit][cell.week][cell.figure, cell.group] = cell
    return [
        _region(unit, by_unit, week)
        for unit in sorted(by_unit, key=lambda unit: unit.name)
        if unit.kind == UnitKind.SC_REGION
    ]


def _region(region: Unit, by_unit: dict[Unit, dict[date, Cells]], week: date) -> RegionReport:
    def lines(kind: UnitKind) -> list[UnitLine]:
        units = [u for u in by_unit if u.kind == kind and u.region_id == region.pk and week in by_unit[u]]
        return [UnitLine(unit, by_unit[unit][week]) for unit in sorted(units, key=lambda unit: unit.name)]

    course = [(monday_, UnitLine(region, cells)) for monday_, cells in sorted(by_unit[region].items())]
    total = UnitLine(region, by_unit[region].get(week, {}))
    return RegionReport(region, course, lines(UnitKind.SC), lines(UnitKind.OS), total)


def weeks_known(scope: Scope) -> list[date]:
    """The weeks of which there is a figure in ``scope``, latest first; at most a year."""
    rows = cells_in(scope).order_by("-week").values_list("week", flat=True).distinct()
    return list(rows[:52])
