"""The Einzelaufträge of both directives, when each is due, and the states of an item. Rule EINF-2.

The sentences, their rule and their units are the directives'; days relative to the wave, rhythms and evidence are
our proposals (the checklists of the Anlagen are not public).
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rollout.rules.programme import DATA
from socl.lib.states import Move


class Klasse(StrEnum):
    """How binding a sentence of a directive is."""

    PFLICHT = "pflicht"
    EMPFEHLUNG = "empfehlung"
    ERFAHRUNGSWERT = "erfahrungswert"


KLASSE_LABELS = {
    Klasse.PFLICHT: "Pflicht",
    Klasse.EMPFEHLUNG: "Empfehlung",
    Klasse.ERFAHRUNGSWERT: "Erfahrungswert",
}


class ItemState(StrEnum):
    """How far an item of a checklist is."""

    OPEN = "open"
    BEGUN = "begun"
    DONE = "done"
    DROPPED = "dropped"


STATE_LABELS = {
    ItemState.OPEN: "offen",
    ItemState.BEGUN: "in Arbeit",
    ItemState.DONE: "erledigt",
    ItemState.DROPPED: "entfällt",
}
UNFINISHED = (ItemState.OPEN, ItemState.BEGUN)


class Step(StrEnum):
    """What can be done with an item."""

    DONE = "done"
    BEGIN = "begin"
    DROP = "drop"
    REOPEN = "reopen"


STEP_LABELS = {
    Step.DONE: "Erledigt",
    Step.BEGIN: "In Arbeit",
    Step.DROP: "Entfällt",
    Step.REOPEN: "Wieder öffnen",
}
MOVES = {
    Step.BEGIN: Move({ItemState.OPEN}, ItemState.BEGUN),
    Step.DONE: Move({*UNFINISHED}, ItemState.DONE),
    Step.DROP: Move({*UNFINISHED}, ItemState.DROPPED),
    Step.REOPEN: Move({ItemState.BEGUN, ItemState.DONE, ItemState.DROPPED}, ItemState.OPEN),
}


@dataclass(frozen=True)
class Auftrag:
    """One Einzelauftrag; ``days`` from the planned day of the wave (negative: before it), ``every`` repeats it.

    ``fact``: the readiness fact by which the system itself sees whether it is done; empty for pure conduct.
    """

    key: str
    programme: str
    unit_kind: str
    rule: str
    klasse: Klasse
    days: int
    every: int | None
    responsible: str
    text: str
    evidence: str
    fact: str


def auftraege() -> list[Auftrag]:
    """Every Einzelauftrag, in the order of the directives."""
    with (DATA / "einzelauftraege.csv").open(encoding="utf-8", newline="") as file:
        return [
            Auftrag(
                key=row["schluessel"],
                programme=row["programm"],
                unit_kind=row["einheit"],
                rule=row["regel"],
                klasse=Klasse(row["klasse"].lower()),
                days=int(row["tage"]),
                every=int(row["wiederholung"]) if row["wiederholung"] else None,
                responsible=row["verantwortlich"],
                text=row["text"],
                evidence=row["nachweis"],
                fact=row["tatsache"],
            )
            for row in csv.DictReader(file, delimiter=";")
        ]


@dataclass(frozen=True)
class Mittel:
    """One Arbeitsmittel or Anlage that a directive names."""

    key: str
    programme: str
    title: str
    source: str


def arbeitsmittel() -> list[Mittel]:
    """Every one of them; none of their texts is public. Rules OTV 2/14, OTV 2/18, OTV 2/20."""
    with (DATA / "arbeitsmittel.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        return [Mittel(r["schluessel"], r["programm"], r["titel"], r["quelle"]) for r in rows]


def due_on(planned_on: date, days: int) -> date:
    """When an item of a region is due that starts on ``planned_on``."""
    return planned_on + timedelta(days=days)


def next_due(due: date, every: int, today: date) -> date:
    """The next day of a rhythm (days) that began at ``due``, after ``due`` and after ``today``."""
    behind = max(0, (today - due).days)
    return due + timedelta(days=every * (behind // every + 1))
