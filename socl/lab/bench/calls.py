"""Calls at a steady rate, every step over HTTP: how long the telephone system waits for a decision."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from socl.lab import demo
from socl.lab.bench.bookings import Broken
from socl.lab.bench.figures import MS, Goal, Row, percentile
from socl.lab.bench.servers import Web
from socl.lab.pbx import PbxClient

SLOW = Goal(floor=150.0)
FAST = Goal(aim=150.0)
TALK = 1.0  # seconds
PATIENCE = 10.0


@dataclass
class Shift:
    """A telephone system that rings, and the desks that answer: user name -> token."""

    web: Web
    pbx: PbxClient
    desks: dict[str, str]
    decisions: list[float] = field(default_factory=list)
    accepts: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, rate: float, seconds: float) -> None:
        """``rate`` calls per second, each begun when it is due however long the others take."""
        began = time.perf_counter()
        with ThreadPoolExecutor(max_workers=64) as threads:
            lives = []
            for n in range(int(rate * seconds)):
                time.sleep(max(0.0, began + n / rate - time.perf_counter()))
                lives.append(threads.submit(self._live, f"bench-{rate}-{n}"))
            for life in lives:
                life.result()

    def _live(self, call_id: str) -> None:
        """newCall, poll until a desk is found, accept at the desk, answer, talk, hang up, end the wrap-up."""
        number = f"{demo.DRAMA_BLOCK}900"
        said = self._decision(
            "newCall", call_id, **{"from": number}, to=demo.SERVICE_NUMBER, dtmf=["2"], ext={"plz": "24103"}
        )
        began = time.perf_counter()
        while said["action"] == "wait" and time.perf_counter() - began < PATIENCE:
            time.sleep(said["retryAfter"])
            said = self._decision("poll", call_id)
        if said["action"] != "dial":
            raise Broken(f"{call_id} found no desk: {said}")
        token = self.desks[said["target"]]
        self._timed(self.accepts, lambda: self._must(token, f"/api/v1/offers/{said['offerId']}/accept/"))
        self.pbx.event("answer", call_id, offerId=said["offerId"])
        time.sleep(TALK)
        self.pbx.event("hangup", call_id, cause="normalClearing")
        self._must(token, "/api/v1/me/wrap-up/finish/")

    def _decision(self, event: str, call_id: str, **more: Any) -> dict[str, Any]:
        return self._timed(self.decisions, lambda: self.pbx.event(event, call_id, **more))

    def _must(self, token: str, path: str) -> dict[str, Any]:
        status, answer = self.web.ask(token, "POST", path, {})
        if status != 200:
            raise Broken(f"{status} for {path}: {answer}")
        return {}

    def _timed(self, into: list[float], act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        began = time.perf_counter()
        answer = act()
        with self.lock:
            into.append(time.perf_counter() - began)
        return answer


def measure(web: Web, pbx: PbxClient, desks: dict[str, str], seconds: float) -> list[Row]:
    """5 calls per second, which is twice what the nation has, then 10 for half as long."""
    rows = []
    for rate, goal, length in ((5, SLOW, seconds), (10, FAST, seconds / 2)):
        shift = Shift(web, pbx, desks)
        shift.run(rate, length)
        p99, p95, p50 = (1000 * percentile(shift.decisions, share) for share in (0.99, 0.95, 0.5))
        what = f"{rate} Anrufe/s mit allen Schritten: Entscheidung, p95 (roh: p50)"
        rows.append(Row(what, p95, MS, p50, None, goal, absolute=True))
        rows.append(Row("  p99", p99, MS))
    return rows
