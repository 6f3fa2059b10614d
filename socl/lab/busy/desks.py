"""The desks of the busy hour: people who pick up, refuse, look away and tidy up, by their REST tokens."""

import http.client
import json
import threading
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urlsplit

from socl.lab.busy.hour import Hour
from socl.lab.busy.seen import ANSWERED, Seen, Timer

LOOK_EVERY = 1.0  # seconds; a browser is rung instead
AWAY = 40.0  # seconds without a sign of life: after 30 the desk is lagging


@dataclass
class Desk:
    """One person with a token; ``run`` until told to stop."""

    hour: Hour
    base_url: str
    name: str
    token: str
    seen: Seen
    stop: threading.Event
    dice: Random

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON; (0, None) if nobody answered."""
        address = urlsplit(self.base_url)
        link = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=30)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        try:
            with Timer(self.seen, "desk"):
                link.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
                answer = link.getresponse()
                found = json.loads(answer.read() or b"null")
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.seen.fault(ANSWERED, f"{path}: {type(error).__name__}")
            return 0, None
        finally:
            link.close()
        if answer.status >= 500:
            self.seen.fault(ANSWERED, f"{answer.status} {path}")
        return answer.status, found

    def run(self) -> None:
        """Sign in, work, sign out. A desk that drops out does so once, somewhere in the hour."""
        self.ready()
        drop = self.dice.uniform(0.2, 0.7) if self.dice.random() < self.hour.dropouts else 2.0
        worked = 0.0
        while not self.stop.is_set():
            if worked / self.hour.seconds > drop and self.hour.seconds > 2 * AWAY:
                drop = 2.0
                self.seen.count("Aussetzer eines Platzes")
                self.stop.wait(AWAY)
            self.look()
            self.stop.wait(LOOK_EVERY)
            worked += LOOK_EVERY

    def ready(self) -> None:
        """Ready for both topics."""
        self.ask("PUT", "/me/presence/", {"wish": "both"})

    def look(self) -> None:
        """One look at the desk, and what a person does about it."""
        _, me = self.ask("GET", "/me/")
        if not me or not me.get("presence"):
            return
        activity, call = me["presence"]["activity"], me["call"]
        if me["offer"]:
            self.seen.rings(self.name, str(me["offer"]["id"]))
            self.decide(me["offer"]["id"])
        elif activity == "talking" and call and self.dice.random() < self.hour.holds:
            self.ask("POST", f"/calls/{call['id']}/{'unhold' if call['held'] else 'hold'}/")
        elif activity == "wrap_up":
            self.stop.wait(self.dice.expovariate(1 / self.hour.tidy))
            self.ask("POST", "/me/wrap-up/finish/")
        elif me["presence"]["wish"] == "break":  # sent there after three offers that rang in vain
            self.seen.count("Pausen nach drei Anrufen")
            self.ready()

    def decide(self, offer: int) -> None:
        """Accept, decline, or let it ring."""
        chance = self.dice.random()
        if chance < self.hour.silences:
            self.stop.wait(20)
        elif chance < self.hour.silences + self.hour.declines:
            self.ask("POST", f"/offers/{offer}/decline/")
        else:
            self.stop.wait(self.dice.expovariate(1 / self.hour.ring))
            status, _ = self.ask("POST", f"/offers/{offer}/accept/")
            if status == 409:
                self.seen.count("zu spät angenommen")

    def leave(self) -> None:
        """Sign out."""
        self.ask("PUT", "/me/presence/", {"wish": "off"})
