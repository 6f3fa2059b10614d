"""The Rücksprache: asking FiT or OS while the caller stays, and in very few cases the OS taking the call over."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from routing.escalation import queries
from routing.escalation.actions.anliegen import end_with, locked, refuse_unless_allowed
from routing.escalation.models import Anliegen, Consult, Outcome
from routing.escalation.rules import lifecycle
from routing.escalation.rules.ladder import VERSION, Step
from routing.escalation.rules.lifecycle import ConsultState, OutcomeKind, Target
from routing.rufkreis.actions.talk import end_consult, start_consult, transfer_call
from routing.rufkreis.actions.transfer import permit_transfer
from routing.rufkreis.queries import telephony
from routing.rufkreis.rules.eligibility import Hotline
from routing.rufkreis.rules.lifecycle import CallState
from socl.core.db import broken_constraint
from socl.core.moves import move_one
from socl.journal import bell
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.states import Move
from socl.orga.models import Person

STEP = {Target.FIT: Step.ASK_FIT, Target.OS: Step.ASK_OS}
HOTLINE = {Target.FIT: Hotline.FIT, Target.OS: Hotline.OS}
TAKE_OVER_WITHIN = timedelta(minutes=2)  # the permit's life: the telephone system asks back at once


@transaction.atomic
def ask(*, anliegen: Anliegen, target: Target, question: str, by: Person, at: datetime) -> Consult:
    """Put a question to the FiT of the own Service Center or to the hotline of the responsible OS.

    Rules SOCL 2.1/5, SOCL 2.1/6, ESK-1. Refusals: ``not_allowed`` by the ladder, ``wrong_state``, ``no_hotline``.
    """
    anliegen = locked(anliegen)
    refuse_unless_allowed(anliegen, STEP[target])
    unit = anliegen.call.rufkreis.unit if target is Target.FIT else anliegen.os
    assert unit is not None  # the ladder has just said so
    if telephony.hotline_of(unit, HOTLINE[target]) is None:
        raise Refusal("no_hotline", f"Für {unit.name} ist keine Hotline eingerichtet.", rule="SOCL 3/OS/2")
    if not move_one(anliegen, lifecycle.CONSULT):
        raise _wrong_state()
    consult = Consult.objects.create(
        anliegen=anliegen,
        target=target,
        unit=unit,
        state=ConsultState.ASKED,
        question=question,
        asked_at=at,
        asked_by=by,
    )
    record(
        "ask", anliegen, by=by, at=at, rule="SOCL 2.1/5", target=target, consult=consult.pk, ladder=VERSION
    )
    _ring(consult)
    return consult


@transaction.atomic
def join_consult(*, consult: Consult, by: Person, at: datetime) -> Consult:
    """Take the question; the telephone system rings who joins. A repeat by the same person is harmless.

    Refusals: ``wrong_state`` if somebody else has it or it is over, ``busy`` while in another one. Rule ESK-1.
    """
    consult = _locked(consult)
    if consult.state == ConsultState.JOINED and consult.joined_by_id == by.pk:
        return consult
    try:
        with transaction.atomic():
            joined = move_one(consult, lifecycle.JOIN, joined_by=by, joined_at=at)
    except IntegrityError as error:
        if broken_constraint(error) != "consult_one_joined_per_person":
            raise
        raise Refusal("busy", "Sie sind bereits in einer Rücksprache.", rule="ESK-1") from None
    if not joined:
        raise _wrong_state()
    start_consult(call=consult.anliegen.call, target=by, by=by, at=at)
    record("join_consult", consult.anliegen, by=by, at=at, rule="ESK-1", consult=consult.pk)
    _ring(consult)
    return consult


@transaction.atomic
def answer_consult(*, consult: Consult, answer: str, by: Person, at: datetime) -> Consult:
    """Note the answer, for the TSB to read on: by who joined or who asked. The call stays. Rule ESK-1.

    Refusals: ``wrong_state``, ``not_yours``.
    """
    consult = _locked(consult)
    if consult.state == ConsultState.JOINED and by.pk not in (consult.joined_by_id, consult.asked_by_id):
        raise Refusal("not_yours", "Diese Rücksprache führt jemand anderes.", rule="ESK-1")
    return _over(consult, lifecycle.ANSWER, by, at, answer=answer)


@transaction.atomic
def cancel_consult(*, consult: Consult, by: Person, at: datetime, cause: str = "withdrawn") -> Consult:
    """The TSB does without the answer. Refusal ``wrong_state``. Rule ESK-1."""
    return _over(_locked(consult), lifecycle.CANCEL, by, at, end_cause=cause)


@transaction.atomic
def take_over_warm(*, consult: Consult, reason: str, by: Person, at: datetime) -> Outcome:
    """The OS takes the call over („warme Übergabe“): permit, command, Consult and Outcome, all or nothing.

    Only by who joined for the OS, with an exception entered at the Anliegen, and never a Leistungsberatung.
    Rules SOCL 2.1/7, SOCL 2.1/8. Refusals: ``not_allowed`` with the ladder's rule, ``not_yours``, ``wrong_state``.
    """
    consult = _locked(consult)
    anliegen = locked(consult.anliegen)
    refuse_unless_allowed(anliegen, Step.WARM_HANDOVER)
    if consult.joined_by_id != by.pk:
        raise Refusal("not_yours", "Diese Rücksprache führt jemand anderes.", rule="ESK-1")
    permit_transfer(
        call=anliegen.call, target=by, until=at + TAKE_OVER_WITHIN, rule="SOCL 2.1/7", by=by, at=at
    )
    transfer_call(call=anliegen.call, target=by, by=by, at=at)
    outcome = Outcome(
        kind=OutcomeKind.HANDED_OVER,
        anliegen_kind=anliegen.kind,
        exception_code=anliegen.exception_code,
        note=reason,
        at=at,
        by=by,
    )
    outcome.save()
    if not move_one(consult, lifecycle.HAND_OVER, ended_at=at, outcome=outcome):
        raise _wrong_state()
    _ring(consult)
    return end_with(anliegen, outcome, "SOCL 2.1/7", by, at)


@transaction.atomic
def settle_consults(*, at: datetime) -> int:
    """End what nobody else ends, from what is stored alone, so also after a restart; the number ended. Rule ESK-2.

    Nobody came within three minutes: back to booking. The caller is gone: a question still waiting is withdrawn, one
    that was joined may be answered for ten more minutes.
    """
    ended = 0
    for consult in queries.consults_to_settle(at):
        locked_one = _locked(consult)
        call_over = locked_one.anliegen.call.state == CallState.ENDED
        if locked_one.state == ConsultState.ASKED and not call_over:
            _over(locked_one, lifecycle.GIVE_UP, None, at, end_cause="nobody_came")
        elif locked_one.state in lifecycle.LIVE_CONSULT and call_over:
            _over(locked_one, lifecycle.CANCEL, None, at, end_cause="caller_gone")
        else:
            continue
        ended += 1
    return ended


def _locked(consult: Consult) -> Consult:
    """The consult as it is now; its Anliegen is locked first, as everywhere."""
    anliegen = locked(consult.anliegen)
    found = Consult.objects.select_related("unit", "joined_by").get(pk=consult.pk)
    found.anliegen = anliegen
    return found


def _over(consult: Consult, move: Move, by: Person | None, at: datetime, **values: Any) -> Consult:
    """End the consult; the caller stays with the TSB, the leg to the hotline is hung up if there is one."""
    if not move_one(consult, move, ended_at=at, **values):
        raise _wrong_state()
    move_one(consult.anliegen, lifecycle.GO_ON)
    call = consult.anliegen.call
    if consult.joined_by is not None and call.state == CallState.ANSWERED:
        end_consult(call=call, target=consult.joined_by, by=by or consult.joined_by, at=at)
    record(f"consult_{move.target}", consult.anliegen, by=by, at=at, rule="ESK-1", consult=consult.pk)
    _ring(consult)
    return consult


def _ring(consult: Consult) -> None:
    bell.ring(f"hotline:{consult.unit_id}", f"desk:{consult.asked_by_id}")


def _wrong_state() -> Refusal:
    return Refusal("wrong_state", "Diese Rücksprache ist nicht mehr in diesem Stand.", rule="ESK-1")
