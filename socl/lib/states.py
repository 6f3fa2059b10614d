"""State machines as tables: a Move names the states it starts from and the one it leads to."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, init=False)
class Move:
    """``CANCEL = Move({BOOKED}, CANCELLED)``: allowed from each source, leads to the target."""

    sources: frozenset[Any]
    target: Any

    def __init__(self, sources: set[Any], target: Any) -> None:
        object.__setattr__(self, "sources", frozenset(sources))
        object.__setattr__(self, "target", target)

    def allows(self, state: Any) -> bool:
        """True if the move may start from ``state``."""
        return state in self.sources
