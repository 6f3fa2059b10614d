"""Reading readiness reports: the latest of a region, its trend, and what clients get."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rollout.models import ReadinessReport, WaveRegion
from rollout.queries import region_json
from rollout.rules.checklist import KLASSE_LABELS, Klasse
from rollout.rules.readiness import FACTS, Fact, Finding, Known
from socl.lib.workdays import berlin_iso
from socl.orga.models import Unit

TREND = 28  # reports


def latest(row: WaveRegion) -> ReadinessReport | None:
    """The latest report of a region."""
    return ReadinessReport.objects.filter(wave_region=row).order_by("-day").first()


def to_check(day: date) -> list[WaveRegion]:
    """The regions that have no report of ``day`` yet, wave by wave."""
    done = ReadinessReport.objects.filter(day=day).values("wave_region")
    return list(WaveRegion.objects.whole().exclude(pk__in=done))


def as_json(f: Finding) -> dict[str, str]:
    """A finding as it is stored."""
    plain = {"fact": f.fact, "rule": f.rule, "class": f.klasse, "unit": f.unit, "name": f.name}
    return {**plain, "words": f.words, "since": f.since}


def findings_of(report: ReadinessReport | None) -> list[Finding]:
    """The findings of a report, the red ones first."""
    return [
        Finding(Fact(f["fact"]), f["rule"], Klasse(f["class"]), f["unit"], f["name"], f["words"], f["since"])
        for f in (report.findings if report else [])
    ]


def since_of(report: ReadinessReport | None) -> dict[tuple[str, str, str], str]:
    """Finding -> since when it has been there, as the report knows it."""
    return {f.identity: f.since for f in findings_of(report)}


@dataclass(frozen=True)
class Line:
    """One finding as a page shows it."""

    finding: Finding
    known: Known

    @property
    def klasse(self) -> str:
        return KLASSE_LABELS[self.finding.klasse]

    @property
    def since(self) -> date:
        return date.fromisoformat(self.finding.since)


def lines_of(report: ReadinessReport | None) -> list[Line]:
    """What a page shows of a report."""
    return [Line(f, FACTS[f.fact]) for f in findings_of(report)]


def units_of(report: ReadinessReport | None, day: date) -> list[Unit]:
    """The units that a report has findings about, with what is above them. One query."""
    keys = {f.unit for f in findings_of(report)}
    return list(Unit.objects.valid_on(day).filter(key__in=keys).select_related("parent"))


def by_unit(report: ReadinessReport | None) -> list[tuple[str, int, int]]:
    """(unit, red findings, others) by the number of red ones."""
    found = findings_of(report)
    red = Counter(f.name for f in found if f.is_red)
    others = Counter(f.name for f in found if not f.is_red)
    return sorted(((n, red[n], others[n]) for n in red | others), key=lambda row: (-row[1], row[0]))


def trend(row: WaveRegion) -> list[ReadinessReport]:
    """The last 28 reports of a region, the oldest first, without their findings."""
    newest = ReadinessReport.objects.filter(wave_region=row).defer("findings").order_by("-day")[:TREND]
    return list(reversed(newest))


def readiness_json(row: WaveRegion, at: datetime) -> dict[str, Any]:
    """The latest report of a region as clients read it."""
    report = latest(row)
    return {
        "programme": row.programme.code,
        **region_json(row, at),
        "read_at": berlin_iso(report.read_at) if report else None,
        "is_ready": report is not None and not report.red,
        "findings": [
            {
                "rule": f.rule,
                "class": f.klasse,
                "unit": {"key": f.unit, "name": f.name},
                "fact": f.fact,
                "since": f.since,
                "detail": f.words,
                "responsible": FACTS[f.fact].actor,
                "blocks": f.is_red,
            }
            for f in findings_of(report)
        ],
        "trend": [{"date": r.day.isoformat(), "red": r.red, "others": r.others} for r in trend(row)],
    }
