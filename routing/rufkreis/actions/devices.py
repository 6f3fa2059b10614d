"""The telephones at the desks, as the telephone system tells."""

from datetime import datetime

from django.db.models import Q

from routing.rufkreis.actions.matching import lock_service_center, offer_next_calls
from routing.rufkreis.models import Pbx, Presence
from routing.rufkreis.rules.lifecycle import Activity, DeviceState
from socl.journal import bell


def note_device(*, pbx: Pbx, name: str, state: DeviceState, said_at: datetime, at: datetime) -> None:
    """What the telephone of the account ``name`` does; what is older than the last word changes nothing.

    Desks outside the telephone system's regions, and accounts without a desk, are passed over. Rule RUF-11.
    """
    desk = Presence.objects.filter(person__username=name, unit__region__in=pbx.regions.all()).first()
    if desk is None or desk.unit_id is None:
        return
    rufkreise = lock_service_center(desk.unit_id)
    newer = Presence.objects.filter(Q(device_at=None) | Q(device_at__lte=said_at), pk=desk.pk)
    if newer.update(device=state, device_at=said_at):
        if state in (DeviceState.REGISTERED, DeviceState.FREE):
            back = Presence.objects.filter(pk=desk.pk, activity=Activity.NOT_RESPONDING)
            back.update(activity=Activity.IDLE, since=at, idle_since=at)
        bell.ring(f"desk:{desk.person_id}")
        offer_next_calls(rufkreise, at)
