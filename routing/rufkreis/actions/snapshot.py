"""Reconciliation: what the telephone system has right now, against what we think it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from routing.rufkreis.actions.calls import end_call
from routing.rufkreis.actions.devices import note_device
from routing.rufkreis.actions.matching import lock_service_centers, offer_next_calls
from routing.rufkreis.models import Call, Pbx
from routing.rufkreis.queries import telephony
from routing.rufkreis.rules.lifecycle import CallState, DeviceState
from routing.rufkreis.rules.reconciling import SETTLING, is_over, missing_seqs


@dataclass(frozen=True)
class LiveCall:
    """A call that the telephone system has right now, and the number of its last event (0: it does not count)."""

    call_id: str
    last_seq: int = 0


@transaction.atomic
def receive_snapshot(
    *, pbx: Pbx, live: Sequence[LiveCall], devices: Mapping[str, DeviceState], at: datetime
) -> dict[str, Any]:
    """Bring our calls of this telephone system in line with its own list, which names all of them. Rule RUF-15.

    A call missing in two snapshots is ended as ``reconciled``. The answer names those (``reconciled``), the calls
    that are over for us (``ended``: hang up), and the events to send again (``resend``). A repeat changes nothing.
    """
    named = {call.call_id for call in live}
    ours = Call.objects.filter(pbx=pbx).exclude(state=CallState.ENDED)
    ours.filter(call_id__in=named, missing_since__isnull=False).update(missing_since=None)
    missing = ours.exclude(call_id__in=named).filter(first_queued_at__lte=at - SETTLING)
    gone = [c for c in missing.select_related("rufkreis") if is_over(c.missing_since, at)]
    missing.filter(missing_since=None).update(missing_since=at)
    for name, state in sorted(devices.items()):
        note_device(pbx=pbx, name=name, state=state, said_at=at, at=at)
    Pbx.objects.filter(pk=pbx.pk).update(last_snapshot_at=at)
    return {
        "reconciled": _end(pbx, gone, at),
        "ended": telephony.ended_among(pbx, named),
        "resend": _resend(pbx, live),
    }


def _end(pbx: Pbx, gone: Sequence[Call], at: datetime) -> list[str]:
    if not gone:
        return []
    rufkreise = lock_service_centers(*{call.rufkreis.unit_id for call in gone})
    ended = []
    for call in Call.objects.filter(pk__in=[c.pk for c in gone]).select_related("rufkreis").order_by("pk"):
        if end_call(call, cause="reconciled", verb="reconcile", by=pbx.person, at=at):
            ended.append(call.call_id)
    offer_next_calls(rufkreise, at)
    return ended


def _resend(pbx: Pbx, live: Sequence[LiveCall]) -> list[dict[str, Any]]:
    seen = telephony.seen_seqs(pbx, [call.call_id for call in live])
    asked = [(c.call_id, missing_seqs(seen.get(c.call_id, ()), c.last_seq)) for c in live]
    return [{"callId": call_id, "seqs": seqs} for call_id, seqs in asked if seqs]


def hear(*, pbx: Pbx, signs_anew: bool, at: datetime) -> None:
    """The telephone system is there, and has its present secret (``signs_anew``). Written at most every 5 s, and once."""
    if signs_anew and pbx.secret_seen_at is None:
        Pbx.objects.filter(pk=pbx.pk, secret=pbx.secret).update(secret_seen_at=at)
    Pbx.objects.filter(Q(last_heard_at=None) | Q(last_heard_at__lt=at - SETTLING), pk=pbx.pk).update(
        last_heard_at=at
    )
