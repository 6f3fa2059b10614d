"""Which waiting call goes to which idle desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from routing.rufkreis.rules.eligibility import Reason, Topic


@dataclass(frozen=True)
class Waiting:
    """A queued call, in the order of waiting, and the Service Centers it reaches by now, each with its step.

    Without ``reach`` it reaches every one.
    """

    call: int
    topic: Topic
    reach: Mapping[int, int] | None = None


@dataclass(frozen=True)
class Idle:
    """An idle desk, in the order of idleness, the topics it serves right now, and why not the others."""

    person: int
    topics: frozenset[Topic]
    unit: int = 0
    why: Mapping[Topic, Reason] = field(default_factory=dict)


def pairs(
    calls: Sequence[Waiting], desks: Sequence[Idle], barred: frozenset[tuple[int, int]] = frozenset()
) -> list[tuple[int, int]]:
    """(call, person) pairs: the longest waiting call first, to the longest idle desk that may take it.

    A call that no desk may take never blocks the one behind it. ``barred`` pairs failed a moment ago.
    Rules SOCL 2.1/2 (one Rufkreis, whichever number) and RUF-2 (longest waiting first).
    """
    free = list(desks)
    found = []
    for waiting in calls:
        if not free:
            break
        for desk in free:
            if _may(waiting, desk) and (waiting.call, desk.person) not in barred:
                found.append((waiting.call, desk.person))
                free.remove(desk)
                break
    return found


def _may(waiting: Waiting, desk: Idle) -> bool:
    return waiting.topic in desk.topics and (waiting.reach is None or desk.unit in waiting.reach)
