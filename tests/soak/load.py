"""Customers and callers who do not give up: whatever breaks, they say the same again until they get an answer."""

import http.client
import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from socl.lab.pbx import PbxClient, PbxError

PATIENCE = 90.0  # seconds until one act must have been answered, kills included
PAUSE = 0.2


class Away(Exception):
    """No answer, or one that says that the house has a fault now."""


@dataclass
class Load:
    """What all clients share: where the house is, whether it is time to go home, and what came of it."""

    base_url: str
    stop: threading.Event = field(default_factory=threading.Event)
    counts: Counter[str] = field(default_factory=Counter)
    promised: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str) -> None:
        with self.lock:
            self.counts[what] += 1

    def ask(
        self, token: str, method: str, path: str, body: Any = None, key: str = "", client: str = ""
    ) -> tuple[int, Any]:
        """Status and JSON below 500; Away for everything else. ``client``: its address, by a proxy."""
        address = urlsplit(self.base_url)
        link = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=20)
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if client:
            headers["X-Forwarded-For"] = client
        if key:
            headers["Idempotency-Key"] = key
        try:
            link.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
            answer = link.getresponse()
            text = answer.read()
            if answer.status >= 500:
                raise Away(f"{answer.status} {path}")
            return answer.status, json.loads(text or b"null")
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Away(f"{type(error).__name__} {path}") from error
        finally:
            link.close()

    def persist(self, act: Callable[[], Any]) -> Any:
        """Say it again until it is answered; a client that waits longer than PATIENCE is a fault of the house."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return act()
            except Away:
                self.note("asked again")
                if time.monotonic() > end:
                    raise
                time.sleep(PAUSE)

    def run(self, client: Callable[[], None]) -> threading.Thread:
        """``client`` again and again in a thread of its own, until it is time to go home."""

        def loop() -> None:
            while not self.stop.is_set():
                try:
                    client()
                except Exception as error:
                    with self.lock:
                        self.faults.append(f"{type(error).__name__}: {error}")
                    time.sleep(1)

        thread = threading.Thread(target=loop, daemon=True)
        thread.start()
        return thread


@dataclass
class Customer:
    """Books online, one time after the other, each under a key of its own."""

    load: Load
    token: str
    name: str
    team: str
    number: "itertools.count[int]" = field(default_factory=itertools.count)

    def __call__(self) -> None:
        path = f"/teams/{self.team}/slots/?kind=sonstiges&channel=online&days=30"
        status, free = self.load.persist(lambda: self.load.ask(self.token, "GET", path))
        assert status == 200, free
        n = next(self.number)
        starts = [start for day in free["days"] for start in day["starts"]]
        if not starts:
            self.load.stop.wait(1)
            return
        body = {
            "team": self.team,
            "kind": "sonstiges",
            "starts_at": starts[(7 * n) % len(starts)],
            "name": self.name,
            "rueckruf_number": "030 23125 900",
            "briefing": "Zahlung nicht eingegangen.",
            "email": "kundin@example.invalid",
            "channel": "online",
        }
        key = f"{self.name}-{n}"
        status, answer = self.load.persist(lambda: self.load.ask(self.token, "POST", "/bookings/", body, key))
        assert status in (201, 409), answer
        if status == 201:
            with self.load.lock:
                self.load.promised.add(answer["reference"])
        self.load.note("booked" if status == 201 else answer["code"])
        self.load.stop.wait(0.1)


@dataclass
class Citizen:
    """Somebody else each time, who books a Termin at the Eingangszone without any login, and never confirms it."""

    load: Load
    lane: int
    number: "itertools.count[int]" = field(default_factory=itertools.count)

    def __call__(self) -> None:
        n = next(self.number)
        address, path = f"198.51.{self.lane}.{n % 250 + 1}", "/otv/sites/131"
        asked = (f"{path}/anliegen/OTV-04/slots/", {"days": 30})
        status, free = self.load.persist(lambda: self.load.ask("", "POST", *asked, client=address))
        assert status == 200, free
        starts = [start for day in free["days"] for start in day["starts"]]
        if not starts:
            self.load.stop.wait(1)
            return
        body = {
            "code": "OTV-04",
            "channel": "personal",
            "starts_at": starts[(11 * n + self.lane) % len(starts)],
            "name": f"Bürgerin {self.lane} {n}",
            "email": f"buergerin-{self.lane}-{n}@example.invalid",
        }
        status, answer = self.load.persist(
            lambda: self.load.ask("", "POST", f"{path}/termine/", body, client=address)
        )
        assert status in (201, 409), answer
        self.load.note("Termin" if status == 201 else answer["code"])
        self.load.stop.wait(0.3)


@dataclass
class Line:
    """One caller after the other, and the desks that answer: login -> token."""

    load: Load
    pbx: PbxClient
    desks: dict[str, str]
    name: str
    number: "itertools.count[int]" = field(default_factory=itertools.count)

    def __call__(self) -> None:
        call_id = f"{self.name}-{next(self.number)}"
        try:
            self._live(call_id)
        finally:
            self._say("hangup", call_id, cause="normalClearing")

    def _live(self, call_id: str) -> None:
        said = self._say(
            "newCall",
            call_id,
            **{"from": "+493023125900"},
            to="+498004555500",
            dtmf=["2"],
            ext={"plz": "24103"},
        )
        end = time.monotonic() + 20
        while said.get("action") == "wait" and time.monotonic() < end and not self.load.stop.is_set():
            time.sleep(0.5)
            said = self._say("poll", call_id)
        token = self.desks.get(said.get("target", ""))
        if said.get("action") != "dial" or token is None:
            self.load.note("caller without a desk")
            return
        status, call = self._ask(token, "POST", f"/offers/{said['offerId']}/accept/")
        if status != 200:
            self.load.note("offer gone")
            return
        self._say("answer", call_id, offerId=said["offerId"])
        about = {"code": "ALG-01", "plz": "24103"}
        status, anliegen = self._ask(token, "POST", f"/calls/{call['id']}/anliegen/", about, call_id)
        if status == 201:
            status, _ = self._ask(
                token, "POST", f"/anliegen/{anliegen['id']}/resolve/", {"note": ""}, f"{call_id}-r"
            )
            self.load.note("resolved" if status in (200, 201) else "not resolved")
        self._say("hangup", call_id, cause="normalClearing")
        self._ask(token, "POST", "/me/wrap-up/finish/")

    def _ask(self, token: str, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        answer: tuple[int, Any] = self.load.persist(lambda: self.load.ask(token, method, path, body, key))
        return answer

    def _say(self, event: str, call_id: str, **more: Any) -> dict[str, Any]:
        """An event, said again until it is answered; a refused one counts as answered."""

        def say() -> dict[str, Any]:
            try:
                return self.pbx.event(event, call_id, **more)
            except PbxError as error:
                if str(error)[:3] in ("404", "409", "422"):
                    return {}
                raise Away(str(error)) from error

        found: dict[str, Any] = self.load.persist(say)
        return found
