"""Permits: what the ladder decided about handing a call over, written down for the telephone system."""

from datetime import datetime, timedelta

from django.db import transaction

from routing.rufkreis import queries
from routing.rufkreis.actions.commands import PENDING, queue_command
from routing.rufkreis.actions.matching import lock_service_center
from routing.rufkreis.models import Call, TransferPermit
from routing.rufkreis.queries import telephony
from routing.rufkreis.rules import requeue
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.lifecycle import CallState
from routing.rufkreis.rules.transfer import MESSAGES
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person

REQUEUE_WITHIN = timedelta(minutes=1)


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
def requeue_call(*, call: Call, topic: Topic, by: Person, at: datetime) -> Call:
    """Send the caller on to the other Rufkreis of the region, with the waiting time kept (docs/decisions/0072).

    It is true once the telephone system has asked and says so; a repeat sends no second command. Refusals
    ``wrong_state`` unless answered, ``same_rufkreis``, ``not_live``, ``beratung_open``. Rule RUF-20.
    """
    _lock_answered(call)
    here, reached = Topic(call.rufkreis.topic), queries.rufkreis_for(call.region_id, topic, at)
    permit = telephony.permit_of(call)
    is_barred = permit is not None and permit.code != ""
    if code := requeue.refusal_code(here, topic, Topic(reached.topic), is_barred=is_barred):
        raise Refusal(code, requeue.REFUSALS[code], rule="SOCL 2.1/8" if is_barred else "RUF-20")
    target = requeue.target_of(topic)
    if call.commands.filter(command="transfer", target=target, state__in=PENDING).exists():
        return call
    _write(
        TransferPermit(
            call=call, target=target, until=at + REQUEUE_WITHIN, rule="RUF-20", by=by, created_at=at
        )
    )
    queue_command("transfer", call, at, target=target)
    record("requeue_call", call, by=by, at=at, rule="RUF-20", topic=topic)
    return call


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
