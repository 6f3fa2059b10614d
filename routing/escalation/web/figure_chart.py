"""First contact over the weeks, as numbers that a template draws; the same numbers stand in the table below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from routing.escalation.models import FigureCell
from routing.escalation.queries.first_contact import UnitLine
from routing.escalation.rules.first_contact import BEFORE, TARGET, Count

WIDTH, HEIGHT = 720, 200  # user units
LEFT, BOTTOM, TOP = 50, 170, 10
LEAST, MOST = 70, 100  # percent: below it, a point lies on the axis


@dataclass(frozen=True)
class Point:
    """One week of one line."""

    x: int
    y: int
    label: str  # of the week; empty where it would run into its neighbour


@dataclass(frozen=True)
class Chart:
    """Two lines, the axis, and the sentence that says the finding."""

    sofort: str  # points of a polyline
    netto: str
    dots: list[Point]  # of FCR-Sofort
    netto_dots: list[Point]
    marks: list[tuple[int, str]]  # height and percent of the rules behind the lines
    finding: str


def percent(cell: FigureCell | None) -> float | None:
    """The share of a cell to one place; None where it is hidden or not counted."""
    return Count(cell.n, cell.k).percent if cell and cell.n and cell.k is not None else None


def words(cell: FigureCell | None) -> str:
    """A cell as a reader sees it: the share and what it is of, "unter 5", or a dash where there was nothing."""
    if cell is None:
        return "–"
    share = percent(cell)
    return "unter 5" if share is None else f"{number(share)} % von {cell.n}"


def number(share: float) -> str:
    """With a German comma: 94,9."""
    return f"{share:.1f}".replace(".", ",")


def chart(course: Sequence[tuple[date, UnitLine]]) -> Chart:
    """The course of one unit, oldest week first."""
    step = (WIDTH - LEFT - 20) // max(1, len(course) - 1)
    dots: list[Point] = []
    netto: list[Point] = []
    for n, (week, line) in enumerate(course):
        x = LEFT + n * step
        label = f"{week:%d.%m.}" if n % 2 == 0 or len(course) < 7 else ""
        for found, cell in ((dots, line.sofort), (netto, line.netto)):
            share = percent(cell)
            if share is not None:
                found.append(Point(x, _height(share), label))
    marks = [(_height(p), f"{p} %") for p in (LEAST, BEFORE, TARGET)]
    return Chart(_line(dots), _line(netto), dots, netto, marks, _finding(course))


def _height(share: float) -> int:
    inside = min(max(share, LEAST), MOST)
    return round(BOTTOM - (BOTTOM - TOP) * (inside - LEAST) / (MOST - LEAST))


def _line(points: Sequence[Point]) -> str:
    return " ".join(f"{p.x},{p.y}" for p in points)


def _finding(course: Sequence[tuple[date, UnitLine]]) -> str:
    shares = [(week, share) for week, line in course if (share := percent(line.sofort)) is not None]
    if not shares:
        return "Noch keine Woche hat genug abgeschlossene Anliegen."
    week, share = shares[-1]
    goal = "erreicht" if share >= TARGET else "nicht erreicht"
    return (
        f"In der Woche ab {week:%d.%m.%Y} wurden {number(share)} Prozent sofort gelöst; "
        f"das Ziel von {TARGET} Prozent ist {goal}."
    )
