"""Reading programmes and waves as pages and REST show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rollout.models import Beteiligung, Programme, ReadinessReport, WaveRegion
from rollout.queries import checklist
from rollout.rules.programme import STAGE_LABELS, Stage, stage
from socl.lib.workdays import berlin_day, berlin_iso
from socl.orga.gates import Scope
from socl.orga.queries import unit_json


@dataclass(frozen=True)
class Tile:
    """One region of a wave: where it stands, in words."""

    row: WaveRegion
    stage: Stage
    is_mine: bool  # within the reader's reach
    done: int = 0  # items of its checklists that are finished, of all
    all: int = 0
    red: int | None = None  # findings that keep it from being opened; None: never checked
    others: int = 0

    @property
    def words(self) -> str:
        return STAGE_LABELS[self.stage]


def tile(
    row: WaveRegion,
    reach: Scope,
    at: datetime,
    counted: tuple[int, int] = (0, 0),
    report: ReadinessReport | None = None,
) -> Tile:
    """A region as the overview shows it; ``counted``: finished items and all."""
    where = stage(row.planned_on, row.live_from, berlin_day(at), at)
    red, others = (report.red, report.others) if report else (None, 0)
    return Tile(row, where, reach.covers(row.region), *counted, red, others)


@dataclass(frozen=True)
class ProgrammeTiles:
    """One programme with its regions in the order of the waves."""

    programme: Programme
    taking_part: list[Beteiligung]
    tiles: list[Tile]


def overview(reach: Scope, at: datetime) -> list[ProgrammeTiles]:
    """Every programme, the newest first. Five queries however many regions."""
    tiles: dict[int, list[Tile]] = {}
    rows = list(WaveRegion.objects.whole())
    counts = checklist.progress(rows, berlin_day(at))
    reports = latest_of(rows)
    for row in rows:
        found = tile(row, reach, at, counts.get(row.pk, (0, 0)), reports.get(row.pk))
        tiles.setdefault(row.programme_id, []).append(found)
    programmes = Programme.objects.prefetch_related("beteiligungen").order_by("-starts_on")
    return [
        ProgrammeTiles(p, sorted(p.beteiligungen.all(), key=lambda b: b.pk), tiles.get(p.pk, []))
        for p in programmes
    ]


def latest_of(rows: Iterable[WaveRegion]) -> dict[int, ReadinessReport]:
    """Region of a wave (id) -> its latest report. One query."""
    newest = ReadinessReport.objects.filter(wave_region__in=list(rows)).order_by("wave_region", "-day")
    return {r.wave_region_id: r for r in newest.distinct("wave_region")}


def region_of(programme: str, key: str) -> WaveRegion | None:
    """The region ``key`` in a programme."""
    rows = WaveRegion.objects.whole().filter(programme__code=programme, region__key=key)
    found: WaveRegion | None = rows.first()
    return found


def beteiligung(pk: int) -> Beteiligung | None:
    """The Beteiligung of that number."""
    return Beteiligung.objects.filter(pk=pk).first()


def waves_json(at: datetime) -> list[dict[str, Any]]:
    """The waves of every programme as clients read them."""
    found: dict[int, dict[str, Any]] = {}
    for row in WaveRegion.objects.whole():
        wave = found.setdefault(
            row.wave_id,
            {
                "programme": row.programme.code,
                "directive": row.programme.directive,
                "number": row.wave.number,
                "name": row.wave.name,
                "starts_on": row.programme.starts_on.isoformat(),
                "ends_on": row.programme.ends_on.isoformat(),
                "regions": [],
            },
        )
        wave["regions"].append(region_json(row, at))
    return list(found.values())


def region_json(row: WaveRegion, at: datetime) -> dict[str, Any]:
    """One region of a wave as clients read it."""
    return {
        "region": unit_json(row.region),
        "planned_on": row.planned_on.isoformat(),
        "live_from": berlin_iso(row.live_from) if row.live_from else None,
        "team_until": row.team_until.isoformat(),
        "state": stage(row.planned_on, row.live_from, berlin_day(at), at),
    }
