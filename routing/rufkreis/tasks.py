"""Celery tasks of routing: each calls one action."""

from celery import shared_task

from routing.rufkreis.actions import sweep as sweeping
from socl.core import clock


@shared_task
def sweep() -> None:
    """Expire offers, end wrap-ups, end lost calls."""
    sweeping.sweep(at=clock.now())
