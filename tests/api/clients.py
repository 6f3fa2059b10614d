"""Clients of the two contracts, REST and CTI, over real HTTP requests: a person's browser-less client, a switch."""

import hashlib
import hmac
import itertools
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.test.client import ClientHandler

from routing.rufkreis.models import Pbx
from socl.orga.models import Person
from tests.factories.orga import bearer

SERVICE = "08004555500"  # the Servicerufnummer Arbeitnehmer
CALLER = "030 23125 900"  # kept free for films
Answer = Any  # django.test's response has no type of its own
EVENTS = itertools.count(1)  # no two events of one run have the same id
HANDLER = ClientHandler(enforce_csrf_checks=False)  # one for all: each would look through the static files


def browserless() -> Client:
    """A client with cookies of its own, to be used in one thread."""
    client = Client()
    client.handler = HANDLER
    return client


class Time:
    """The present moment as the faces read it: stands still until told to go on."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def goes_on(self, seconds: float = 0, **more: float) -> None:
        self.at += timedelta(seconds=seconds, **more)


class Rest:
    """Somebody's client of /api/v1, by Bearer token; nobody's without a person."""

    def __init__(self, who: Person | None = None) -> None:
        self.headers = {"Authorization": bearer(who)} if who else {}
        self.client = browserless()

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        content_type: str = "application/json",
        **headers: str,
    ) -> Answer:
        """The bytes as they are."""
        return self.client.generic(
            method, f"/api/v1{path}", body, content_type, headers={**self.headers, **headers}
        )

    def get(self, path: str) -> Answer:
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def post(self, path: str, body: Any = None, *, key: str = "") -> Answer:
        headers = {"Idempotency-Key": key} if key else {}
        return self.send("POST", path, b"" if body is None else json.dumps(body).encode(), **headers)

    def put(self, path: str, body: Any) -> Answer:
        return self.send("PUT", path, json.dumps(body).encode())

    def patch(self, path: str, body: Any) -> Answer:
        return self.send("PATCH", path, json.dumps(body).encode())

    def delete(self, path: str) -> Answer:
        return self.send("DELETE", path)

    def ready(self, wish: str = "both") -> Any:
        """Sign in at the desk; the presence."""
        return ok(self.put("/me/presence/", {"wish": wish}))

    def offer(self) -> int:
        """The id of the offer that rings at the desk."""
        found: int = ok(self.get("/me/"))["offer"]["id"]
        return found


@dataclass
class Switch:
    """A telephone system at the CTI face."""

    pbx: Pbx
    time: Time
    secret: str = "geheim"
    client: Client = field(default_factory=browserless)
    authorization: str = ""

    def __post_init__(self) -> None:
        self.authorization = self.authorization or bearer(self.pbx.person)

    def signature(self, body: bytes, *, secret: str = "", at: datetime | None = None) -> str:
        t = int((at or self.time()).timestamp())
        digest = hmac.new((secret or self.secret).encode(), f"{t}.".encode() + body, hashlib.sha256)
        return f"t={t},v1={digest.hexdigest()}"

    def send(self, body: bytes, **headers: str | None) -> Answer:
        """The bytes as an event; a header given as None is left out."""
        usual = {"Authorization": self.authorization, "X-SOCL-Signature": self.signature(body)}
        kept = {name: value for name, value in {**usual, **headers}.items() if value is not None}
        return self.client.post("/api/cti/v1/events", body, "application/json", headers=kept)

    def fetch(self, path: str, **headers: str | None) -> Answer:
        usual = {"Authorization": self.authorization, "X-SOCL-Signature": self.signature(b"")}
        kept = {name: value for name, value in {**usual, **headers}.items() if value is not None}
        return self.client.get(f"/api/cti/v1{path}", headers=kept)

    def message(self, event: str, call_id: str, **more: Any) -> dict[str, Any]:
        """An event with an id of its own."""
        usual = {"event": event, "eventId": f"e-{next(EVENTS)}", "callId": call_id}
        return {**usual, "occurredAt": self.time().isoformat(), **more}

    def say(self, event: str, call_id: str = "c1", **more: Any) -> Any:
        """An event, accepted; its answer."""
        return ok(self.send(encoded(self.message(event, call_id, **more))))

    def rings(self, call_id: str = "c1", **more: Any) -> Any:
        """A new call, about Arbeitslosengeld at the Servicerufnummer unless told otherwise; the decision."""
        return self.say("newCall", call_id, **{"from": CALLER, "to": SERVICE, "dtmf": ["2"], **more})

    def snapshot(self, calls: dict[str, int], **devices: str) -> Any:
        """The calls that the telephone system has (id -> number of its last event); what it is told."""
        live = [{"callId": call, "lastSeq": seq} for call, seq in calls.items()]
        body = encoded({"calls": live, "devices": devices})
        headers = {"Authorization": self.authorization, "X-SOCL-Signature": self.signature(body)}
        return ok(self.client.post("/api/cti/v1/snapshots", body, "application/json", headers=headers))

    def commands(self, wait: int = 0) -> Any:
        return ok(self.fetch(f"/commands?wait={wait}"))["commands"]

    def connects(self, desk: Rest, call_id: str = "c1", **more: Any) -> int:
        """A call that rings at ``desk``, is accepted there and answered; its id in the REST contract."""
        decision = self.rings(call_id, **more)
        accepted = ok(desk.post(f"/offers/{decision['offerId']}/accept/"))
        self.say("answer", call_id, offerId=decision["offerId"])
        number: int = accepted["id"]
        return number


def encoded(message: Any) -> bytes:
    return json.dumps(message).encode()


def ok(answer: Answer) -> Any:
    """The JSON of an answer that must be 2xx."""
    assert 200 <= answer.status_code < 300, (answer.status_code, answer.content.decode())
    return answer.json()


def problem(answer: Answer) -> dict[str, Any]:
    """The problem document of an answer that must be one: 4xx, its five members, its media type."""
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.content.decode())
    assert answer["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail", "code"} <= set(found)
    assert found["status"] == answer.status_code
    assert all(isinstance(found[name], str) and found[name] for name in ("type", "title", "detail", "code"))
    return found


def refusal(answer: Answer) -> tuple[int, str, str]:
    """(status, code, rule) of a problem."""
    found = problem(answer)
    return found["status"], found["code"], found.get("rule", "")
