"""Reading checklists, the Einführungsteam, meetings and Arbeitsmittel as pages and REST show them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, Q

from rollout.models import Arbeitsmittel, ChecklistItem, Massnahme, Meeting, ReadinessReport, Tick, WaveRegion
from rollout.rules.checklist import STATE_LABELS, UNFINISHED, ItemState
from socl.lib.workdays import berlin_iso
from socl.orga.gates import Scope
from socl.orga.models import Coordinator, Unit, UnitKind
from socl.orga.queries import unit_json


@dataclass(frozen=True)
class Line:
    """One item as the checklist shows it; ``last`` is its latest tick."""

    item: ChecklistItem
    last: Tick | None
    is_overdue: bool
    is_found: bool | None = None  # by the latest check: a finding, or none; None: the system cannot see it

    @property
    def words(self) -> str:
        """The state in words; of a recurring item that was done, that it is due again."""
        state = ItemState(self.item.state)
        if state is ItemState.OPEN and self.last and self.last.state == ItemState.DONE:
            return "erledigt, wieder fällig" if self.item.auftrag.every_days else STATE_LABELS[state]
        return STATE_LABELS[state]


def is_overdue(item: ChecklistItem, today: date) -> bool:
    """True for an unfinished item whose day has passed."""
    return item.state in UNFINISHED and item.due_on < today


def lines_of(unit: Unit, today: date) -> list[Line]:
    """The whole checklist of a unit, programme by programme. Four queries."""
    rows = (
        ChecklistItem.objects.filter(unit=unit)
        .select_related("auftrag", "wave_region__programme", "unit")
        .order_by("auftrag__position")
    )
    items = list(rows)
    latest = Tick.objects.filter(item__in=items).order_by("item", "-pk").distinct("item")
    last = {t.item_id: t for t in latest.select_related("by")}
    newest = ReadinessReport.objects.filter(wave_region__in={item.wave_region_id for item in items})
    reports = {r.wave_region_id: r for r in newest.order_by("wave_region", "-day").distinct("wave_region")}
    houses = {unit.key, *unit.children.values_list("key", flat=True)}
    return [
        Line(item, last.get(item.pk), is_overdue(item, today), _is_found(item, reports, houses))
        for item in items
    ]


ABOVE = (UnitKind.RD, UnitKind.SC_REGION)  # whose Einzelaufträge are about the houses of their region


def _is_found(
    item: ChecklistItem, reports: Mapping[int, ReadinessReport], houses: Collection[str]
) -> bool | None:
    """Whether the latest check found something about what the item asks for, at the unit or right below it."""
    report = reports.get(item.wave_region_id)
    if report is None or not item.auftrag.fact:
        return None
    return any(
        f["fact"].startswith(item.auftrag.fact) and (f["unit"] in houses or item.unit.kind in ABOVE)
        for f in report.findings
    )


def item(pk: int) -> ChecklistItem | None:
    """The item of that number with everything its page says."""
    rows = ChecklistItem.objects.select_related("auftrag", "wave_region__programme", "unit__parent")
    return rows.filter(pk=pk).first()


def history(found: ChecklistItem) -> list[Tick]:
    """What was done with an item, the latest first."""
    return list(found.ticks.select_related("by").order_by("-pk"))


def own_units(reach: Scope, day: date) -> list[Unit]:
    """The units within ``reach`` that have a checklist, by kind and name."""
    rows = Unit.objects.valid_on(day).filter(reach.q(""), checklist__isnull=False)
    return list(rows.distinct().order_by("kind", "name"))


@dataclass(frozen=True)
class UnitProgress:
    """How far one unit of a region is: items that are finished once or for good, all, overdue, the next day."""

    unit: Unit
    done: int
    all: int
    overdue: int
    next_on: date | None


def progress_by_unit(row: WaveRegion, today: date) -> list[UnitProgress]:
    """Every unit of the region with a checklist, by kind and name. Two queries."""
    unfinished = Q(state__in=[s.value for s in UNFINISHED])
    counted = (
        ChecklistItem.objects.filter(wave_region=row)
        .values("unit")
        .annotate(
            all=Count("pk", distinct=True),
            done=Count("pk", distinct=True, filter=finished(today)),
            overdue=Count("pk", distinct=True, filter=unfinished & Q(due_on__lt=today)),
            next_on=Min("due_on", filter=unfinished & Q(due_on__gte=today)),
        )
    )
    by_unit = {c["unit"]: c for c in counted}
    units = Unit.objects.filter(pk__in=by_unit).order_by("kind", "name")
    return [
        UnitProgress(unit, c["done"], c["all"], c["overdue"], c["next_on"])
        for unit in units
        if (c := by_unit[unit.pk])
    ]


def finished(today: date) -> Q:
    """Items that are closed, and recurring ones whose day has moved beyond their first and beyond today."""
    ticked = Q(ticks__state=ItemState.DONE)
    again = Q(auftrag__every_days__isnull=False, due_on__gte=today) & ticked
    return ~Q(state__in=[s.value for s in UNFINISHED]) | again


def progress(rows: Iterable[WaveRegion], today: date) -> dict[int, tuple[int, int]]:
    """Region of a wave (id) -> (finished items, all items). One query."""
    counted = ChecklistItem.objects.filter(wave_region__in=list(rows)).values("wave_region")
    found = counted.annotate(
        all=Count("pk", distinct=True), done=Count("pk", distinct=True, filter=finished(today))
    )
    return {c["wave_region"]: (c["done"], c["all"]) for c in found}


def team_of(row: WaveRegion, day: date) -> list[Coordinator]:
    """The virtual Einführungsteam: all who are named for the programme in the region, until its end. SOCL 2.2/3."""
    if day >= row.team_until:
        return []
    named = Coordinator.objects.valid_on(day).filter(programme=row.programme.code)
    here = named.filter(Q(unit__region=row.region_id) | Q(unit=row.region_id))
    return list(here.select_related("unit", "person").order_by("unit__kind", "unit__name", "kind", "pk"))


def meetings_of(row: WaveRegion) -> list[Meeting]:
    """The Gesprächsformate and kick-offs of a region: the next first, then those that are over."""
    rows = row.meetings.select_related("unit")
    return list(rows.order_by(F("next_on").asc(nulls_last=True), "-last_held_on", "pk"))


def meeting(pk: int) -> Meeting | None:
    """The meeting of that number, with its region."""
    return (
        Meeting.objects.select_related("wave_region__region", "wave_region__programme").filter(pk=pk).first()
    )


def massnahmen_of(row: WaveRegion) -> list[Massnahme]:
    """The measures of a region, by their planned day."""
    return list(row.massnahmen.order_by("planned_on", "pk"))


def massnahme(pk: int) -> Massnahme | None:
    """The measure of that number, with its region."""
    rows = Massnahme.objects.select_related("wave_region__region", "wave_region__programme")
    return rows.filter(pk=pk).first()


def arbeitsmittel() -> list[Arbeitsmittel]:
    """Every Arbeitsmittel, programme by programme."""
    return list(Arbeitsmittel.objects.select_related("programme").order_by("-programme__starts_on", "key"))


def houses(row: WaveRegion, day: date) -> list[Unit]:
    """The Service Centers and OS of the region, where kick-offs are held. SOCL 3/RD/3."""
    units = Unit.objects.valid_on(day).filter(region=row.region_id, kind__in=["sc", "os"])
    return list(units.order_by("-kind", "name"))


def item_json(found: ChecklistItem) -> dict[str, Any]:
    """An item as clients read it, with its history."""
    auftrag = found.auftrag
    return {
        "id": found.pk,
        "programme": found.wave_region.programme.code,
        "unit": unit_json(found.unit),
        "rule": auftrag.rule,
        "class": found.klasse,
        "text": auftrag.text,
        "responsible": auftrag.responsible,
        "state": found.state,
        "due_on": found.due_on.isoformat(),
        "every_days": auftrag.every_days,
        "history": [
            {
                "state": t.state,
                "due_on": t.due_on.isoformat(),
                "note": t.note,
                "evidence": t.evidence,
                "at": berlin_iso(t.at),
            }
            for t in history(found)
        ],
    }
