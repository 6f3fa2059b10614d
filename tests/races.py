"""Races with real threads: everybody starts at once, on a connection of their own."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

from django.db import connection

Result = TypeVar("Result")
No = TypeVar("No", bound=Exception)
START_WITHIN = 60.0
END_WITHIN = 120.0


@dataclass
class Finish(Generic[Result]):
    """What came of a race: results and errors, each in the order of the runners."""

    results: list[Result] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)

    def refused(self, kind: type[No]) -> list[No]:
        """The errors, all of which must be of ``kind``: anything else is raised again (a deadlock, a fault)."""
        found = []
        for error in self.errors:
            if not isinstance(error, kind):
                raise error
            found.append(error)
        return found


def race(runners: Sequence[Callable[[], Any]]) -> Finish[Any]:
    """Run every runner in a thread of its own, all let go by one barrier; needs a transactional test."""
    barrier = threading.Barrier(len(runners))
    outcomes: list[Any] = [None] * len(runners)
    ended = [False] * len(runners)

    def run(lane: int) -> None:
        try:
            connection.ensure_connection()  # connecting is not part of the race
            barrier.wait(START_WITHIN)
            outcomes[lane] = runners[lane]()
        except BaseException as error:
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
        [o for o in outcomes if not isinstance(o, BaseException)],
        [o for o in outcomes if isinstance(o, BaseException)],
    )


def crowd(size: int, runner: Callable[[int], Result], seats: int = 0) -> Finish[Result]:
    """``runner(0) ... runner(size - 1)`` at once; with ``seats``, on so many connections, each taken turn by turn."""
    seats = min(seats or size, size)
    finish = race([partial(_one_by_one, runner, range(seat, size, seats)) for seat in range(seats)])
    outcomes = [outcome for seat in finish.results for outcome in seat]
    return Finish(
        [o for o in outcomes if not isinstance(o, Exception)],
        [*finish.errors, *(o for o in outcomes if isinstance(o, Exception))],
    )


def _one_by_one(runner: Callable[[int], Any], lanes: range) -> list[Any]:
    """What came of each lane; one that fails does not keep the next from running."""
    outcomes: list[Any] = []
    for lane in lanes:
        try:
            outcomes.append(runner(lane))
        except Exception as error:
            outcomes.append(error)
    return outcomes
