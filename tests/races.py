"""Races with real threads: everybody starts at once, on a connection of their own."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import connection

Result = TypeVar("Result")
START_WITHIN = 60.0
END_WITHIN = 120.0


@dataclass
class Finish(Generic[Result]):
    """What came of a race: results and errors, each in the order of the runners."""

    results: list[Result] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def refused(self, kind: type[Exception]) -> list[Exception]:
        """The errors, all of which must be of ``kind``: anything else is raised again (a deadlock, a fault)."""
        for error in self.errors:
            if not isinstance(error, kind):
                raise error
        return self.errors


def race(runners: Sequence[Callable[[], Result]]) -> Finish[Result]:
    """Run every runner in a thread of its own, all let go by one barrier; needs a transactional test."""
    barrier = threading.Barrier(len(runners))
    outcomes: list[Result | Exception | None] = [None] * len(runners)
    ended = [False] * len(runners)

    def run(lane: int) -> None:
        try:
            connection.ensure_connection()  # connecting is not part of the race
            barrier.wait(START_WITHIN)
            outcomes[lane] = runners[lane]()
        except Exception as error:
            outcomes[lane] = error
        finally:
            ended[lane] = True
            connection.close()

    threads = [threading.Thread(target=run, args=(lane,), daemon=True) for lane in range(len(runners))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(END_WITHIN)
    assert all(ended), f"{ended.count(False)} of {len(runners)} runners never came back"
    return Finish(
        [o for o in outcomes if not isinstance(o, Exception)],  # type: ignore[misc]
        [o for o in outcomes if isinstance(o, Exception)],
    )


def crowd(size: int, runner: Callable[[int], Result], seats: int = 0) -> Finish[Result]:
    """``runner(0) ... runner(size - 1)`` at once; with ``seats``, on so many connections, each taken turn by turn."""
    seats = min(seats or size, size)
    finish = race([lambda seat=seat: _one_by_one(runner, range(seat, size, seats)) for seat in range(seats)])  # type: ignore[misc]
    outcomes = [outcome for seat in finish.results for outcome in seat]
    return Finish(
        [o for o in outcomes if not isinstance(o, Exception)],
        [*finish.errors, *(o for o in outcomes if isinstance(o, Exception))],
    )


def _one_by_one(runner: Callable[[int], Result], lanes: range) -> list[Result | Exception]:
    """What came of each lane; one that fails does not keep the next from running."""
    outcomes: list[Result | Exception] = []
    for lane in lanes:
        try:
            outcomes.append(runner(lane))
        except Exception as error:
            outcomes.append(error)
    return outcomes
