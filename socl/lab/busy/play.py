"""Playing the hour: desks and telephone system at work, then rest, then the promises."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from socl.lab import demo
from socl.lab.busy.desks import Desk
from socl.lab.busy.hour import Hour
from socl.lab.busy.seen import FINAL, PRESENCE, Seen
from socl.lab.busy.switch import Switch
from socl.lab.pbx import PbxClient, PbxError

MOST_CALLS_AT_ONCE = 200
REST = 60.0  # seconds after the last call within which everything must be at rest
ASK_EVERY = 2.0

Tell = Callable[[float, str], None]  # share of the hour, words


@dataclass(frozen=True)
class Cast:
    """Where the house is, and who plays: the telephone system's client, and the desks' tokens by name."""

    base_url: str
    pbx: PbxClient
    desks: dict[str, str]


def play(hour: Hour, cast: Cast, tell: Tell) -> Seen:
    """The whole hour; whatever is started ends with it."""
    seen = Seen()
    switch = Switch(hour, cast.pbx, seen, hour.dice("switch"))
    gone = threading.Event()
    desks = [
        Desk(hour, cast.base_url, name, token, seen, gone, hour.dice("desk", name))
        for name, token in cast.desks.items()
    ]
    workers = [threading.Thread(target=work, daemon=True) for work in (switch.obey, switch.compare)]
    workers += [threading.Thread(target=desk.run, daemon=True) for desk in desks]
    for worker in workers:
        worker.start()
    try:
        ring(hour, switch, tell)
        rest(switch, desks, seen, tell)
    finally:
        gone.set()
        switch.stop.set()
        for worker in workers:
            worker.join(60)
        for desk in desks:
            desk.leave()
    return seen


def ring(hour: Hour, switch: Switch, tell: Tell) -> None:
    """Calls at random moments for the whole hour; a restart at equal distances. Returns when the last one is over."""
    dice = hour.dice("arrivals")
    began = time.monotonic()
    restarts = [hour.seconds * (n + 1) / (hour.restarts + 1) for n in range(hour.restarts)]
    due, number, told = dice.expovariate(hour.rate), 0, -1
    with ThreadPoolExecutor(MOST_CALLS_AT_ONCE) as threads:
        while (now := time.monotonic() - began) < hour.seconds:
            if restarts and now >= restarts[0]:
                restarts.pop(0)
                switch.restart()
            if int(now) > told:
                told = int(now)
                tell(now / hour.seconds, words(switch))
            if now >= due:
                number += 1
                threads.submit(
                    switch.live,
                    f"lab-{hour.seed}-{int(time.time())}-{number}",
                    f"{demo.DRAMA_BLOCK}{900 + number % 100}",
                    "2" if dice.random() < 0.7 else "9",
                )
                due += dice.expovariate(hour.rate)
            else:
                time.sleep(min(due - now, 0.2))
        tell(1.0, "die letzten Gespräche enden")


def words(switch: Switch) -> str:
    """One line about this moment."""
    counts = switch.seen.counts
    return (
        f"{len(switch.seen.calls)} Anrufe, {len(switch.lines)} am Telefon, {counts['angenommen']} angenommen, "
        f"{counts['aufgegeben']} aufgegeben"
    )


def rest(switch: Switch, desks: list[Desk], seen: Seen, tell: Tell) -> None:
    """Wait until every call has ended and every desk is idle; what is not so after a minute is a broken promise."""
    began, open_calls = time.monotonic(), list(seen.calls)
    while True:
        open_calls = [call for call in open_calls if _state(switch.pbx, call) != "ended"]
        busy = [f"{desk.name}: {does}" for desk in desks if (does := _activity(desk)) != "idle"]
        waited = time.monotonic() - began
        tell(1.0, f"{len(open_calls)} Anrufe und {len(busy)} Plätze sind noch nicht zur Ruhe gekommen")
        if not (open_calls or busy) or waited > REST:
            break
        time.sleep(ASK_EVERY)
    seen.took("rest", waited)
    for call in open_calls:
        seen.fault(FINAL, call)
    for desk in busy:
        seen.fault(PRESENCE, desk)


def _state(pbx: PbxClient, call_id: str) -> str:
    try:
        return str(pbx.state(call_id)["state"])
    except PbxError as error:
        return "ended" if str(error).startswith("404") else str(error)  # 404: its newCall was never heard


def _activity(desk: Desk) -> str:
    _, me = desk.ask("GET", "/me/")
    return str(me["presence"]["activity"]) if me and me.get("presence") else "unbekannt"
