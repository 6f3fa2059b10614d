"""Clients that hold, book, move and cancel at random, and the invariant that none of them may break."""

import random
from collections.abc import Callable
from datetime import date
from typing import Any

from atv.kalender.actions.booking import book_rueckruf, cancel_rueckruf, move_rueckruf
from atv.kalender.actions.holds import hold
from atv.kalender.models import Booking, Channel, Kalender, Terminart
from atv.kalender.queries import free
from socl.lib.refusal import Refusal
from socl.lib.spans import overlaps
from socl.orga.models import Person
from tests.factories.kalender import AT, berlin, contact, terminart

WEDNESDAY = date(2026, 11, 18)  # the day after AT
RIVAL_REFUSALS = {"slot_taken", "not_offered", "stale", "wrong_state"}


def nobody_shares_a_serviceplatz() -> bool:
    """The invariant, counted pair by pair and not believed from a constraint."""
    live = list(Booking.objects.live().values_list("serviceplatz_id", "starts_at", "ends_at"))
    return not any(a[0] == b[0] and overlaps(a[1:], b[1:]) for n, a in enumerate(live) for b in live[n + 1 :])


class RandomClient:
    """One of many who hold, book, move and cancel at random, always from what is offered right now."""

    def __init__(self, calendar: Kalender, who: Person, seed: int) -> None:
        self.calendar, self.who, self.dice = calendar, who, random.Random(seed)
        self.kinds = [terminart("sonstiges"), terminart("leistungsberatung")]
        self.mine: list[int] = []
        self.acts = 0

    def run(self, rounds: int) -> int:
        verbs: list[Callable[[], None]] = [self.book, self.hold_and_book, self.move, self.cancel]
        for _ in range(rounds):
            try:
                self.dice.choices(verbs, weights=[4, 3, 3, 2])[0]()
                self.acts += 1
            except Refusal as no:
                assert no.code in RIVAL_REFUSALS, no.code
        return self.acts

    def wanted(self, kind: Terminart | None = None) -> dict[str, Any]:
        kind = kind or self.dice.choice(self.kinds)
        (day,) = free.free_days(self.calendar, kind, channel=Channel.SC, first=WEDNESDAY, days=1, at=AT)
        start = free.moment(self.dice.choice(day.starts)) if day.starts else berlin(WEDNESDAY, "09:00")
        return {
            "kalender_id": self.calendar.pk,
            "kind": kind,
            "starts_at": start,
            "channel": Channel.SC,
            "by": self.who,
            "at": AT,
        }

    def book(self) -> None:
        self.mine.append(book_rueckruf(contact=contact(), **self.wanted()).pk)

    def hold_and_book(self) -> None:
        wanted = self.wanted()
        kept = hold(**wanted)
        made = book_rueckruf(contact=contact(), hold_id=kept.pk, **wanted)
        assert made.pk == kept.pk, "what was held is what is booked"
        self.mine.append(made.pk)

    def move(self) -> None:
        if self.mine:
            found = Booking.objects.get(pk=self.dice.choice(self.mine))
            start = self.wanted(found.terminart)["starts_at"]
            move_rueckruf(booking=found, starts_at=start, version=found.version, by=self.who, at=AT)

    def cancel(self) -> None:
        if self.mine:
            found = Booking.objects.get(pk=self.mine.pop())
            cancel_rueckruf(booking=found, reason="", by=self.who, at=AT)
