"""The register docs/rules.md beside the sentences of both directives: what keeps each of them, and what is still open.

A sentence is matched by its own words: the register quotes it, ``[...]`` leaves out.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rollout.rules.programme import DATA

REGISTER = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
CHECKLIST = "rollout/data/einzelauftraege.csv"
SHORTEST = 12  # letters of a quotation that names one sentence
DIRECTIVES = {"202302002": "SOCL ", "202202013": "OTV "}


@dataclass(frozen=True)
class Rule:
    """One row of the register."""

    rule: str
    sentence: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def is_conduct(self) -> bool:
        """True if it is kept by people alone: as an item of a checklist."""
        return set(self.modules) == {CHECKLIST}

    @property
    def is_item(self) -> bool:
        """True if it is an item of a checklist, whatever else keeps it."""
        return CHECKLIST in self.modules

    def quotes(self, sentence: str) -> bool:
        """True if the register's words are the sentence's own."""
        parts = (part.strip(" .,;") for part in self.sentence.split("[...]"))
        whole = sentence.strip(" .,;")
        return any(len(part) >= SHORTEST and part in sentence for part in parts) or whole in self.sentence


@dataclass(frozen=True)
class Satz:
    """One sentence of a directive; ``is_rule``: it asks for something, the others tell the background."""

    directive: str
    section: str
    is_rule: bool
    text: str
    rules: tuple[Rule, ...]

    @property
    def words(self) -> str:
        """What keeps it, in words."""
        if not self.is_rule:
            return "Hintergrund"
        if not self.rules:
            return "noch offen"
        if all(rule.is_conduct for rule in self.rules):
            return "Verhalten: Punkt der Checkliste"
        return "vom System gehalten" + (", auch Punkt der Checkliste" if self.has_item else "")

    @property
    def has_item(self) -> bool:
        return any(rule.is_item for rule in self.rules)


@dataclass(frozen=True)
class Coverage:
    """One directive: its sentences, and how many of the rules among them are kept by what."""

    directive: str
    sentences: tuple[Satz, ...]

    @property
    def rules(self) -> list[Satz]:
        return [s for s in self.sentences if s.is_rule]

    @property
    def open(self) -> list[Satz]:
        """The rule sentences that nothing keeps yet."""
        return [s for s in self.rules if not s.rules]

    @property
    def conduct(self) -> int:
        """Rule sentences that are items of a checklist alone."""
        return sum(bool(s.rules) and all(r.is_conduct for r in s.rules) for s in self.rules)

    @property
    def kept(self) -> int:
        """Rule sentences that code keeps, with a test each."""
        return len(self.rules) - len(self.open) - self.conduct


@lru_cache(maxsize=1)
def register() -> tuple[Rule, ...]:
    """Every row of docs/rules.md, in its order."""
    lines = REGISTER.read_text(encoding="utf-8").splitlines()
    cells = [[c.strip() for c in line.strip().strip("|").split("|")] for line in lines if line[:1] == "|"]
    return tuple(Rule(r, s, tuple(m.split(", ")), tuple(t.split(", "))) for r, s, m, t in cells[2:])


@lru_cache(maxsize=1)
def coverage() -> tuple[Coverage, ...]:
    """Both directives, sentence by sentence."""
    with (DATA / "saetze.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return tuple(
        Coverage(
            directive,
            tuple(
                Satz(
                    directive,
                    row["abschnitt"],
                    row["art"] == "Regel",
                    row["satz"],
                    tuple(r for r in register() if r.rule.startswith(prefix) and r.quotes(row["satz"])),
                )
                for row in rows
                if row["weisung"] == directive
            ),
        )
        for directive, prefix in DIRECTIVES.items()
    )


def proposals() -> list[Rule]:
    """What stands in no directive and is ours."""
    return [rule for rule in register() if not rule.rule.startswith(tuple(DIRECTIVES.values()))]
