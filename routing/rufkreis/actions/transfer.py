"""Permits: what the ladder decided about handing a call over, written down for the telephone system."""

from datetime import datetime

from django.db import transaction

from routing.rufkreis.actions.matching import lock_service_center
from routing.rufkreis.models import Call, TransferPermit
from routing.rufkreis.rules.lifecycle import CallState
from routing.rufkreis.rules.transfer import MESSAGES
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person


@transaction.atomic
def permit_transfer(
    *, call: Call, target: Person, until: datetime, rule: str, by: Person, at: datetime
) -> TransferPermit:
    """``target`` may be given the call until ``until``; replaces what was said before. Rule SOCL 2.1/7.

    Refusal ``wrong_state`` unless the call is answered.
    """
    _lock_answered(call)
    return _write(
        TransferPermit(call=call, target=target.username, until=until, rule=rule, by=by, created_at=at)
    )


@transaction.atomic
def refuse_transfer(*, call: Call, code: str, rule: str, by: Person, at: datetime) -> TransferPermit:
    """Nobody may be given the call, and ``code`` (of ``rules.transfer``) says why; replaces what was said before."""
    if code not in MESSAGES:
        raise ValueError(code)
    _lock(call)
    return _write(TransferPermit(call=call, code=code, rule=rule, by=by, created_at=at))


@transaction.atomic
def withdraw_permit(*, call: Call, by: Person, at: datetime) -> None:
    """Back to the default: denied. Harmless if nothing was said."""
    _lock(call)
    if TransferPermit.objects.filter(call=call, closed_at=None).update(closed_at=at):
        record("withdraw_permit", call, by=by, at=at, rule="SOCL 2.1/7")


def _lock(call: Call) -> None:
    lock_service_center(call.rufkreis.unit_id)
    call.refresh_from_db(fields=["state"])


def _lock_answered(call: Call) -> None:
    _lock(call)
    if call.state != CallState.ANSWERED:
        raise Refusal("wrong_state", "Dieser Anruf ist nicht im Gespräch.")


def _write(permit: TransferPermit) -> TransferPermit:
    """In place of the live one of the call."""
    TransferPermit.objects.filter(call=permit.call_id, closed_at=None).update(closed_at=permit.created_at)
    permit.save()
    record(
        "permit_transfer" if not permit.code else "refuse_transfer",
        permit.call,
        by=permit.by,
        at=permit.created_at,
        rule=permit.rule,
        code=permit.code,
    )
    return permit
