"""The engine on paper: random histories of calls and desks by the pure rules alone, thousands in a minute."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import strategies as st

from routing.rufkreis.queries.matching import BARRED_FOR
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.lifecycle import Activity
from routing.rufkreis.rules.matching import Idle, Waiting, pairs
from routing.rufkreis.rules.offers import NOT_RESPONDING_FOR, Cause, consequence
from routing.rufkreis.rules.priority import Priority, turn
from routing.rufkreis.rules.widening import reach, steps
from tests.factories.kalender import AT

HERE, NEAR = 1, 2  # Service Centers of one SC-Region
SERVES = (frozenset(Topic), frozenset({Topic.ALG}), frozenset({Topic.GENERAL}), frozenset[Topic]())
FAILURES = (Cause.DECLINED, Cause.NO_ANSWER, Cause.UNREACHABLE, Cause.DEADLINE, Cause.NOT_CONNECTED)
VERBS = ("ring", "ring", "ring", "connect", "connect", "finish", "finish", "fail", "gone", "wish", "wait")
PaperStep = tuple[str, int, int]
PAPER = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 23), st.sampled_from([0, 1, 7, 31, 61, 700])),
    min_size=5,
    max_size=30,
)


@dataclass
class Caller:
    """A call that waits, rings or is talking."""

    pk: int
    topic: Topic
    priority: Priority
    since: datetime
    way: list[tuple[int, tuple[int, ...]]]
    desk: int | None = None  # where it rings or talks


@dataclass
class Seat:
    """A desk."""

    person: int
    unit: int
    serves: frozenset[Topic]
    idle_since: datetime
    activity: Activity = Activity.IDLE
    unanswered: int = 0
    back_at: datetime = AT
    on_break: bool = False


@dataclass
class PaperHistory:
    """Two Service Centers with four desks; after every step the two promises are asked for."""

    at: datetime = AT
    came: int = 0
    callers: dict[int, Caller] = field(default_factory=dict)
    seats: list[Seat] = field(
        default_factory=lambda: [Seat(n, (HERE, HERE, HERE, NEAR)[n], SERVES[0], AT) for n in range(4)]
    )
    barred: dict[tuple[int, int], datetime] = field(default_factory=dict)

    def play(self, steps: list[PaperStep]) -> None:
        for verb, n, seconds in steps:
            self.at += timedelta(seconds=seconds)
            for seat in self.seats:
                if seat.activity is Activity.NOT_RESPONDING and seat.back_at <= self.at:
                    seat.activity, seat.idle_since = Activity.IDLE, self.at
            getattr(self, verb)(n)
            self.match()

    def ring(self, n: int) -> None:
        self.came += 1
        home = NEAR if n % 5 == 0 else HERE
        way = [(step.after, step.units) for step in steps(home, [(60, [HERE, NEAR])])]
        topic, priority = list(Topic)[n % 2], Priority.FIRST if n % 3 == 0 else Priority.NORMAL
        self.callers[self.came] = Caller(self.came, topic, priority, self.at, way)

    def ringing(self, n: int, activity: Activity = Activity.OFFERED) -> tuple[Caller, Seat] | None:
        found = [
            (caller, self.seats[caller.desk])
            for caller in self.callers.values()
            if caller.desk is not None and self.seats[caller.desk].activity is activity
        ]
        return found[n % len(found)] if found else None

    def connect(self, n: int) -> None:
        if found := self.ringing(n):
            found[1].activity, found[1].unanswered = Activity.TALKING, 0

    def finish(self, n: int) -> None:
        if found := self.ringing(n, Activity.TALKING):
            caller, seat = found
            del self.callers[caller.pk]
            seat.activity, seat.idle_since = Activity.IDLE, self.at

    def fail(self, n: int) -> None:
        if found := self.ringing(n):
            self.barred[found[0].pk, found[1].person] = self.at
            self._free(*found, FAILURES[n % len(FAILURES)])

    def gone(self, n: int) -> None:
        if found := self.ringing(n):
            self._free(*found, Cause.GONE)
            del self.callers[found[0].pk]

    def _free(self, caller: Caller, seat: Seat, cause: Cause) -> None:
        after = consequence(cause, seat.unanswered)
        caller.desk, seat.activity, seat.unanswered = None, after.activity, after.unanswered
        seat.back_at = self.at + NOT_RESPONDING_FOR
        seat.on_break = seat.on_break or after.takes_break
        if not after.keeps_place:
            seat.idle_since = self.at

    def wish(self, n: int) -> None:
        seat = self.seats[n % 4]
        seat.serves, seat.on_break, seat.unanswered = SERVES[n % 3 if n < 18 else 3], False, 0

    def wait(self, n: int) -> None:
        """Nothing but time."""

    def may(self, caller: Caller, seat: Seat) -> bool:
        """Written down once more, apart from the rule: would the two fit at this moment?"""
        waited = (self.at - caller.since).total_seconds()
        near = any(seat.unit in units for after, units in caller.way if after <= waited)
        lately = self.barred.get((caller.pk, seat.person), AT - BARRED_FOR) > self.at - BARRED_FOR
        return near and caller.topic in seat.serves and not seat.on_break and not lately

    def match(self) -> None:
        queue = sorted(
            (c for c in self.callers.values() if c.desk is None),
            key=lambda c: (turn(c.priority, c.since, self.at), c.pk),
        )
        idle = sorted(
            (s for s in self.seats if s.activity is Activity.IDLE), key=lambda s: (s.idle_since, s.person)
        )
        waited = {c.pk: (self.at - c.since).total_seconds() for c in queue}
        found = pairs(
            [Waiting(c.pk, c.topic, reach(c.way, waited[c.pk])) for c in queue],
            [Idle(s.person, frozenset() if s.on_break else s.serves, s.unit) for s in idle],
            frozenset(pair for pair, since in self.barred.items() if since > self.at - BARRED_FOR),
        )
        for call, person in found:
            assert self.may(self.callers[call], self.seats[person])
            assert self.seats[person].activity is Activity.IDLE and self.callers[call].desk is None
            self.callers[call].desk, self.seats[person].activity = person, Activity.OFFERED
        left = [c for c in queue if c.desk is None]
        free = [s for s in idle if s.activity is Activity.IDLE]
        assert [(c.pk, s.person) for c in left for s in free if self.may(c, s)] == []
        for call, person in found:
            taken = self.callers[call]
            passed = [c for c in left if self.may(c, self.seats[person]) and self.sooner(c, taken)]
            assert passed == [], "the longest-waiting goes first within its priority"

    def sooner(self, one: Caller, other: Caller) -> bool:
        """Likewise apart from the rule: priority, or ten minutes of waiting; then the first queue entry."""
        firsts = [
            c.priority is Priority.FIRST or self.at - c.since >= timedelta(minutes=10) for c in (one, other)
        ]
        return firsts[0] if firsts[0] != firsts[1] else one.since < other.since
