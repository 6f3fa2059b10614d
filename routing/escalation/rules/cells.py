"""Which cells of a table with sums are not shown, so that nothing about fewer than five can be read or calculated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from routing.escalation.rules.first_contact import Cell

LEAST = 5


@dataclass(frozen=True)
class Line:
    """Cells that add up to ``total``; None: to a sum that is not shown, but might be known from elsewhere."""

    parts: tuple[Cell, ...]
    total: Cell | None


def hidden(counts: Mapping[Cell, int], lines: Sequence[Line]) -> set[Cell]:
    """The cells that are not shown: those under five, and as many others as keep them from being calculated.

    In each line the hidden parts are at least two and together at least five, else the total is hidden too; and no
    hidden cell is the only solution of all lines together. Smaller cells are sacrificed first. Rule ESK-6.
    """
    closed = {cell for cell, n in counts.items() if 0 < n < LEAST}
    while True:
        more = _too_easy(counts, lines, closed) or _calculable(counts, lines, closed)
        if more is None:
            return closed
        closed.add(more)


def _too_easy(counts: Mapping[Cell, int], lines: Sequence[Line], closed: set[Cell]) -> Cell | None:
    """One more cell to hide, because one line alone tells what is hidden in it."""
    for line in lines:
        inside = [cell for cell in line.parts if cell in closed]
        if line.total in closed:
            if inside:
                continue
        elif not inside or (len(inside) > 1 and sum(counts[cell] for cell in inside) >= LEAST):
            continue
        found = _next(counts, [line], closed)
        if found is not None:
            return found
    return None


def _calculable(counts: Mapping[Cell, int], lines: Sequence[Line], closed: set[Cell]) -> Cell | None:
    """One more cell to hide, because the lines together have only one solution for something hidden."""
    for cell in sorted(_determined(lines, closed)):
        found = _next(counts, [ln for ln in lines if cell in ln.parts or cell == ln.total], closed)
        if found is not None:
            return found
    return None


def _next(counts: Mapping[Cell, int], lines: Iterable[Line], closed: set[Cell]) -> Cell | None:
    """The smallest shown part of ``lines``; a total only when no part is left. A cell of none tells nothing."""
    chosen = list(lines)
    parts = {cell for ln in chosen for cell in ln.parts if counts.get(cell) and cell not in closed}
    totals = {ln.total for ln in chosen if ln.total is not None and ln.total not in closed}
    return min(parts or totals, key=lambda cell: (counts.get(cell, 0), cell), default=None)


def _determined(lines: Sequence[Line], closed: set[Cell]) -> set[Cell]:
    """The hidden cells that follow from the shown ones: alone in a row of the reduced equations (Gauss-Jordan)."""
    unknown = sorted(closed)
    place = {cell: n for n, cell in enumerate(unknown)}
    rows = []
    for line in lines:
        row = [Fraction(0)] * len(unknown)
        for cell in line.parts:
            if cell in place:
                row[place[cell]] = Fraction(1)
        if line.total in place and line.total is not None:
            row[place[line.total]] = Fraction(-1)
        if any(row):
            rows.append(row)
    reduced = _reduced(rows, len(unknown))
    alone = [[n for n, value in enumerate(row) if value] for row in reduced]
    return {unknown[found[0]] for found in alone if len(found) == 1}


def _reduced(rows: list[list[Fraction]], width: int) -> list[list[Fraction]]:
    done = 0
    for column in range(width):
        pivot = next((n for n in range(done, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        lead = rows[done][column]
        rows[done] = [value / lead for value in rows[done]]
        for n, row in enumerate(rows):
            if n != done and row[column]:
                factor = row[column]
                rows[n] = [a - factor * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    return rows[:done]


def lines_of(cells: Iterable[Cell], centers: Mapping[int, int], offices: Mapping[int, int]) -> list[Line]:
    """How the cells of a week add up: groups to their unit, Service Centers to their region, OS to what a region knows.

    ``centers`` and ``offices``: Service Center or OS -> its region (ids).
    """
    there = sorted(set(cells))
    lines = []
    for unit in sorted({cell.unit for cell in there}):
        parts = tuple(cell for cell in there if cell.unit == unit and cell.group)
        if parts:
            lines.append(Line(parts, Cell(unit)))
    for region in sorted(set(centers.values())):
        for group in sorted({cell.group for cell in there if cell.unit == region}):
            parts = tuple(c for c in there if centers.get(c.unit) == region and c.group == group)
            lines.append(Line(parts, Cell(region, group)))
    for region in sorted(set(offices.values())):
        lines.append(Line(tuple(cell for cell in there if offices.get(cell.unit) == region), None))
    return lines
