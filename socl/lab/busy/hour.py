"""What is played: how many desks, how many calls, how often something goes wrong."""

from dataclasses import dataclass, fields
from random import Random


@dataclass(frozen=True)
class Hour:
    """Seconds are real ones; a conversation of ``talk`` seconds lasts ``talk / speed``, patience likewise.
    ``ring``: until somebody reaches for the receiver; ``tidy``: wrap-up; ``snapshots``: between two lists of live calls.

    ``load``: the share of the desks that would be busy if nobody gave up. Shares of 1 for what goes wrong: of the
    offers ``declines``, ``silences`` (nobody picks up) and ``hangups`` (the caller, while it rings), of the desks
    ``dropouts`` (one minute without a sign of life), of the messages ``doubles`` and ``losses``; ``restarts`` of
    the telephone system forget every call.
    """

    desks: int = 12
    seconds: float = 240.0
    speed: float = 15.0
    load: float = 0.9
    talk: float = 300.0
    patience: float = 240.0
    ring: float = 1.5
    tidy: float = 2.0
    snapshots: float = 8.0
    declines: float = 0.05
    silences: float = 0.03
    hangups: float = 0.03
    dropouts: float = 0.25
    doubles: float = 0.10
    losses: float = 0.05
    holds: float = 0.15
    restarts: int = 1
    seed: int = 1

    @property
    def handling(self) -> float:
        """Mean real seconds that a call keeps a desk: ringing, talking, wrap-up."""
        return self.ring + self.talk / self.speed + self.tidy

    @property
    def rate(self) -> float:
        """Calls per real second."""
        return self.load * self.desks / self.handling

    def dice(self, *of: object) -> Random:
        """The chances of one call or desk: the same in every run with this seed."""
        return Random(f"{self.seed}:{of}")


NAMES = tuple(field.name for field in fields(Hour))
