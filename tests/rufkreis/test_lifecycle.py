"""States of calls, offers and desks: every (state, move) pair, and what the database never accepts."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from routing.rufkreis.models import Call, Offer, Presence
from routing.rufkreis.rules import lifecycle
from routing.rufkreis.rules.lifecycle import CallState, OfferState
from socl.core.db import broken_constraint
from socl.core.moves import move
from socl.lib.states import Move
from tests.api.worlds import World
from tests.factories.kalender import AT
from tests.factories.rufkreis import CallFactory, OfferFactory, PresenceFactory

CALL_MOVES = {
    "OFFER_CALL": {CallState.QUEUED},
    "REQUEUE": {CallState.OFFERED},
    "ANSWER": {CallState.QUEUED, CallState.OFFERED},
    "END": {CallState.QUEUED, CallState.OFFERED, CallState.ANSWERED},
}
OFFER_MOVES = {
    "ACCEPT": {OfferState.OPEN},
    "DECLINE": {OfferState.OPEN},
    "EXPIRE": {OfferState.OPEN, OfferState.ACCEPTED},
    "WITHDRAW": {OfferState.OPEN, OfferState.ACCEPTED},
}
TIMES: dict[str, dict[str, Any]] = {
    CallState.ANSWERED: {"answered_at": AT},
    CallState.ENDED: {"ended_at": AT, "answered_at": AT},
}


@pytest.mark.parametrize(("state", "name"), list(itertools.product(CallState, CALL_MOVES)), ids=str)
def test_a_call_makes_the_moves_of_its_state_and_no_other(world: World, state: CallState, name: str) -> None:
    step: Move = getattr(lifecycle, name)
    call = CallFactory.create(state=state, pbx=world.pbx, **TIMES.get(state, {}))
    moved = move(Call.objects.filter(pk=call.pk), step, **TIMES.get(step.target, {}))
    assert bool(moved) is (state in CALL_MOVES[name]) is step.allows(state)
    call.refresh_from_db()
    assert call.state == (step.target if moved else state)


@pytest.mark.parametrize(("state", "name"), list(itertools.product(OfferState, OFFER_MOVES)), ids=str)
def test_an_offer_makes_the_moves_of_its_state_and_no_other(
    world: World, state: OfferState, name: str
) -> None:
    step: Move = getattr(lifecycle, name)
    closed = None if state is OfferState.OPEN else AT
    offer = OfferFactory.create(state=state, closed_at=closed, call__pbx=world.pbx)
    moved = move(Offer.objects.filter(pk=offer.pk), step, closed_at=AT)
    assert bool(moved) is (state in OFFER_MOVES[name]) is step.allows(state)
    offer.refresh_from_db()
    assert offer.state == (step.target if moved else state)


@pytest.mark.parametrize(
    ("constraint", "break_it"),
    [
        ("call_id_once_per_pbx", lambda w: [CallFactory.create(pbx=w.pbx, call_id="c1") for _ in range(2)]),
        ("call_ended_has_time", lambda w: CallFactory.create(pbx=w.pbx, state=CallState.ENDED)),
        ("call_ended_has_time", lambda w: CallFactory.create(pbx=w.pbx, ended_at=AT)),
        ("call_answered_has_time", lambda w: CallFactory.create(pbx=w.pbx, state=CallState.ANSWERED)),
        ("offer_one_open_per_call", lambda w: [OfferFactory.create(call=w.call) for _ in range(2)]),
        ("offer_one_open_per_person", lambda w: [OfferFactory.create(person=w.tsb) for _ in range(2)]),
        ("offer_expires_after_start", lambda w: OfferFactory.create(call=w.call, expires_at=AT)),
        ("offer_open_has_no_end", lambda w: OfferFactory.create(call=w.call, closed_at=AT)),
        ("offer_open_has_no_end", lambda w: OfferFactory.create(call=w.call, state=OfferState.EXPIRED)),
        ("presence_activity_has_its_columns", lambda w: PresenceFactory.create(activity="talking")),
        ("presence_activity_has_its_columns", lambda w: PresenceFactory.create(activity="wrap_up")),
        ("presence_activity_has_its_columns", lambda w: PresenceFactory.create(activity="lagging")),
        ("presence_activity_has_its_columns", lambda w: PresenceFactory.create(call=w.call)),
        (
            "rufkreis_presence_person_id_key",
            lambda w: [PresenceFactory.create(person=w.tsb) for _ in range(2)],
        ),
    ],
)
def test_the_database_keeps_the_promise(world: World, constraint: str, break_it: Any) -> None:
    class Things:
        pbx = world.pbx
        call = CallFactory.create(pbx=world.pbx)
        tsb = PresenceFactory.create().person

    if "person_id" in constraint:
        Presence.objects.all().delete()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        break_it(Things)
    assert broken_constraint(caught.value) == constraint


def test_an_expired_offer_may_be_followed_by_another_one(world: World) -> None:
    call = CallFactory.create(pbx=world.pbx, state=CallState.OFFERED)
    OfferFactory.create(call=call, state=OfferState.EXPIRED, closed_at=AT)
    OfferFactory.create(call=call, offered_at=AT + timedelta(seconds=20))
    assert call.offers.count() == 2
