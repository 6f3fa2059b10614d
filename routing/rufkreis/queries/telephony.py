"""Reading what the telephone systems said and are to do."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from routing.rufkreis.models import (
    Call,
    CommandState,
    CtiCommand,
    CtiEvent,
    Pbx,
    Rufkreis,
    TransferPermit,
)
from routing.rufkreis.rules.conversation import EVENTS, Said
from routing.rufkreis.rules.eligibility import Hotline, Topic
from routing.rufkreis.rules.lifecycle import CallState
from routing.rufkreis.rules.reconciling import silent_since
from routing.rufkreis.rules.requeue import target_of, topic_of_target
from routing.rufkreis.rules.transfer import Permit
from socl.orga.models import Unit

FAILED_SHOWN = timedelta(seconds=30)
DIAL = "dial"
DIAL_WITHIN = timedelta(seconds=30)  # later nobody sits beside the telephone and waits for it
DIALLED_SHOWN = timedelta(minutes=2)


def pbx_by_person(person: Any) -> Pbx | None:
    """The telephone system that this machine client is, if it is one."""
    return Pbx.objects.filter(person=person).select_related("person").first()


def pbx_by_id(pk: int) -> Pbx | None:
    """The telephone system of that number."""
    return Pbx.objects.filter(pk=pk).select_related("person").first()


def rufkreise() -> list[Rufkreis]:
    """Every Rufkreis that callers wait in, with its Service Center, by key and topic."""
    return list(Rufkreis.objects.for_calls().select_related("unit").order_by("unit__key", "topic"))


def rufkreis(key: str, topic: str) -> Rufkreis | None:
    """The Rufkreis of a Service Center (its key) for callers about ``topic``."""
    calls = Rufkreis.objects.for_calls().select_related("unit")
    found: Rufkreis | None = calls.filter(unit__key=key, topic=topic).first()
    return found


def call_of_pbx(pbx: Pbx, call_id: str) -> Call | None:
    """The call that this telephone system knows as ``call_id``."""
    return Call.objects.filter(pbx=pbx, call_id=call_id).select_related("rufkreis", "entry_number").first()


def is_outgoing(pbx: Pbx, call_id: str) -> bool:
    """True if its newCall said that somebody of the house calls: then it is no call of ours."""
    said = CtiEvent.objects.filter(pbx=pbx, call_id=call_id, event="newCall")
    return said.filter(payload__direction="out").exists()


def pending_commands(pbx: Pbx, repeat_before: datetime) -> QuerySet[CtiCommand]:
    """Commands to deliver now: new ones, and those sent before ``repeat_before`` without a result."""
    return (
        CtiCommand.objects.filter(
            Q(state=CommandState.QUEUED) | Q(state=CommandState.SENT, sent_at__lt=repeat_before), pbx=pbx
        )
        .select_related("call", "offer")
        .order_by("pk")
    )


def failed_command(call: Call, at: datetime) -> str:
    """What the desk asked last during this conversation, if the telephone system could not do it a moment ago."""
    asked = CtiCommand.objects.filter(call=call, offer=None).order_by("-pk")
    last = asked.values_list("command", "state", "finished_at").first()
    if last is None or last[1] != CommandState.FAILED or last[2] is None or last[2] < at - FAILED_SHOWN:
        return ""
    return str(last[0])


def dialled(calls: Iterable[int], at: datetime) -> dict[int, bool]:
    """Call -> True if its caller was to be dialled in the last two minutes, False if that came to nothing."""
    asked = CtiCommand.objects.filter(call__in=calls, command=DIAL, created_at__gt=at - DIALLED_SHOWN)
    return {
        call: state == CommandState.DONE or (state != CommandState.FAILED and since > at - DIAL_WITHIN)
        for call, state, since in asked.order_by("pk").values_list("call_id", "state", "created_at")
    }


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


def sent_on(pbx: Pbx, call_id: str) -> tuple[Call, Topic] | None:
    """The answered call of this telephone system that a desk has sent on to another Rufkreis, and its topic."""
    queues = [target_of(topic) for topic in Topic]
    permits = TransferPermit.objects.filter(call__pbx=pbx, call__call_id=call_id, target__in=queues)
    found = (
        permits.select_related("call__rufkreis", "call__agentur", "call__entry_number")
        .order_by("-pk")
        .first()
    )
    topic = topic_of_target(found.target) if found else None
    return (found.call, topic) if found and topic else None


def hotline_of(unit: Unit, hotline: Hotline) -> Rufkreis | None:
    """The hotline of a Service Center (FiT) or of an Operativer Service."""
    return Rufkreis.objects.filter(unit=unit, topic=hotline.value).select_related("unit").first()


def seen_seqs(pbx: Pbx, call_ids: Sequence[str]) -> dict[str, set[int]]:
    """call id -> the numbers of its stored events."""
    found: dict[str, set[int]] = {}
    rows = CtiEvent.objects.filter(pbx=pbx, call_id__in=call_ids, seq__isnull=False)
    for call_id, seq in rows.values_list("call_id", "seq"):
        found.setdefault(call_id, set()).add(seq or 0)
    return found


def ended_among(pbx: Pbx, call_ids: Collection[str]) -> list[str]:
    """Those of ``call_ids`` that are over for us."""
    rows = Call.objects.filter(pbx=pbx, call_id__in=call_ids, state=CallState.ENDED)
    return list(rows.order_by("call_id").values_list("call_id", flat=True))


@dataclass(frozen=True)
class PbxHealth:
    """How a telephone system is: ``silent_since`` a moment, or speaking; its live calls and waiting commands."""

    pbx: Pbx
    silent_since: datetime | None
    live_calls: int
    commands: int
    overlap_until: datetime | None  # until when the previous secret is valid


def health(at: datetime) -> list[PbxHealth]:
    """Every telephone system, by name."""
    live, waiting = Count("pk"), Count("pk")
    calls = dict(Call.objects.exclude(state=CallState.ENDED).values_list("pbx").annotate(live))
    pending = CtiCommand.objects.filter(state__in=[CommandState.QUEUED, CommandState.SENT])
    commands = dict(pending.values_list("pbx").annotate(waiting))
    return [
        PbxHealth(
            pbx,
            silent_since(pbx.last_heard_at, at),
            calls.get(pbx.pk, 0),
            commands.get(pbx.pk, 0),
            pbx.previous_until if pbx.previous_until and pbx.previous_until > at else None,
        )
        for pbx in Pbx.objects.select_related("person", "own_region").order_by("person__name")
    ]
