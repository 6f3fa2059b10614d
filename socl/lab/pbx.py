"""A telephone system that speaks the real contract over HTTP: what the demo page, simulation and benchmark use."""

import http.client
import json
import secrets
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from routing.rufkreis.rules.signature import sign
from socl.core import clock
from socl.lib.workdays import berlin_iso


class PbxError(Exception):
    """The application could not be reached or refused what we said."""


@dataclass
class PbxClient:
    """One telephone system with its token and signing secret.

    It numbers the events of each call from 1, polls excepted, if it lives longer than its calls (``counting``).
    """

    base_url: str
    token: str
    secret: str
    counting: bool = False
    last_seq: Counter[str] = field(default_factory=Counter)

    def message(self, event: str, call_id: str, **more: Any) -> dict[str, Any]:
        """An event with an id of its own, not sent yet."""
        at = clock.now()
        message = {
            "event": event,
            "eventId": f"{call_id}:{secrets.token_hex(8)}",
            "occurredAt": berlin_iso(at),
            "callId": call_id,
            "direction": "in",
            **more,
        }
        if self.counting and event != "poll":
            self.last_seq[call_id] += 1
            message["seq"] = self.last_seq[call_id]
        return message

    def send(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send an event, or the very same once more; the answer (a decision or nothing). PbxError if refused."""
        return self._send("POST", "/api/cti/v1/events", json.dumps(message).encode())

    def event(self, event: str, call_id: str, **more: Any) -> dict[str, Any]:
        """Send one new event; the answer. PbxError if it is not accepted."""
        return self.send(self.message(event, call_id, **more))

    def state(self, call_id: str) -> dict[str, Any]:
        """What the application knows of a call."""
        return self._send("GET", f"/api/cti/v1/calls/{call_id}", b"")

    def snapshot(self, calls: list[str]) -> dict[str, Any]:
        """Tell which calls there are; what the application says to it."""
        live = [{"callId": call, "lastSeq": self.last_seq[call]} for call in calls]
        return self._send("POST", "/api/cti/v1/snapshots", json.dumps({"calls": live}).encode())

    def commands(self, wait: int = 0) -> list[dict[str, Any]]:
        """What the desks decided."""
        found: list[dict[str, Any]] = self._send("GET", f"/api/cti/v1/commands?wait={wait}", b"")["commands"]
        return found

    def _send(self, method: str, path: str, body: bytes) -> dict[str, Any]:
        address = urlsplit(self.base_url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=30)
        headers = {
            "Authorization": f"Bearer {self.token}",
            "X-SOCL-Signature": sign(self.secret, body, clock.now()),
            "Content-Type": "application/json",
        }
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise PbxError(str(error)) from error
        finally:
            connection.close()
        if response.status >= 300:
            raise PbxError(f"{response.status} {text[:200].decode(errors='replace')}")
        answer: dict[str, Any] = json.loads(text)
        return answer
