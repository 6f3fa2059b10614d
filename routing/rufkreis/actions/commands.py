"""What the telephone system is told to do: queued by the desk, delivered by long poll, repeated until reported."""

from datetime import datetime, timedelta

from django.db import transaction

from routing.rufkreis.models import Call, CommandState, CtiCommand, Offer, Pbx
from routing.rufkreis.queries import telephony
from routing.rufkreis.queries.telephony import DIAL, DIAL_WITHIN
from routing.rufkreis.rules.lifecycle import OfferState
from socl.journal import bell

REPEAT_AFTER = timedelta(seconds=2)
ANSWER = "answer"
PENDING = (CommandState.QUEUED, CommandState.SENT)


def queue_command(
    command: str, call: Call, at: datetime, *, offer: Offer | None = None, target: str = ""
) -> CtiCommand:
    """Queue a command for the telephone system of the call, in the transaction of the verb that decided it."""
    created = CtiCommand.objects.create(
        pbx_id=call.pbx_id, call=call, command=command, offer=offer, target=target, created_at=at
    )
    bell.ring(f"cti:{call.pbx_id}")
    return created


@transaction.atomic
def take_commands(*, pbx: Pbx, at: datetime) -> list[CtiCommand]:
    """The commands to deliver now, marked as sent; each again after 2 s until its result is reported.

    A desk that accepted in vain is not connected any more: the call may ring elsewhere by now. Nor is a number dialled
    that somebody wanted half a minute ago. Rule RUF-23.
    """
    pending = telephony.pending_commands(pbx, at - REPEAT_AFTER).select_for_update(of=("self",))
    found: list[CtiCommand] = []
    for command in pending:
        if cause := in_vain(command, at):
            over = CtiCommand.objects.filter(pk=command.pk)
            over.update(state=CommandState.FAILED, finished_at=at, cause=cause)
        else:
            found.append(command)
    CtiCommand.objects.filter(pk__in=[c.pk for c in found]).update(state=CommandState.SENT, sent_at=at)
    return found


def in_vain(command: CtiCommand, at: datetime) -> str:
    """Why the command is not worth delivering any more; empty if it is."""
    offer = command.offer
    if command.command == ANSWER and offer is not None and offer.state != OfferState.ACCEPTED:
        return "offerGone"
    return "tooLate" if command.command == DIAL and command.created_at <= at - DIAL_WITHIN else ""


def finish_command(*, pbx: Pbx, command_id: int, ok: bool, cause: str, at: datetime) -> None:
    """The telephone system reports the result; a late or doubled report changes nothing. The desk hears of a failure."""
    pending = CtiCommand.objects.filter(pk=command_id, pbx=pbx, state__in=PENDING)
    state = CommandState.DONE if ok else CommandState.FAILED
    if pending.update(state=state, finished_at=at, cause=cause[:60]) and not ok:
        person = CtiCommand.objects.values_list("call__person", flat=True).get(pk=command_id)
        if person:
            bell.ring(f"desk:{person}")


def drop_commands(*, call: Call, at: datetime) -> None:
    """The call has ended: nothing is left to do with it."""
    CtiCommand.objects.filter(call=call, state__in=PENDING).update(
        state=CommandState.DONE, finished_at=at, cause="callEnded"
    )
