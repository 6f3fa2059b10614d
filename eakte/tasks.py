"""Celery tasks of the Sonderpostkorb: reminders, and the way into the E-AKTE."""

import logging

from celery import shared_task

from eakte import queries
from eakte.actions.delivery import acknowledge_delivery, begin_delivery
from eakte.actions.orders import remind
from eakte.gateway import Gateway, gateway, package_of
from eakte.models import Delivery
from socl.core import clock

log = logging.getLogger("socl.eakte")


@shared_task
def remind_of_orders() -> None:
    """Due today: a reminder in the inbox; long overdue: the lead is told. Rule EAKTE-4."""
    remind(at=clock.now())


@shared_task
def deliver() -> None:
    """Lay down every version that is due, and note those that were acknowledged. Rule EAKTE-5."""
    door = gateway()
    for pk in queries.due_deliveries(clock.now()):
        delivery = begin_delivery(delivery_id=pk, at=clock.now())
        if delivery is not None:
            try_delivery(door, delivery)


def try_delivery(door: Gateway, delivery: Delivery) -> None:
    """One attempt. A door that fails is tried again later; what was acknowledged is cleared away."""
    try:
        door.put(package_of(delivery))
        if door.acknowledged(str(delivery)):
            acknowledge_delivery(delivery=delivery, at=clock.now())
            door.clear(str(delivery))
    except OSError as error:
        log.warning("E-AKTE not reached for delivery %s: %s", delivery.pk, type(error).__name__)
