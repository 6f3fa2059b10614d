"""The sweeper: what nobody else ends is ended here."""

from datetime import datetime, timedelta

from django.db import transaction

from routing.rufkreis.actions.calls import end_call
from routing.rufkreis.actions.matching import lock_service_center, sweep_service_center
from routing.rufkreis.models import Call, Rufkreis
from routing.rufkreis.rules.lifecycle import CallState

LOST_AFTER = timedelta(minutes=10)


def sweep(*, at: datetime) -> None:
    """Every Service Center in a transaction of its own: expire offers, end wrap-ups, offer what waits, end lost calls."""
    for unit_id in Rufkreis.objects.for_calls().order_by("unit").values_list("unit", flat=True).distinct():
        with transaction.atomic():
            _end_lost_calls(unit_id, at)
            sweep_service_center(unit_id, at)


def _end_lost_calls(unit_id: int, at: datetime) -> None:
    """A queued call that its telephone system has not asked about for ten minutes is gone."""
    lost = Call.objects.filter(
        rufkreis__unit=unit_id, state=CallState.QUEUED, last_polled_at__lt=at - LOST_AFTER
    )
    if not lost.exists():
        return
    lock_service_center(unit_id)
    for call in lost.order_by("pk"):
        end_call(call, cause="lost", verb="end_lost_call", by=None, at=at)
