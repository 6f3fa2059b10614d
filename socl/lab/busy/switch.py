"""The telephone system of the busy hour: it connects, and it doubles, loses and forgets as real ones do."""

import json
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from socl.core import clock
from socl.lab import demo
from socl.lab.busy.hour import Hour
from socl.lab.busy.seen import ANSWERED, SAME_ANSWER, Seen, Timer
from socl.lab.pbx import PbxClient, PbxError

KIEL = "24103"  # typed into the menu, so that every call belongs to Nord
CAN_BE_LOST = ("hold", "unhold", "hangup")
Said = dict[str, Any]


@dataclass
class Line:
    """A call as the telephone system knows it."""

    call_id: str
    changed: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    answered: bool = False
    forgotten: bool = False  # the telephone system was restarted
    declined: Said | None = None  # the decision after a desk declined


@dataclass
class Switch:
    """One telephone system with its live calls; ``dice`` decides what goes wrong."""

    hour: Hour
    pbx: PbxClient
    seen: Seen
    dice: Random
    lines: dict[str, Line] = field(default_factory=dict)
    sent: dict[str, dict[int, Said]] = field(default_factory=lambda: defaultdict(dict))
    lock: threading.Lock = field(default_factory=threading.Lock)
    stop: threading.Event = field(default_factory=threading.Event)

    # ---- what it says ----

    def say(self, event: str, call_id: str, **more: Any) -> Said:
        """Send one event, now and then twice, now and then not at all; an answer that fails is asked for once more."""
        with self.lock:
            message = self.pbx.message(event, call_id, **more)
            if event != "poll":
                self.sent[call_id][message["seq"]] = message
            chance = self.dice.random()
        if event in CAN_BE_LOST and chance < self.hour.losses:
            self.seen.count("Nachrichten verloren")
            return {}
        with Timer(self.seen, "decision" if event in ("newCall", "poll", "offerFailed") else "event"):
            answer = self._send(message)
        if event != "poll" and chance > 1 - self.hour.doubles:
            self.seen.count("Nachrichten doppelt")
            if (again := self._send(message)) != answer:
                self.seen.fault(SAME_ANSWER, f"{event} {call_id}: {json.dumps(again)}")
        if answer.get("action") == "dial":
            left = (datetime.fromisoformat(answer["expiresAt"]) - clock.now()).total_seconds()
            self.seen.decided(call_id, answer, left)
        return answer

    def _send(self, message: Said) -> Said:
        for attempt in (1, 2):  # the contract: once more with the same eventId, then the static fallback
            try:
                return self.pbx.send(message)
            except PbxError as error:
                if attempt == 2:
                    self.seen.fault(ANSWERED, f"{message['event']}: {error}")
        return {}

    # ---- the life of a call ----

    def live(self, call_id: str, number: str, digit: str) -> None:
        """From ringing to the end; whoever loses patience hangs up."""
        dice = self.hour.dice("call", call_id)
        patience = dice.expovariate(self.hour.speed / self.hour.patience)
        line = Line(call_id)
        with self.lock:
            self.lines[call_id] = line
            self.seen.calls.append(call_id)
            self.seen.counts["Anrufe"] += 1
        began = time.monotonic()
        dialled: Said = {"from": number, "to": demo.SERVICE_NUMBER, "dtmf": [digit], "ext": {"plz": KIEL}}
        said = self.say("newCall", call_id, **dialled)
        answered = self._queue(line, said, patience, dice)
        waited = time.monotonic() - began
        if line.forgotten:
            self.seen.count("beim Neustart vergessen")
            return
        if answered:
            self.seen.count("angenommen")
            self.seen.took("wait", waited)
            line.over.wait(dice.expovariate(self.hour.speed / self.hour.talk))
        else:
            self.seen.count("aufgegeben" if not line.over.is_set() else "vom Dienst beendet")
        if not line.over.is_set():
            self.say("hangup", call_id, cause="normalClearing" if answered else "cancel")
        with self.lock:
            self.lines.pop(call_id, None)

    def _queue(self, line: Line, said: Said, patience: float, dice: Random) -> bool:
        """Do what is decided until the call is answered (True), the patience ends or the call is over (False).

        Patience (seconds) is for waiting, as in theory: while it rings, few hang up.
        """
        until = time.monotonic() + patience
        while not line.over.is_set() and (left := until - time.monotonic()) > 0:
            if said.get("action") == "dial":
                stays, rang = dice.random() >= self.hour.hangups, time.monotonic()
                said = self._ring(line, said, stays)
                if line.answered or not stays:
                    return line.answered
                until += time.monotonic() - rang
            elif said.get("action") == "reject":
                line.over.set()
            else:
                line.over.wait(min(said.get("retryAfter", 1), left))
                said = self.say("poll", line.call_id) if not line.over.is_set() else {}
        return line.answered

    def _ring(self, line: Line, said: Said, stays: bool) -> Said:
        """Ring at the desk; the next decision if it came to nothing. A caller who does not stay gives up soon."""
        self.seen.count("Angebote")
        line.changed.wait(said["ringTimeout"] if stays else self.hour.ring / 2)
        if line.answered or line.over.is_set() or not stays:
            return said
        line.changed.clear()
        if line.declined is not None:
            said, line.declined = line.declined, None
            return said
        self.seen.count("nicht abgehoben")
        return self.say("offerFailed", line.call_id, offerId=said["offerId"], cause="noAnswer")

    # ---- what it is told ----

    def obey(self) -> None:
        """Take commands by long poll and carry them out, until told to stop."""
        while not self.stop.is_set():
            try:
                for command in self.pbx.commands(wait=2):
                    done = self._execute(command)
                    self.say("commandResult", command["callId"], commandId=command["commandId"], ok=done)
            except PbxError as error:
                self.seen.fault(ANSWERED, f"commands: {error}")
                self.stop.wait(1)

    def _execute(self, command: Said) -> bool:
        line = self.lines.get(command["callId"])
        if line is None:  # over, or forgotten
            return False
        what, call_id, offer = command["command"], command["callId"], command["offerId"]
        if what == "answer":
            self.say("answer", call_id, offerId=offer)
            line.answered = True
            line.changed.set()
        elif what == "hangup" and offer:
            self.seen.count("abgelehnt")
            line.declined = self.say("offerFailed", call_id, offerId=offer, cause="declined")
            line.changed.set()
        elif what == "hangup":
            self.say("hangup", call_id, cause="normalClearing")
            line.over.set()
        elif what in ("hold", "unhold"):
            self.seen.count("gehalten" if what == "hold" else "zurückgeholt")
            self.say(what, call_id)
        else:
            return False
        return True

    # ---- what it compares ----

    def compare(self) -> None:
        """Send the list of live calls again and again; send what was never heard, drop what is over."""
        while not self.stop.wait(self.hour.snapshots):
            with self.lock:
                live = list(self.lines)
            try:
                told = self.pbx.snapshot(live)
            except PbxError as error:
                self.seen.fault(ANSWERED, f"snapshot: {error}")
                continue
            self.seen.counts["nach Listen beendet"] += len(told["reconciled"])
            for call_id in told["ended"]:
                if line := self.lines.get(call_id):
                    line.over.set()
                    line.changed.set()
            for missing in told["resend"]:
                for seq in missing["seqs"]:
                    if message := self.sent[missing["callId"]].get(seq):
                        self.seen.count("Nachrichten nachgereicht")
                        self._send(message)

    def restart(self) -> None:
        """Forget every call, as after a crash."""
        with self.lock:
            forgotten = list(self.lines.values())
            self.lines.clear()
        self.seen.count("Neustarts der Telefonanlage")
        for line in forgotten:
            line.forgotten = True
            line.over.set()
            line.changed.set()
