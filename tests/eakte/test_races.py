"""Rivals and kills: an order is never in two hands, and a dead worker leaves all of a verb or nothing."""

from functools import partial
from typing import Any

import pytest

from eakte.actions import orders as verbs
from eakte.models import Delivery, OrderStep, WorkOrder
from eakte.rules.lifecycle import Result
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.orga.rules.roles import Role
from tests.factories.eakte import order, postkorb
from tests.factories.kalender import AT
from tests.factories.orga import nord, person, tsb
from tests.kills import for_every_statement
from tests.races import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("EAKTE-1")]


def everything() -> list[Any]:
    models = (WorkOrder, OrderStep, Delivery, Entry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_of_many_claims_one_wins() -> None:
    found, people = order(), [person(Role.OS_STAFF, nord().team) for _ in range(6)]
    finish = race([partial(verbs.claim, order=found, by=who, at=AT) for who in people])
    assert {no.code for no in finish.refused(Refusal)} == {"held_by_other"}
    [winner] = finish.results
    found.refresh_from_db()
    assert found.holder == winner.holder
    assert OrderStep.objects.filter(state="claimed").count() == 1


def test_who_finishes_and_who_takes_it_away_do_not_both_win() -> None:
    found, imke, lead = order(), person(Role.OS_STAFF, nord().team), person(Role.OS_LEAD, nord().os)
    verbs.claim(order=found, by=imke, at=AT)
    finish = race(
        [
            partial(verbs.finish, order=found, result=Result.SOLVED, note="", by=imke, at=AT),
            partial(verbs.give_back, order=found, note="x", by=lead, at=AT, for_holder=True),
        ]
    )
    assert len(finish.results) == 1
    assert {no.code for no in finish.refused(Refusal)} <= {"wrong_state", "held_by_other"}


def test_an_order_is_filed_and_finished_whole_or_not_at_all() -> None:
    who, imke, os = tsb(), person(Role.OS_STAFF, nord().team), postkorb().os
    content = verbs.Content(subject="x", text="y")

    def kill(act: Any) -> None:
        before = everything()

        def nothing_is_left() -> None:
            assert everything() == before

        assert for_every_statement(act, nothing_is_left) > 3
        assert everything() != before

    kill(lambda: verbs.file_work_order(os=os, content=content, by=who, at=AT))
    found = WorkOrder.objects.get()
    kill(lambda: verbs.claim(order=found, by=imke, at=AT))
    kill(lambda: verbs.finish(order=found, result=Result.SOLVED, note="", by=imke, at=AT))
