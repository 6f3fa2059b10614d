"""What a desk asks of the telephone system during a conversation; it is true once the telephone system says so."""

from datetime import datetime

from django.db import transaction

from routing.rufkreis.actions.commands import PENDING, queue_command
from routing.rufkreis.actions.matching import lock_service_center
from routing.rufkreis.models import Call, CtiCommand
from routing.rufkreis.rules.lifecycle import CallState
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person


@transaction.atomic
def hold_call(*, call: Call, by: Person, at: datetime) -> Call:
    """Put the caller on hold. Refusal ``wrong_state`` unless the call is answered."""
    return _ask("hold", call, "", by, at)


@transaction.atomic
def resume_call(*, call: Call, by: Person, at: datetime) -> Call:
    """Back to the caller. Refusal ``wrong_state`` unless the call is answered."""
    return _ask("unhold", call, "", by, at)


@transaction.atomic
def start_consult(*, call: Call, target: Person, by: Person, at: datetime) -> Call:
    """Ring ``target`` (FiT or OS) for a Ruecksprache; the caller stays. Refusal ``wrong_state``."""
    return _ask("consult", call, target.username, by, at)


@transaction.atomic
def end_consult(*, call: Call, target: Person, by: Person, at: datetime) -> Call:
    """Hang up the leg to ``target``; the caller stays. Refusal ``wrong_state``."""
    return _ask("hangup", call, target.username, by, at)


@transaction.atomic
def transfer_call(*, call: Call, target: Person, by: Person, at: datetime) -> Call:
    """Hand the call to ``target``: the telephone system asks back by ``transferRequest``, so a permit comes first.

    Refusal ``wrong_state`` unless the call is answered. Rule SOCL 2.1/7.
    """
    return _ask("transfer", call, target.username, by, at)


def _ask(command: str, call: Call, target: str, by: Person, at: datetime) -> Call:
    """Queue the command unless the very same one is still under way."""
    lock_service_center(call.rufkreis.unit_id)
    call.refresh_from_db()
    if call.state != CallState.ANSWERED:
        raise Refusal("wrong_state", "Dieser Anruf ist nicht im Gespräch.")
    under_way = CtiCommand.objects.filter(call=call, command=command, target=target, offer=None)
    if not under_way.filter(state__in=PENDING).exists():
        queue_command(command, call, at, target=target)
        record(f"ask_{command}", call, by=by, at=at)
    return call
