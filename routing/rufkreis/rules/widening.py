"""Which Service Centers a waiting call reaches: its own, then its SC-Region's, never jumping the queue."""

from collections.abc import Container, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """From ``after`` seconds of waiting on, the desks of these Service Centers (ids) may take the call, too."""

    after: int
    units: tuple[int, ...]


def steps(own: int, further: Sequence[tuple[int | None, Sequence[int]]]) -> list[Step]:
    """The way of a call: its own Service Center at once, then each (seconds, Service Centers) of ``further``.

    A step without seconds is switched off; one that brings no further Service Center is skipped, so nobody waits
    for it. Rule RUF-12.
    """
    found, reached = [Step(0, (own,))], {own}
    for after, units in further:
        new = tuple(sorted(set(units) - reached))
        if after is not None and new:
            found.append(Step(after, new))
            reached |= set(new)
    return found


def frozen(way: Sequence[Step]) -> list[list[object]]:
    """The steps as they are kept with the call: what is configured later does not change its way."""
    return [[step.after, list(step.units)] for step in way]


def without(kept: Sequence[tuple[int, Sequence[int]]], units: Container[int]) -> list[list[object]]:
    """The same way past these Service Centers; a step that is empty then is skipped. Rule RUF-12."""
    left = [[after, [unit for unit in step if unit not in units]] for after, step in kept]
    return [[after, step] for after, step in left if step]


def reach(kept: Sequence[tuple[int, Sequence[int]]], waited: float) -> dict[int, int]:
    """Service Center -> number of the step that brought it in (1: the own one), after so many seconds of waiting.

    The clock starts at the first queue entry and runs through every requeue. Rule RUF-12.
    """
    return {unit: n for n, (after, units) in enumerate(kept, start=1) if after <= waited for unit in units}
