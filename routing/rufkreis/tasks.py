"""Celery tasks of routing: each calls one action."""

from celery import shared_task

from routing.rufkreis.actions import sweep as sweeping
from socl.core import clock


@shared_task
def sweep() -> None:
    """Expire offers, end wrap-ups, end lost calls."""
    sweeping.sweep(at=clock.now())


@shared_task
def sign_off_absent() -> None:
    """Sign off the desks that were left without a word."""
    sweeping.sign_off_absent(at=clock.now())
