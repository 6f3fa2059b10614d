"""Random histories of a Service Center through the real verbs, and what must hold after every step."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from routing.rufkreis import queries
from routing.rufkreis.actions.cti import receive_cti_event
from routing.rufkreis.actions.desk import accept_offer, decline_offer, finish_wrap_up, set_presence
from routing.rufkreis.actions.sweep import sweep
from routing.rufkreis.models import Call, Offer, Presence, Rufkreis
from routing.rufkreis.queries.matching import BARRED_FOR
from routing.rufkreis.rules.eligibility import POLLED_WITHIN, Topic
from routing.rufkreis.rules.event import Event
from routing.rufkreis.rules.lifecycle import Activity, CallState, OfferState, Wish
from tests.api.clients import EVENTS, SERVICE
from tests.api.worlds import World
from tests.factories.kalender import AT
from tests.factories.orga import tsb

DESKS, CALLS = 3, 5
STEPS = (
    "ring", "ring", "poll", "poll", "accept", "accept", "answer", "answer", "decline", "hang_up", "finish", "wish",
    "fail", "device", "sweep", "sweep", "silence",
)  # fmt: skip
WISHES = (Wish.BOTH, Wish.ALG, Wish.GENERAL, Wish.BREAK)
CAUSES = ("declined", "noAnswer", "busy", "unreachable")
Step = tuple[str, int, int]
HISTORIES = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, DESKS * CALLS - 1), st.sampled_from([0, 1, 3, 12, 25])),
    min_size=5,
    max_size=16,
)


class History:
    """One Service Center with three desks and up to five calls, driven step by step."""

    def __init__(self, world: World) -> None:
        self.world, self.at, self.calls = world, AT, 0
        self.began: dict[int, datetime] = {}
        self.desks = [tsb(world.nord, username=f"tsb{n}") for n in range(DESKS)]
        for person in self.desks:
            set_presence(person=person, wish=Wish.BOTH, at=self.at)

    def play(self, steps: list[Step]) -> None:
        for name, n, seconds in steps:
            self.at += timedelta(seconds=seconds)
            if name != "silence":
                Presence.objects.update(last_seen_at=self.at)
            before = set(Offer.objects.values_list("pk", flat=True))
            getattr(self, name)(n)
            self.check(matched=name in ("ring", "poll", "sweep"), before=before)
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
        live = Call.objects.filter(state__in=[CallState.QUEUED, CallState.OFFERED]).order_by("pk")
        for call_id in live.values_list("call_id", flat=True):
            self.tell("poll", call_id)

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

    def silence(self, n: int) -> None:
        """Nothing, and no heartbeat either."""

    # ---- what must hold ----

    def check(self, *, matched: bool, before: set[int]) -> None:
        for pk, began in Call.objects.values_list("pk", "first_queued_at"):
            assert self.began.setdefault(pk, began) == began, "the clock starts at the first queue entry"
        self.each_offer_reserves_its_call_and_its_desk()
        if matched:
            self.nobody_idle_beside_a_call_it_may_take()
            self.the_longest_waiting_went_first(before)

    def each_offer_reserves_its_call_and_its_desk(self) -> None:
        ringing = Offer.objects.filter(
            state__in=[OfferState.OPEN, OfferState.ACCEPTED], call__state=CallState.OFFERED
        )
        pairs = sorted(ringing.values_list("call_id", "person_id"))
        reserved = Presence.objects.filter(activity=Activity.OFFERED).values_list("call_id", "person_id")
        assert pairs == sorted(reserved)
        assert [call for call, _ in pairs] == sorted(
            Call.objects.filter(state=CallState.OFFERED).values_list("pk", flat=True)
        )
        gone = Presence.objects.filter(
            activity__in=[Activity.OFFERED, Activity.TALKING], call__state=CallState.ENDED
        )
        assert not gone.exists(), "no desk stays with a call that is over"

    def may_take(self) -> list[tuple[Call, int]]:
        """(waiting call, person): every pair that could be brought together at this moment."""
        rufkreise = list(Rufkreis.objects.for_calls().filter(unit=self.world.nord.sc))
        desks = queries.idle_desks(queries.live_units(rufkreise, self.at), self.at)
        calls = Call.objects.filter(state=CallState.QUEUED, last_polled_at__gte=self.at - POLLED_WITHIN)
        barred = set(
            Offer.objects.filter(
                state__in=[OfferState.DECLINED, OfferState.EXPIRED], closed_at__gt=self.at - BARRED_FOR
            ).values_list("call_id", "person_id")
        )
        return [
            (call, desk.person)
            for call in calls.select_related("rufkreis")
            for desk in desks
            if Topic(call.rufkreis.topic) in desk.topics and (call.pk, desk.person) not in barred
        ]

    def nobody_idle_beside_a_call_it_may_take(self) -> None:
        assert self.may_take() == []

    def the_longest_waiting_went_first(self, before: set[int]) -> None:
        """Nobody who waited longer in the same Rufkreis, and whom this desk might have had, was passed over."""
        polled = self.at - POLLED_WITHIN
        for offer in (
            Offer.objects.filter(state=OfferState.OPEN).exclude(pk__in=before).select_related("call")
        ):
            older = Call.objects.filter(
                rufkreis=offer.call.rufkreis_id,
                state=CallState.QUEUED,
                last_polled_at__gte=polled,
                first_queued_at__lt=offer.call.first_queued_at,
            )
            failed = older.filter(
                offers__person=offer.person_id,
                offers__state__in=[OfferState.DECLINED, OfferState.EXPIRED],
                offers__closed_at__gt=self.at - BARRED_FOR,
            )
            assert not older.exclude(pk__in=failed.values("pk")).exists()

    def end(self) -> None:
        """Everybody hangs up; a minute later every desk is idle again."""
        for call_id in Call.objects.exclude(state=CallState.ENDED).values_list("call_id", flat=True):
            self.tell("hangup", call_id, cause="normalClearing")
        self.at += timedelta(seconds=61)
        sweep(at=self.at)
        assert not Presence.objects.exclude(activity=Activity.IDLE, call=None).exists()
        assert not Offer.objects.filter(state=OfferState.OPEN).exists()
        assert set(Call.objects.values_list("state", flat=True)) <= {CallState.ENDED}
