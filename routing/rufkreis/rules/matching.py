"""Which waiting call goes to which idle desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from routing.rufkreis.rules.eligibility import Topic


@dataclass(frozen=True)
class Waiting:
    """A queued call, in the order of waiting."""

    call: int
    topic: Topic


@dataclass(frozen=True)
class Idle:
    """An eligible idle desk, in the order of idleness, and the topics it serves right now."""

    person: int
    topics: frozenset[Topic]


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
            if waiting.topic in desk.topics and (waiting.call, desk.person) not in barred:
                found.append((waiting.call, desk.person))
                free.remove(desk)
                break
    return found
