"""The engine's rule of matching in simulated time: random calls, random conversations, no database and no clock."""

import heapq
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.matching import Idle, Waiting, pairs

ARRIVES, ENDS, GIVES_UP = 0, 1, 2
BATCHES = 20
STUDENT = 2.093  # 95 %, 19 degrees of freedom
WARM_UP = 0.05  # the share of the calls that is left out, while the queue fills


@dataclass
class Seen:
    """The waits of the calls of one topic, in the order of arrival; infinite for who gave up."""

    waits: list[float] = field(default_factory=list)

    def share(self, good: Callable[[float], bool]) -> tuple[float, float]:
        """(mean, half-width of the 95 % interval by batch means) of the calls for which ``good`` holds."""
        waits = self.waits[int(WARM_UP * len(self.waits)) :]
        size = len(waits) // BATCHES
        means = [sum(map(good, waits[n * size : (n + 1) * size])) / size for n in range(BATCHES)]
        mean = sum(means) / BATCHES
        spread = sqrt(sum((m - mean) ** 2 for m in means) / (BATCHES - 1))
        return mean, STUDENT * spread / sqrt(BATCHES)


def simulate(
    *,
    per_second: Mapping[Topic, float],
    desks: Sequence[frozenset[Topic]],
    aht: float,
    calls: int,
    patience: float | None = None,
    seed: int = 1,
) -> dict[Topic, Seen]:
    """So many calls at desks that serve these topics; conversations and patience are exponential.

    Whenever a call comes or a desk is free, ``pairs`` decides, as it does in the engine.
    """
    chance = random.Random(seed)
    events: list[tuple[float, int, int, int]] = []
    topic_of: dict[int, Topic] = {}
    arrived: dict[int, float] = {}
    waits: dict[int, float] = {}
    waiting: dict[int, Waiting] = {}  # in the order of waiting
    idle: dict[int, Idle] = {n: Idle(n, topics) for n, topics in enumerate(desks)}  # in the order of idleness
    topics = [topic for topic, rate in per_second.items() if rate]
    rate = sum(per_second.values())
    weights = [per_second[topic] for topic in topics]
    heapq.heappush(events, (chance.expovariate(rate), ARRIVES, 0, 0))
    while events:
        now, kind, call, desk = heapq.heappop(events)
        if kind == ARRIVES:
            topic_of[call] = chance.choices(topics, weights)[0] if len(topics) > 1 else topics[0]
            arrived[call], waiting[call] = now, Waiting(call, topic_of[call])
            if call + 1 < calls:
                heapq.heappush(events, (now + chance.expovariate(rate), ARRIVES, call + 1, 0))
            if patience is not None:
                heapq.heappush(events, (now + chance.expovariate(1 / patience), GIVES_UP, call, 0))
        elif kind == GIVES_UP:
            if waiting.pop(call, None) is not None:
                waits[call] = float("inf")
            continue
        else:
            idle[desk] = Idle(desk, desks[desk])
        if not (waiting and idle):
            continue
        for found, person in pairs(list(waiting.values()), list(idle.values())):
            waits[found] = now - arrived[found]
            del waiting[found], idle[person]
            heapq.heappush(events, (now + chance.expovariate(1 / aht), ENDS, found, person))
    seen = {topic: Seen() for topic in topics}
    for call in range(calls):
        seen[topic_of[call]].waits.append(waits[call])
    return seen
