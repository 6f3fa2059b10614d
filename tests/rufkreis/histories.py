"""Random histories of a Service Center through the real verbs, and what must hold after every step."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from routing.rufkreis import queries
from routing.rufkreis.actions.cti import receive_cti_event
from routing.rufkreis.actions.desk import accept_offer, decline_offer, finish_wrap_up, set_presence
from routing.rufkreis.actions.setup import set_routing
from routing.rufkreis.actions.sweep import sweep
from routing.rufkreis.models import Call, Offer, Presence, Rufkreis
from routing.rufkreis.queries.matching import BARRED_FOR
from routing.rufkreis.rules.eligibility import POLLED_WITHIN, Topic
from routing.rufkreis.rules.event import Event
from routing.rufkreis.rules.lifecycle import Activity, CallState, OfferState, Wish
from routing.rufkreis.rules.priority import Priority, turn
from socl.core.db import rows
from socl.orga.models import Person
from tests.api.clients import EVENTS, SERVICE
from tests.api.worlds import World
from tests.factories.kalender import AT
from tests.factories.orga import tsb

DESKS, CALLS = 3, 5
STEPS = (
    "ring", "ring", "poll", "poll", "accept", "accept", "answer", "answer", "decline", "hang_up", "finish", "wish",
    "fail", "device", "sweep", "sweep", "silence", "priority",
)  # fmt: skip
WISHES = (Wish.BOTH, Wish.ALG, Wish.GENERAL, Wish.BREAK)
CAUSES = ("declined", "noAnswer", "busy", "unreachable")
Step = tuple[str, int, int]
Failed = set[tuple[int, int]]  # (call, person) pairs of the last half minute
ONE = st.tuples(st.sampled_from(STEPS), st.integers(0, DESKS * CALLS - 1), st.sampled_from([0, 1, 3, 12, 25]))
HISTORIES = st.lists(ONE, min_size=5, max_size=16)
LONG_HISTORIES = st.lists(ONE, min_size=8, max_size=30)


CALLS_NOW = (
    "SELECT id, state, rufkreis_id, priority, first_queued_at, last_polled_at FROM rufkreis_call ORDER BY id"
)
OFFERS_NOW = "SELECT id, call_id, person_id, state, closed_at FROM rufkreis_offer ORDER BY id"
DESKS_NOW = "SELECT person_id, activity, call_id FROM rufkreis_presence"


@dataclass(frozen=True)
class CallNow:
    """A call as it stands in the database."""

    pk: int
    state: str
    rufkreis: int
    priority: int
    since: datetime
    polled_at: datetime


def seats(world: World) -> list[Person]:
    """Three desks of Nord, ready for both; every history begins with them."""
    persons = [tsb(world.nord, username=f"tsb{n}") for n in range(DESKS)]
    for person in persons:
        set_presence(person=person, wish=Wish.BOTH, at=AT)
    return persons


class History:
    """One Service Center with three desks and up to five calls, driven step by step."""

    def __init__(self, world: World, desks: list[Person]) -> None:
        self.world, self.desks, self.at, self.calls = world, desks, AT, 0
        self.began: dict[int, datetime] = {}
        self.known: set[int] = set()  # the offers there were
        self.rufkreise = list(Rufkreis.objects.for_calls().filter(unit=world.nord.sc))

    def play(self, steps: list[Step]) -> None:
        for name, n, seconds in steps:
            self.at += timedelta(seconds=seconds)
            if name != "silence":
                Presence.objects.update(last_seen_at=self.at)
            getattr(self, name)(n)
            self.check(matched=name in ("ring", "poll", "sweep"))
        self.end()

    # ---- what may happen ----

    def tell(self, event: str, call_id: str, **more: Any) -> None:
        said = Event(event, f"h-{next(EVENTS)}", call_id, self.at, "", {"event": event, **more}, **more)
        receive_cti_event(pbx=self.world.pbx, event=said)

    def ring(self, n: int) -> None:
        if self.calls < CALLS:
            self.calls += 1
            self.tell("newCall", f"h{self.calls}", to_raw=SERVICE, dtmf=("2",) if n % 2 else ("9",))

    def poll(self, n: int) -> None:
        """The telephone system asks about every call that waits or rings, as it does each second."""
        live = list(Call.objects.filter(state__in=[CallState.QUEUED, CallState.OFFERED]).order_by("pk"))
        live.sort(key=lambda call: turn(call.priority, call.first_queued_at, self.at))
        for call in live:  # in their turn: who has not been asked about for 5 s is passed over, and rightly
            self.tell("poll", call.call_id)

    def offer(self, n: int, *states: OfferState) -> Offer | None:
        found = Offer.objects.filter(
            person=self.desks[n % DESKS], state__in=states, call__state=CallState.OFFERED
        )
        return found.select_related("call").order_by("-pk").first()

    def accept(self, n: int) -> None:
        offer = self.offer(n, OfferState.OPEN)
        if offer and offer.expires_at > self.at:
            accept_offer(offer_id=offer.pk, person=self.desks[n % DESKS], at=self.at)

    def decline(self, n: int) -> None:
        offer = self.offer(n, OfferState.OPEN)
        if offer and offer.expires_at > self.at:
            decline_offer(offer_id=offer.pk, person=self.desks[n % DESKS], at=self.at)

    def answer(self, n: int) -> None:
        offer = self.offer(n, OfferState.OPEN, OfferState.ACCEPTED)
        if offer:
            self.tell("answer", offer.call.call_id, offer_id=offer.pk)

    def fail(self, n: int) -> None:
        offer = self.offer(n, OfferState.OPEN, OfferState.ACCEPTED)
        if offer:
            self.tell("offerFailed", offer.call.call_id, offer_id=offer.pk, cause=CAUSES[n % 4])

    def hang_up(self, n: int) -> None:
        self.tell("hangup", f"h{n % CALLS + 1}", cause="normalClearing")
        self.calls = max(self.calls, n % CALLS + 1)

    def finish(self, n: int) -> None:
        finish_wrap_up(person=self.desks[n % DESKS], at=self.at)

    def wish(self, n: int) -> None:
        set_presence(person=self.desks[n % DESKS], wish=WISHES[n % len(WISHES)], at=self.at)

    def device(self, n: int) -> None:
        state = ("free", "unregistered", "inUse")[n % 3]
        self.tell("agentDevice", "", target=self.desks[n % DESKS].username, state=state)

    def sweep(self, n: int) -> None:
        sweep(at=self.at)

    def priority(self, n: int) -> None:
        """From now on calls of one topic go first; those that wait keep what they came with."""
        rufkreis = self.rufkreise[n % 2]
        set_routing(
            rufkreis=rufkreis,
            region_after=rufkreis.region_after,
            nation_after=rufkreis.nation_after,
            priority=Priority.NORMAL if n % 3 else Priority.FIRST,
            by=self.desks[0],
            at=self.at,
        )

    def silence(self, n: int) -> None:
        """Nothing, and no heartbeat either."""

    # ---- what must hold ----

    def check(self, *, matched: bool) -> None:
        calls = {row[0]: CallNow(*row) for row in rows(CALLS_NOW, {})}
        offers = rows(OFFERS_NOW, {})
        for call in calls.values():
            assert self.began.setdefault(call.pk, call.since) == call.since, "one clock, from the first queue"
        self.each_offer_reserves_its_call_and_its_desk(calls, offers)
        if matched:
            failed = {
                (call, person)
                for _, call, person, state, closed_at in offers
                if state in (OfferState.DECLINED, OfferState.EXPIRED) and closed_at > self.at - BARRED_FOR
            }
            waiting = [
                call
                for call in calls.values()
                if call.state == CallState.QUEUED and call.polled_at >= self.at - POLLED_WITHIN
            ]
            self.nobody_idle_beside_a_call_it_may_take(waiting, failed)
            for pk, call, person, state, _ in offers:
                if state == OfferState.OPEN and pk not in self.known:
                    self.nobody_was_passed_over(calls[call], person, waiting, failed)
        self.known = {offer[0] for offer in offers}

    def each_offer_reserves_its_call_and_its_desk(
        self, calls: dict[int, CallNow], offers: list[tuple[Any, ...]]
    ) -> None:
        desks = rows(DESKS_NOW, {})
        standing = (OfferState.OPEN, OfferState.ACCEPTED)
        ringing = sorted(
            (call, person)
            for _, call, person, state, _ in offers
            if state in standing and calls[call].state == CallState.OFFERED
        )
        assert ringing == sorted((call, who) for who, does, call in desks if does == Activity.OFFERED)
        assert [call for call, _ in ringing] == [c.pk for c in calls.values() if c.state == CallState.OFFERED]
        busy = [call for _, does, call in desks if does in (Activity.OFFERED, Activity.TALKING)]
        assert all(calls[call].state != CallState.ENDED for call in busy), (
            "no desk stays with a call that is over"
        )

    def nobody_idle_beside_a_call_it_may_take(self, waiting: list[CallNow], failed: Failed) -> None:
        topics = {r.pk: Topic(r.topic) for r in self.rufkreise}
        desks = queries.idle_desks(queries.live_units(self.rufkreise, self.at), self.at)
        could = [
            (call.pk, desk.person)
            for call in waiting
            for desk in desks
            if topics[call.rufkreis] in desk.topics and (call.pk, desk.person) not in failed
        ]
        assert could == []

    def nobody_was_passed_over(
        self, taken: CallNow, person: int, waiting: list[CallNow], failed: Failed
    ) -> None:
        """Nobody whose turn came before, in the same Rufkreis and for the same desk, is still waiting."""
        before = turn(taken.priority, taken.since, self.at)
        assert not [
            call
            for call in waiting
            if call.rufkreis == taken.rufkreis
            and turn(call.priority, call.since, self.at) < before
            and (call.pk, person) not in failed
        ]

    def end(self) -> None:
        """Everybody hangs up; a minute later every desk is idle again."""
        for call_id in Call.objects.exclude(state=CallState.ENDED).values_list("call_id", flat=True):
            self.tell("hangup", call_id, cause="normalClearing")
        self.at += timedelta(seconds=61)
        sweep(at=self.at)
        assert not Presence.objects.exclude(activity=Activity.IDLE, call=None).exists()
        assert not Offer.objects.filter(state=OfferState.OPEN).exists()
        assert set(Call.objects.values_list("state", flat=True)) <= {CallState.ENDED}
