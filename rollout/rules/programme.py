"""What the directives order: programmes, their span, waves and regions; read from ``data/programme.toml``."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
TEAM_FOR = timedelta(days=90)  # "in den ersten Monaten nach der Einführung" (202302002, 2.2): a proposal


@dataclass(frozen=True)
class WaveRow:
    """One wave: its number, its words, and the planned day of each SC-Region (by key)."""

    number: int
    name: str
    directorates: str
    regions: tuple[tuple[str, date], ...]


@dataclass(frozen=True)
class ProgrammeRow:
    """One introduction; the span from its first to its last day, both within it."""

    code: str
    name: str
    directive: str
    starts_on: date
    ends_on: date
    note: str
    taking_part: tuple[str, ...]
    waves: tuple[WaveRow, ...]


def programmes() -> list[ProgrammeRow]:
    """Every programme of the file, in its order. Rule SOCL 2.2/1."""
    found = tomllib.loads((DATA / "programme.toml").read_text(encoding="utf-8"))
    return [
        ProgrammeRow(
            code=said["code"],
            name=said["name"],
            directive=said["weisung"],
            starts_on=said["von"],
            ends_on=said["bis"],
            note=said["hinweis"],
            taking_part=tuple(row["stelle"] for row in said["beteiligung"]),
            waves=tuple(
                WaveRow(w["nummer"], w["name"], w["rd"], tuple(w["regionen"].items())) for w in said["welle"]
            ),
        )
        for said in found["programm"]
    ]


def is_within(planned_on: date, starts_on: date, ends_on: date) -> bool:
    """True if a planned day lies in the span of its programme. Rules SOCL 2.2/1, EINF-1."""
    return starts_on <= planned_on <= ends_on


class Stage(StrEnum):
    """How far a region is."""

    PLANNED = "planned"
    LATE = "late"
    SCHEDULED = "scheduled"
    LIVE = "live"


STAGE_LABELS = {
    Stage.PLANNED: "geplant",
    Stage.LATE: "überfällig",
    Stage.SCHEDULED: "terminiert",
    Stage.LIVE: "eingeführt",
}


def stage(planned_on: date, live_from: datetime | None, today: date, at: datetime) -> Stage:
    """Where a region stands at ``at``: the real start is free, so whoever is behind the plan is late. Rule EINF-1."""
    if live_from is not None:
        return Stage.LIVE if live_from <= at else Stage.SCHEDULED
    return Stage.LATE if today > planned_on else Stage.PLANNED
