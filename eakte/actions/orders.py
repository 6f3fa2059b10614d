"""Filing a work order, taking it in hand, and what becomes of it. One holder at a time, one transaction per verb."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from eakte import queries
from eakte.actions.delivery import hand_over
from eakte.models import OrderStep, WorkOrder
from eakte.rules import due, lifecycle
from eakte.rules.lifecycle import OPEN, Priority, Result, State
from socl.core.moves import move_one
from socl.journal import bell
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.states import Move
from socl.lib.workdays import berlin_day
from socl.orga.models import Person, Unit


@dataclass(frozen=True)
class Content:
    """What has to be done and for whom. ``due_on`` None: as the priority says."""

    subject: str
    text: str
    due_on: date | None = None
    priority: Priority = Priority.NORMAL
    code: str = ""
    name: str = ""
    kundennummer: str = ""
    language: str = ""
    communication_aid: str = ""
    restricted: bool = False  # of a member of staff or a relative: § 35 (1) S. 3 SGB I
    origin: str | None = None  # what must lead to one order and no more


@transaction.atomic
def file_work_order(*, os: Unit, content: Content, by: Person, at: datetime) -> WorkOrder:
    """Put an order into the Sonderpostkorb of ``os`` (202302002, 3 SC: "per Bearbeitungsauftrag in der E-AKTE").

    Due on the day named, else after the working days of its priority. Refusals: ``no_postkorb``, ``invalid`` for a
    day in the past or more than a year ahead. Rules SOCL 3/SC/2, EAKTE-2.
    """
    postkorb, today = queries.postkorb_of(os), berlin_day(at)
    values = vars(content) | {"due_on": content.due_on or due.due_on(os.land, today, content.priority)}
    if not today <= values["due_on"] <= today + timedelta(days=due.FARTHEST_DAYS):
        message = "Fällig ist ein Auftrag frühestens heute und spätestens in einem Jahr."
        raise Refusal("invalid", message, rule="EAKTE-2", status=422, errors={"due_on": [message]})
    order = WorkOrder.objects.create(postkorb=postkorb, state=State.NEW, filed_at=at, filed_by=by, **values)
    _note(order, "", by, at)
    hand_over(order=order, at=at)
    record("file_work_order", order, by=by, at=at, rule="SOCL 3/SC/2", os=os.key, priority=order.priority)
    bell.ring(f"postkorb:{postkorb.pk}")
    return order


@transaction.atomic
def claim(*, order: WorkOrder, note: str = "", by: Person, at: datetime) -> WorkOrder:
    """Take it in hand; a repeat by the holder is harmless. Refusals ``held_by_other``, ``wrong_state``. Rule EAKTE-1."""
    order = _locked(order)
    if order.holder_id == by.pk:
        return order
    return _step(order, lifecycle.CLAIM, note, by, at, holder=by)


@transaction.atomic
def give_back(
    *, order: WorkOrder, note: str, by: Person, at: datetime, for_holder: bool = False
) -> WorkOrder:
    """Put it back into the inbox. ``for_holder``: by the lead, for a holder who is away. Rule EAKTE-1.

    Refusals ``held_by_other``, ``wrong_state``.
    """
    order = _locked(order)
    if not for_holder:
        _refuse_unless_held(order, by)
    return _step(order, lifecycle.RETURN, note, by, at, holder=None)


@transaction.atomic
def forward(*, order: WorkOrder, os: Unit, note: str, by: Person, at: datetime) -> WorkOrder:
    """Send it to the Sonderpostkorb of the right OS, where it waits; priority and due day stay.

    Refusals ``held_by_other``, ``wrong_state``, ``same_os``, ``no_postkorb``. Rule EAKTE-1.
    """
    order = _locked(order)
    _refuse_unless_held(order, by)
    target = queries.postkorb_of(os)
    if target.pk == order.postkorb_id:
        raise Refusal("same_os", "Der Auftrag liegt bereits bei diesem Operativen Service.")
    bell.ring(f"postkorb:{order.postkorb_id}")
    moved = _step(order, lifecycle.FORWARD, note, by, at, holder=None, postkorb=target)
    hand_over(order=moved, at=at)
    return moved


@transaction.atomic
def finish(*, order: WorkOrder, result: Result, note: str, by: Person, at: datetime) -> WorkOrder:
    """It is done. Refusals ``held_by_other``, ``wrong_state``. Rule EAKTE-1."""
    order = _locked(order)
    _refuse_unless_held(order, by)
    done = _step(order, lifecycle.FINISH, note, by, at, holder=None, result=result, closed_at=at)
    hand_over(order=done, at=at)
    return done


@transaction.atomic
def reopen(*, order: WorkOrder, note: str, by: Person, at: datetime) -> WorkOrder:
    """Back into the inbox, as new: due and reminders count again from today. Refusal ``wrong_state``. Rule EAKTE-2."""
    order = _locked(order)
    again = max(order.due_on, due.due_on(order.postkorb.os.land, berlin_day(at), Priority(order.priority)))
    changes = {"result": "", "closed_at": None, "due_on": again, "reminded_at": None, "escalated_at": None}
    opened = _step(order, lifecycle.REOPEN, note, by, at, **changes)
    hand_over(order=opened, at=at)
    return opened


@transaction.atomic
def remind(*, at: datetime) -> tuple[int, int]:
    """Mark open orders that are due today, and tell the leads of those long overdue; (reminded, escalated).

    Each order once; orders that somebody is changing just now wait for the next round. Rule EAKTE-4.
    """
    today, counts = berlin_day(at), [0, 0]
    late = WorkOrder.objects.filter(state__in=OPEN, due_on__lte=today, escalated_at=None)
    for order in late.select_for_update(no_key=True, of=("self",), skip_locked=True).select_related(
        "postkorb__os"
    ):
        changes: dict[str, datetime] = {}
        if order.reminded_at is None and due.is_reminded(order.due_on, today):
            changes["reminded_at"] = at
            counts[0] += 1
        if due.is_escalated(order.postkorb.os.land, order.due_on, today):
            changes["escalated_at"] = at
            counts[1] += 1
        if changes:
            WorkOrder.objects.filter(pk=order.pk).update(**changes)
            record("remind_order", order, by=None, at=at, rule="EAKTE-4", marks=sorted(changes))
            bell.ring(f"postkorb:{order.postkorb_id}")
    return counts[0], counts[1]


def _locked(order: WorkOrder) -> WorkOrder:
    """The order as it is now, locked until the transaction ends."""
    found: WorkOrder = (
        WorkOrder.objects.select_for_update(no_key=True, of=("self",))
        .select_related("postkorb__os", "holder")
        .get(pk=order.pk)
    )
    return found


def _refuse_unless_held(order: WorkOrder, by: Person) -> None:
    if order.holder_id is None:
        raise _wrong_state(order)
    if order.holder_id != by.pk:
        raise held_by_other()


def _step(order: WorkOrder, move: Move, note: str, by: Person, at: datetime, **changes: Any) -> WorkOrder:
    """Make the move, write the history line, the journal entry, and ring."""
    if not move_one(order, move, **changes):
        if order.holder_id and order.holder_id != by.pk:
            raise held_by_other()
        raise _wrong_state(order)
    _note(order, note, by, at)
    record(f"order_{move.target}", order, by=by, at=at, rule="EAKTE-1", postkorb=order.postkorb_id)
    bell.ring(f"postkorb:{order.postkorb_id}")
    return order


def _note(order: WorkOrder, note: str, by: Person, at: datetime) -> None:
    OrderStep.objects.create(
        order=order, state=order.state, postkorb_id=order.postkorb_id, note=note, at=at, by=by
    )


def held_by_other() -> Refusal:
    """The refusal of whatever touches an order that is in somebody else's hand."""
    return Refusal("held_by_other", "Diesen Auftrag bearbeitet bereits jemand anderes.", rule="EAKTE-1")


def _wrong_state(order: WorkOrder) -> Refusal:
    state = order.get_state_display()
    return Refusal("wrong_state", f"Der Auftrag ist {state}. Das geht in diesem Stand nicht.", rule="EAKTE-1")
