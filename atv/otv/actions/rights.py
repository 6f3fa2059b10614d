"""The right to configure: asked for, granted as a Dienstposten, refused, taken back, revoked."""

from datetime import date, datetime

from django.db import transaction

from atv.otv.models import OtkRequest
from atv.otv.rules import rights
from socl.core.db import insert_unless_taken
from socl.core.moves import move_one
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.states import Move
from socl.lib.workdays import berlin_day
from socl.orga.actions.people import appoint, end_dienstposten
from socl.orga.models import Dienstposten, Person, Unit
from socl.orga.rules.roles import Role

GONE = "Dieser Antrag ist schon entschieden."


@transaction.atomic
def ask(
    *, unit: Unit, person: Person, valid_from: date, valid_until: date | None, by: Person, at: datetime
) -> OtkRequest:
    """The Agentur asks for the right, for itself and its Geschäftsstellen. Rule OTV 3/AA/2.

    Refusals: 422 ``wrong_days``; ``already_asked``.
    """
    if valid_until is not None and valid_until <= max(valid_from, berlin_day(at)):
        raise Refusal("wrong_days", "Das Ende muss nach dem Beginn und nach heute liegen.", status=422)
    asked = insert_unless_taken(
        OtkRequest(
            unit=unit,
            person=person,
            valid_from=valid_from,
            valid_until=valid_until,
            requested_by=by,
            requested_at=at,
        )
    )
    if asked is None:
        raise Refusal("already_asked", "Für diese Person liegt schon ein Antrag vor.", rule="OTV 3/AA/2")
    record("ask_otk_right", asked, by=by, at=at, rule="OTV 3/AA/2", person=person.pk)
    return asked


@transaction.atomic
def grant(*, request: OtkRequest, by: Person, at: datetime) -> Dienstposten:
    """Give what was asked for, from today at the earliest, as a Dienstposten. Rules OTV 3/AA/2 and OTK-5.

    Refusals: ``four_eyes`` for whoever asked and for the person concerned; ``wrong_state``; those of ``appoint``.
    """
    if by.pk in (request.requested_by_id, request.person_id):
        text = "Wer beantragt hat oder selbst gemeint ist, erteilt nicht: Das tut eine zweite Person."
        raise Refusal("four_eyes", text, rule="OTK-5")
    _decide(request, rights.GRANT, by, at)
    return appoint(
        person=request.person,
        unit=request.unit,
        role=Role.OTK_ADMIN,
        valid_from=max(request.valid_from, berlin_day(at)),
        valid_until=request.valid_until,
        by=by,
        at=at,
    )


@transaction.atomic
def refuse(*, request: OtkRequest, by: Person, at: datetime) -> None:
    """Turn it down; whoever asked takes it back. Refusal ``wrong_state``. Rule OTK-5."""
    step = rights.TAKE_BACK if by.pk == request.requested_by_id else rights.REFUSE
    _decide(request, step, by, at)


def _decide(request: OtkRequest, step: Move, by: Person, at: datetime) -> None:
    if not move_one(request, step, decided_by=by, decided_at=at):
        raise Refusal("wrong_state", GONE, rule="OTK-5")
    record(
        "decide_otk_right", request, by=by, at=at, rule="OTK-5", state=step.target, person=request.person_id
    )


@transaction.atomic
def revoke(*, held: Dienstposten, on: date, by: Person, at: datetime) -> None:
    """End the right with the day before ``on``; from today on it counts for nothing at once.

    Refusals: 422 ``wrong_days`` for a day that has passed; those of ``end_dienstposten``. Rule OTK-5.
    """
    if on < berlin_day(at):
        raise Refusal("wrong_days", "Dieser Tag ist schon vorbei.", status=422)
    end_dienstposten(dienstposten=held, on=on, by=by, at=at)
