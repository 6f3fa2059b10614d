"""Figures: medians, percentiles, interleaved rounds, and what a goal says to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Goal:
    """``floor`` must be reached, ``aim`` should be; ``rising``: the more the better. None: not asked for."""

    floor: float | None = None
    aim: float | None = None
    rising: bool = False

    def reached(self, value: float, mark: float) -> bool:
        """True if ``value`` is at least as good as ``mark``."""
        return value >= mark if self.rising else value <= mark

    def verdict(self, value: float) -> str:
        """``erfüllt`` or ``verfehlt``, by the floor; ``Ziel erreicht`` where the aim is met as well."""
        if self.aim is not None and self.reached(value, self.aim):
            return "Ziel erreicht"
        if self.floor is None:
            return "Ziel verfehlt" if self.aim is not None else ""
        return "erfüllt" if self.reached(value, self.floor) else "verfehlt"


@dataclass(frozen=True)
class Unit:
    """How a figure is written: ``2.9`` as ``2,9 ms``."""

    sign: str = ""
    digits: int = 1

    def __call__(self, value: float | None) -> str:
        if value is None:
            return ""
        whole, _, rest = f"{value:,.{self.digits}f}".partition(".")
        text = whole.replace(",", ".") + ("," + rest if rest else "")
        return f"{text} {self.sign}".rstrip()


MS = Unit("ms")
PER_SECOND = Unit("/s", 0)
MEGABYTES = Unit("MB", 0)
PERCENT = Unit("%")
TIMES = Unit("x", 2)


@dataclass(frozen=True)
class Row:
    """One line of the table. The goal judges the ratio, or our own figure where ``absolute``."""

    what: str
    ours: float
    unit: Unit
    raw: float | None = None
    ratio: float | None = None
    goal: Goal = Goal()
    absolute: bool = False

    @property
    def judged(self) -> float | None:
        """The figure that the goal is about."""
        return self.ours if self.absolute else self.ratio

    @property
    def verdict(self) -> str:
        """What the goal says; empty where nothing is asked for."""
        return "" if self.judged is None else self.goal.verdict(self.judged)


@dataclass(frozen=True)
class Duel:
    """Ours and raw, round by round."""

    ours: list[float]
    raw: list[float]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios: what slows a round slows both of it."""
        return median(a / b for a, b in zip(self.ours, self.raw, strict=True))

    def row(self, what: str, unit: Unit, goal: Goal, *, absolute: bool = False) -> Row:
        """The medians as a line of the table."""
        return Row(what, median(self.ours), unit, median(self.raw), self.ratio, goal, absolute)


def interleaved(rounds: int, *sides: Callable[[], float]) -> list[list[float]]:
    """A B A B ...: the figures of each side over ``rounds`` rounds, after one round that does not count."""
    for side in sides:
        side()
    taken: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for figures, side in zip(taken, sides, strict=True):
            figures.append(side())
    return taken


def duel(rounds: int, ours: Callable[[], float], raw: Callable[[], float]) -> Duel:
    """Ours against raw, interleaved."""
    return Duel(*interleaved(rounds, ours, raw))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of all do not exceed (nearest rank)."""
    ranked = sorted(values)
    rank = -int(-share * len(ranked) // 1)  # ceil
    return ranked[max(0, rank - 1)]


def table(head: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """A table in plain text; the first ``left`` columns and the last one are flush left."""
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]

    def line(row: Sequence[str]) -> str:
        cells = [
            text.ljust(width) if n < left or n == len(head) - 1 else text.rjust(width)
            for n, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        return " | ".join(cells).rstrip()

    return "\n".join([line(head), "-+-".join("-" * width for width in widths), *map(line, rows)])


HEAD = ("was", "unser", "roh", "Verhältnis", "Mindestmaß", "Ziel", "Urteil")


def report(rows: Sequence[Row]) -> str:
    """The table of all rows."""
    lines = []
    for row in rows:
        unit = row.unit if row.absolute else TIMES
        marks = [unit(row.goal.floor), unit(row.goal.aim)]
        lines.append([row.what, row.unit(row.ours), row.unit(row.raw), TIMES(row.ratio), *marks, row.verdict])
    return table(HEAD, lines)


def as_json(row: Row) -> dict[str, Any]:
    """A row for machines."""
    return {
        "what": row.what,
        "unit": row.unit.sign,
        "ours": row.ours,
        "raw": row.raw,
        "ratio": row.ratio,
        "floor": row.goal.floor,
        "aim": row.goal.aim,
        "judged": "ours" if row.absolute else "ratio",
        "verdict": row.verdict,
    }
