"""The sweeper: what nobody else ends is ended here."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from routing.rufkreis.actions.calls import end_call, free_desks
from routing.rufkreis.actions.live import return_strays
from routing.rufkreis.actions.matching import lock_service_center, sweep_service_center
from routing.rufkreis.models import Call, Presence, Rufkreis
from routing.rufkreis.rules.lifecycle import Activity, CallState, Wish

LOST_AFTER = timedelta(minutes=10)
ABSENT_AFTER = timedelta(hours=4)


def sweep(*, at: datetime) -> None:
    """Service Centers that widen to each other in one transaction: offers, wrap-ups, lost calls, what waits."""
    left = list(Rufkreis.objects.for_calls().order_by("unit").values_list("unit", flat=True).distinct())
    while left:
        with transaction.atomic():
            rufkreise = lock_service_center(left[0])
            _end_lost_calls(rufkreise, at)
            return_strays(rufkreise, at)
            sweep_service_center(rufkreise, at)
        swept = {r.unit_id for r in rufkreise}
        left = [unit for unit in left if unit not in swept]
    _end_wrap_ups_at_hotlines(at)


def _end_lost_calls(rufkreise: Sequence[Rufkreis], at: datetime) -> None:
    """A queued call that its telephone system has not asked about for ten minutes is gone."""
    lost = Call.objects.filter(
        rufkreis__in=rufkreise, state=CallState.QUEUED, last_polled_at__lt=at - LOST_AFTER
    )
    for call in lost.order_by("pk"):
        end_call(call, cause="lost", verb="end_lost_call", by=None, at=at)


@transaction.atomic
def _end_wrap_ups_at_hotlines(at: datetime) -> None:
    """Desks that no caller is offered to (FiT, OS) end their wrap-up without the lock of a Rufkreis."""
    over = Presence.objects.filter(activity=Activity.WRAP_UP, wrap_up_until__lte=at)
    if over.exists():
        free_desks(over, at)


@transaction.atomic
def sign_off_absent(*, at: datetime) -> int:
    """Sign off the desks that nobody has been at for four hours; how many. Rule RUF-22.

    No journal entry: when somebody was away is nobody's business.
    """
    idle = Presence.objects.filter(activity__in=[Activity.IDLE, Activity.NOT_RESPONDING])
    away = idle.exclude(wish=Wish.OFF).filter(last_seen_at__lt=at - ABSENT_AFTER)
    return away.update(wish=Wish.OFF, reason="", since=at)
