"""The way of an order's versions into the E-AKTE: written with the order, tried until acknowledged."""

from datetime import datetime, timedelta

from django.db import transaction

from eakte.models import Delivery, DeliveryState, WorkOrder
from socl.journal.record import record

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
UNDER_WAY = (DeliveryState.DUE, DeliveryState.SENT)


def hand_over(*, order: WorkOrder, at: datetime) -> Delivery:
    """Note, in the transaction of the verb, that this version of the order has to reach the E-AKTE. Rule EAKTE-5.

    The order must be locked or new: its versions are counted.
    """
    return Delivery.objects.create(order=order, number=order.deliveries.count() + 1, due_at=at)


@transaction.atomic
def begin_delivery(*, delivery_id: int, at: datetime) -> Delivery | None:
    """Claim a due delivery for one attempt: the next one is due after a pause that doubles, up to an hour.

    None if a rival has it or nothing is due any more. Whoever dies after this leaves it to be tried again.
    """
    found = (
        Delivery.objects.select_for_update(skip_locked=True, no_key=True)
        .filter(pk=delivery_id, state__in=UNDER_WAY, due_at__lte=at)
        .first()
    )
    if found is None:
        return None
    pause = min(FIRST_PAUSE * 2 ** min(found.attempts, 10), LONGEST_PAUSE)
    found.state, found.attempts, found.due_at = DeliveryState.SENT, found.attempts + 1, at + pause
    found.save(update_fields=["state", "attempts", "due_at"])
    return found


@transaction.atomic
def acknowledge_delivery(*, delivery: Delivery, at: datetime) -> bool:
    """The E-AKTE has it; False if that was known already. Rule EAKTE-5."""
    open_one = Delivery.objects.filter(pk=delivery.pk, state__in=UNDER_WAY)
    if not open_one.update(state=DeliveryState.ACKNOWLEDGED, acknowledged_at=at):
        return False
    record("acknowledge_delivery", delivery, by=None, at=at, rule="EAKTE-5", order=delivery.order_id)
    return True
