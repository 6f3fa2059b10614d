"""What the telephone system and the desks saw, and what must never be."""

import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

SWEEP = 10.0  # seconds within which an offer past its deadline must be closed


@dataclass
class Seen:
    """Counts, seconds and faults of one run; every thread writes here."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    calls: list[str] = field(default_factory=list)
    targets: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # offer -> desks
    rung_at: dict[str, set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )  # offer -> desks it rang at
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str) -> None:
        """One more."""
        with self.lock:
            self.counts[what] += 1

    def took(self, what: str, seconds: float) -> None:
        """So many seconds, once."""
        with self.lock:
            self.seconds[what].append(seconds)

    def fault(self, promise: str, what: str) -> None:
        """A broken promise, with an example."""
        with self.lock:
            self.faults[promise].append(what)

    def decided(self, call_id: str, decision: dict[str, Any], expires_in: float) -> None:
        """A decision of the application: an offer has one desk, and does not ring on after its deadline."""
        with self.lock:
            desks = self.targets[decision["offerId"]]
            desks.add(decision["target"])
        if len(desks) > 1:
            self.fault(ONE_DESK, f"{call_id}: {sorted(desks)}")
        if expires_in < -SWEEP:
            self.fault(DEADLINE, f"{call_id}: {-expires_in:.0f} s")

    def rings(self, desk: str, offer: str) -> None:
        """An offer is seen at a desk."""
        with self.lock:
            desks = self.rung_at[offer]
            desks.add(desk)
        if len(desks) > 1:
            self.fault(ONE_DESK, f"{sorted(desks)}")


FINAL = "Jeder Anruf endet."
ONE_DESK = "Kein Angebot klingelt an zwei Plätzen."
DEADLINE = f"Kein Angebot klingelt länger als seine Frist und {SWEEP:.0f} s."
PRESENCE = "Eine Minute nach dem letzten Anruf stimmt jeder Arbeitsplatz."
SAME_ANSWER = "Eine doppelte Nachricht bekommt dieselbe Antwort."
ANSWERED = "Jede Nachricht wird beantwortet, keine mit einem Fehler des Servers."
PROMISES = (FINAL, ONE_DESK, DEADLINE, PRESENCE, SAME_ANSWER, ANSWERED)


class Timer:
    """``with Timer(seen, "decision")``: how long it took."""

    def __init__(self, seen: Seen, what: str) -> None:
        self.seen, self.what = seen, what

    def __enter__(self) -> None:
        self.began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.seen.took(self.what, time.perf_counter() - self.began)
