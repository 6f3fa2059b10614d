"""Ends of an Anliegen that lead on to the Operative Service: a Rückruf, or a work order."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from atv.kalender.actions.booking import Contact
from atv.kalender.actions.reach import book_within_reach
from atv.kalender.models import Channel, Kalender
from atv.kalender.queries.bookings import kalender_of
from atv.kalender.queries.free import terminart
from eakte.actions.orders import Content, file_work_order
from eakte.rules.lifecycle import Priority
from routing.escalation.actions.anliegen import end_with, locked, refuse_unless_allowed
from routing.escalation.models import Anliegen, Outcome
from routing.escalation.queries.repeat import first_json, first_of
from routing.escalation.rules import ladder
from routing.escalation.rules.catalogue import Kind
from routing.escalation.rules.ladder import Step
from routing.escalation.rules.lifecycle import OutcomeKind
from socl.lib.refusal import Refusal
from socl.orga.models import Person


@dataclass(frozen=True)
class Callback:
    """Whom to call back when, and what the team must know; the rest is known from the Anliegen."""

    starts_at: datetime
    name: str
    rueckruf_number: str
    briefing: str
    email: str = ""
    restricted: bool = False


@dataclass(frozen=True)
class Order:
    """What the OS has to do; the rest is known from the Anliegen."""

    subject: str
    text: str
    due_on: date | None = None
    priority: Priority = Priority.NORMAL
    restricted: bool = False


@transaction.atomic
def close_with_rueckruf(
    *,
    anliegen: Anliegen,
    callback: Callback,
    by: Person,
    at: datetime,
    hold_id: int | None = None,
    helper: Kalender | None = None,
    again: str = "",
) -> Outcome:
    """Book the Rückruf and close the Anliegen: all or nothing. Minutes follow the Anliegen's kind.

    ``helper`` is the calendar of a sister team, while the responsible one has nothing soon; ``again`` says why there
    is a second one for the same Anliegen (rule ESK-9). Refusals: ``not_allowed`` without a responsible team,
    ``wrong_state``, ``second_one`` that nobody gave a reason for, and those of ``book_within_reach``.
    Rules SOCL 2.1/8, SOCL 2.1/10, SOCL 3/SC/2, ATV-34.
    """
    anliegen = locked(anliegen)
    refuse_unless_allowed(anliegen, Step.RUECKRUF)
    _ask_why_twice(anliegen, again, by, at)
    assert anliegen.team is not None  # the ladder has just said so
    responsible = kalender_of(anliegen.team)
    booking = book_within_reach(
        responsible=responsible,
        kalender=helper or responsible,
        kind=terminart(ladder.terminart_of(Kind(anliegen.kind))),
        starts_at=callback.starts_at,
        contact=_contact(anliegen, callback),
        channel=Channel.SC,
        by=by,
        at=at,
        hold_id=hold_id,
    )
    outcome = Outcome(kind=OutcomeKind.RUECKRUF, booking=booking, note=again, at=at, by=by)
    return end_with(anliegen, outcome, "SOCL 2.1/8", by, at)


def _ask_why_twice(anliegen: Anliegen, again: str, by: Person, at: datetime) -> None:
    """Name the Rückruf or order that is still open for the same Anliegen, unless somebody said why. Rule ESK-9."""
    first = None if again.strip() else first_of(by, anliegen, at)
    if first is not None:
        message = "Zu diesem Anliegen ist schon etwas offen. Bitte kurz sagen, warum ein zweiter nötig ist."
        raise Refusal("second_one", message, rule="ESK-9", first=first_json(first))


def _contact(anliegen: Anliegen, callback: Callback) -> Contact:
    return Contact(
        name=callback.name,
        rueckruf_number=callback.rueckruf_number,
        briefing=callback.briefing,
        email=callback.email,
        kundennummer=anliegen.kundennummer,
        language=anliegen.language,
        communication_aid=anliegen.communication_aid,
        restricted=anliegen.restricted or callback.restricted,
    )


@transaction.atomic
def close_with_work_order(
    *, anliegen: Anliegen, order: Order, by: Person, at: datetime, again: str = ""
) -> Outcome:
    """File the order in the Sonderpostkorb of the responsible OS and close the Anliegen: all or nothing.

    Refusals: ``not_allowed`` without a responsible OS, ``wrong_state``, ``second_one`` that nobody gave a reason for
    (``again``), and those of ``file_work_order``. Rules SOCL 3/SC/2, ESK-9.
    """
    anliegen = locked(anliegen)
    refuse_unless_allowed(anliegen, Step.WORK_ORDER)
    _ask_why_twice(anliegen, again, by, at)
    assert anliegen.os is not None  # the ladder has just said so
    content = Content(
        **vars(order) | {"restricted": anliegen.restricted or order.restricted},
        code=anliegen.code,
        name=anliegen.name,
        kundennummer=anliegen.kundennummer,
        language=anliegen.language,
        communication_aid=anliegen.communication_aid,
    )
    filed = file_work_order(os=anliegen.os, content=content, by=by, at=at)
    outcome = Outcome(kind=OutcomeKind.WORK_ORDER, work_order=filed, note=again, at=at, by=by)
    return end_with(anliegen, outcome, "SOCL 3/SC/2", by, at)
