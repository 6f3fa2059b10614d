"""Celery tasks of the calendar: each calls one action."""

from celery import shared_task

from atv.kalender.actions.holds import delete_expired_holds
from socl.core import clock


@shared_task
def sweep() -> None:
    """Delete expired holds, so that they do not pile up where nobody books."""
    delete_expired_holds(at=clock.now())
