"""Reading what the telephone systems said and are to do."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from routing.rufkreis.models import Call, CommandState, CtiCommand, CtiEvent, Pbx, Rufkreis, TransferPermit
from routing.rufkreis.rules.conversation import EVENTS, Said
from routing.rufkreis.rules.eligibility import Hotline
from routing.rufkreis.rules.transfer import Permit
from socl.orga.models import Unit


def pbx_by_person(person: Any) -> Pbx | None:
    """The telephone system that this machine client is, if it is one."""
    return Pbx.objects.filter(person=person).select_related("person").first()


def call_of_pbx(pbx: Pbx, call_id: str) -> Call | None:
    """The call that this telephone system knows as ``call_id``."""
    return Call.objects.filter(pbx=pbx, call_id=call_id).select_related("rufkreis").first()


def pending_commands(pbx: Pbx, repeat_before: datetime) -> QuerySet[CtiCommand]:
    """Commands to deliver now: new ones, and those sent before ``repeat_before`` without a result."""
    return (
        CtiCommand.objects.filter(
            Q(state=CommandState.QUEUED) | Q(state=CommandState.SENT, sent_at__lt=repeat_before), pbx=pbx
        )
        .select_related("call")
        .order_by("pk")
    )


def said_in(call: Call) -> list[Said]:
    """The stored events of the conversation, for the rule that says what they add up to."""
    rows = CtiEvent.objects.filter(pbx=call.pbx_id, call_id=call.call_id, event__in=EVENTS)
    return [
        Said(event, seq, occurred_at, str(payload.get("target", "")), pk)
        for event, seq, occurred_at, payload, pk in rows.values_list(
            "event", "seq", "occurred_at", "payload", "pk"
        )
    ]


def permit_of(call: Call) -> Permit | None:
    """What the ladder says about handing this call over."""
    found = TransferPermit.objects.filter(call=call, closed_at=None).first()
    return Permit(found.target, found.code, found.until) if found else None


def hotline_of(unit: Unit, hotline: Hotline) -> Rufkreis | None:
    """The hotline of a Service Center (FiT) or of an Operativer Service."""
    return Rufkreis.objects.filter(unit=unit, topic=hotline.value).select_related("unit").first()
