"""The verbs of a work order: whose hand it is in, when it is due, what the database refuses."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from eakte.actions import orders as verbs
from eakte.models import OrderStep, Sonderpostkorb, WorkOrder
from eakte.rules.lifecycle import Priority, Result, State
from socl.core.db import broken_constraint
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.factories.eakte import order, postkorb
from tests.factories.kalender import AT
from tests.factories.orga import nord, person, west

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def imke() -> Person:
    return person(Role.OS_STAFF, nord().team, username="imke")


@pytest.fixture
def karl() -> Person:
    return person(Role.OS_STAFF, nord().team, username="karl")


def refused(act: Any) -> str:
    with pytest.raises(Refusal) as no:
        act()
    return no.value.code


@pytest.mark.rule("SOCL 3/OS/4")
def test_each_os_has_one_sonderpostkorb() -> None:
    assert postkorb() == postkorb()
    assert Sonderpostkorb.objects.count() == 1
    content, far = verbs.Content(subject="x", text="y"), west()
    who = person(Role.TSB, far.sc)
    act = lambda: verbs.file_work_order(os=far.os, content=content, by=who, at=AT)  # noqa: E731
    assert refused(act) == "no_postkorb"


@pytest.mark.rule("EAKTE-2")
def test_an_order_is_due_by_its_priority_or_on_the_day_that_was_named() -> None:
    assert order().due_on == date(2026, 11, 24)
    assert order(priority=Priority.URGENT).due_on == date(2026, 11, 18)
    assert order(due_on=date(2026, 12, 1)).due_on == date(2026, 12, 1)
    assert order(due_on=date(2026, 11, 17)).due_on == date(2026, 11, 17)
    for day in (date(2026, 11, 16), date(2027, 11, 19)):
        assert refused(lambda day=day: order(due_on=day)) == "invalid"


@pytest.mark.rule("EAKTE-1")
def test_an_order_is_in_one_hand_until_it_is_let_go(imke: Person, karl: Person) -> None:
    found = verbs.claim(order=order(), by=imke, at=AT)
    assert (found.state, found.holder) == (State.CLAIMED, imke)
    assert verbs.claim(order=found, by=imke, at=LATER).holder == imke, "a repeat is harmless"
    acts = [
        lambda: verbs.claim(order=found, by=karl, at=LATER),
        lambda: verbs.give_back(order=found, note="x", by=karl, at=LATER),
        lambda: verbs.forward(order=found, os=west().os, note="x", by=karl, at=LATER),
        lambda: verbs.finish(order=found, result=Result.SOLVED, note="", by=karl, at=LATER),
    ]
    assert [refused(act) for act in acts] == ["held_by_other"] * 4
    assert refused(lambda: verbs.reopen(order=found, note="x", by=karl, at=LATER)) == "held_by_other"
    back = verbs.give_back(order=found, note="Unterlagen fehlen", by=imke, at=LATER)
    assert (back.state, back.holder) == (State.RETURNED, None)
    assert (
        refused(lambda: verbs.finish(order=back, result=Result.SOLVED, note="", by=imke, at=LATER))
        == "wrong_state"
    )
    assert verbs.claim(order=back, by=karl, at=LATER).holder == karl
    assert verbs.give_back(order=back, note="krank", by=imke, at=LATER, for_holder=True).holder is None
    told = OrderStep.objects.order_by("pk").values_list("state", "note", "by__username")
    assert list(told)[1:] == [
        ("claimed", "", "imke"),
        ("returned", "Unterlagen fehlen", "imke"),
        ("claimed", "", "karl"),
        ("returned", "krank", "imke"),
    ]
    assert "Unterlagen" not in str(list(Entry.objects.values_list("facts", flat=True)))


@pytest.mark.rule("EAKTE-1")
def test_an_order_forwarded_waits_at_the_right_os_with_its_day_and_priority(imke: Person) -> None:
    found = verbs.claim(order=order(priority=Priority.URGENT), by=imke, at=AT)
    assert refused(lambda: verbs.forward(order=found, os=nord().os, note="x", by=imke, at=AT)) == "same_os"
    away = postkorb(west().os)
    moved = verbs.forward(order=found, os=west().os, note="zieht um", by=imke, at=AT)
    assert (moved.state, moved.postkorb, moved.holder, moved.due_on, moved.priority) == (
        State.FORWARDED,
        away,
        None,
        found.due_on,
        Priority.URGENT,
    )


@pytest.mark.rule("EAKTE-2")
def test_what_is_done_can_be_opened_again_and_is_due_anew(imke: Person) -> None:
    found = verbs.claim(order=order(), by=imke, at=AT)
    done = verbs.finish(order=found, result=Result.SOLVED, note="Bescheid erteilt", by=imke, at=AT)
    assert (done.state, done.result, done.closed_at, done.holder) == (State.DONE, "solved", AT, None)
    again = verbs.reopen(order=done, note="doch nicht", by=imke, at=AT + timedelta(days=14))
    assert (again.state, again.result, again.closed_at, again.due_on) == (
        State.NEW,
        "",
        None,
        date(2026, 12, 8),
    )


@pytest.mark.rule("EAKTE-4")
def test_an_order_is_reminded_of_once_and_its_lead_is_told_once(imke: Person) -> None:
    late, done = order(priority=Priority.URGENT), order(priority=Priority.URGENT)
    order()
    verbs.finish(order=verbs.claim(order=done, by=imke, at=AT), result=Result.SOLVED, note="", by=imke, at=AT)
    days = [AT + timedelta(days=n) for n in (0, 1, 1, 2, 3, 3)]
    assert [verbs.remind(at=at) for at in days] == [(0, 0), (1, 0), (0, 0), (0, 0), (0, 1), (0, 0)]
    late.refresh_from_db()
    assert (late.reminded_at, late.escalated_at) == (days[1], days[4])


@pytest.mark.rule("EAKTE-1")
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "claimed"}, "work_order_claimed_has_one_holder"),
        ({"holder": True}, "work_order_claimed_has_one_holder"),
        ({"state": "done"}, "work_order_done_has_result"),
        ({"result": "solved"}, "work_order_done_has_result"),
        ({"state": "lost"}, "work_order_state_known"),
        ({"priority": "sofort"}, "work_order_priority_known"),
    ],
)
def test_the_database_refuses_what_no_verb_would_write(
    imke: Person, change: dict[str, Any], constraint: str
) -> None:
    found = order()
    values = {name: imke if value is True else value for name, value in change.items()}
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        WorkOrder.objects.filter(pk=found.pk).update(**values)
    assert broken_constraint(error.value) == constraint
