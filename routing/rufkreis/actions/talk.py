"""What a desk asks of the telephone system during a conversation; it is true once the telephone system says so."""

from datetime import datetime

from django.db import transaction

from routing.rufkreis.actions.commands import PENDING, in_vain, queue_command
from routing.rufkreis.actions.matching import lock_service_center
from routing.rufkreis.models import Call, CtiCommand, Presence
from routing.rufkreis.queries.telephony import DIAL
from routing.rufkreis.rules.lifecycle import Activity, CallState
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person

TAKEN_UP = (Activity.OFFERED, Activity.TALKING, Activity.CONSULTING)


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
    lock_service_center(call.rufkreis.unit_id)
    call.refresh_from_db()
    if call.state != CallState.ANSWERED:
        raise Refusal("wrong_state", "Dieser Anruf ist nicht im Gespräch.")
    return _once(command, call, target, by, at)


@transaction.atomic
def dial_back(*, call: Call, by: Person, at: datetime) -> Call:
    """Ring the desk of ``by``, then the caller of a call that is over: somebody who was promised a Rückruf.

    Refusals: ``wrong_state`` unless the call has ended and the desk has no other; ``no_number`` for a caller who
    did not show one, or whose number is forgotten by now. Rule RUF-23.
    """
    lock_service_center(call.rufkreis.unit_id)
    call.refresh_from_db()
    if call.state != CallState.ENDED:
        raise Refusal("wrong_state", "Dieser Anruf ist noch nicht zu Ende.", rule="RUF-23")
    if Presence.objects.filter(person=by, activity__in=TAKEN_UP).exists():
        message = "Während ein Anruf klingelt oder läuft, kann nicht gewählt werden."
        raise Refusal("wrong_state", message, rule="RUF-23")
    if not call.from_e164:
        raise Refusal("no_number", "Zu diesem Anruf ist keine Rufnummer bekannt.", rule="RUF-23")
    return _once(DIAL, call, by.username, by, at)


def _once(command: str, call: Call, target: str, by: Person, at: datetime) -> Call:
    """Queue the command unless the very same one is still under way."""
    same = CtiCommand.objects.filter(call=call, command=command, target=target, offer=None)
    if not any(in_vain(other, at) == "" for other in same.filter(state__in=PENDING)):
        queue_command(command, call, at, target=target)
        record(f"ask_{command}", call, by=by, at=at)
    return call
