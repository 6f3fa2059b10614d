"""Purging orders that the E-AKTE has."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from eakte.models import Delivery, WorkOrder
from eakte.rules import retention
from eakte.rules.lifecycle import State
from socl.core.purging import Duty, delete_one_by_one


def _orders(before: datetime) -> QuerySet[WorkOrder]:
    """Done, handed over, and every version of it confirmed before that moment."""
    handed = Delivery.objects.filter(order=OuterRef("pk"))
    pending = handed.filter(Q(acknowledged_at=None) | Q(acknowledged_at__gte=before))
    return WorkOrder.objects.filter(~Exists(pending), Exists(handed), state=State.DONE, closed_at__lt=before)


@transaction.atomic
def purge_orders(ids: Sequence[int], *, at: datetime) -> int:
    """Delete orders with history and attachments; one that an Outcome still points at stays. Rule DS-3."""
    return delete_one_by_one(WorkOrder.objects.filter(pk__in=ids))


DUTIES = (Duty(retention.ORDERS, _orders, purge_orders),)
