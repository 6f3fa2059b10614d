"""Celery tasks of escalation: each calls one action."""

from celery import shared_task

from routing.escalation.actions.consult import settle_consults
from routing.escalation.actions.first_contact import count_what_is_due
from routing.escalation.actions.guides import note_guides_in_force
from routing.escalation.actions.order_after import file_orders_after
from routing.escalation.actions.promises import watch_promises
from socl.core import clock


@shared_task
def settle() -> None:
    """End the Rücksprachen that nobody else ends. Rule ESK-2."""
    settle_consults(at=clock.now())


@shared_task
def watch() -> None:
    """Note the promises of 48 hours that were not kept. Rule SOCL 2/2."""
    watch_promises(at=clock.now())


@shared_task
def count_first_contact() -> None:
    """Count the weeks that are due. Rule ESK-4."""
    count_what_is_due(at=clock.now())


@shared_task
def file_orders() -> None:
    """File the work orders that Rückrufe ended with. Rule ATV-37."""
    file_orders_after(at=clock.now())


@shared_task
def guides_in_force() -> None:
    """Note which Gesprächsleitfäden have come into force. Rule ESK-10."""
    note_guides_in_force(at=clock.now())
