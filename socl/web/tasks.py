"""The pulse: proof that beat schedules and a worker works; and the nightly purge."""

from celery import shared_task

from socl.core import clock
from socl.web import health
from socl.web.retention import purge_everything


@shared_task
def pulse() -> None:
    """Leave a sign of life that fades after a minute."""
    health.leave_pulse()


@shared_task
def purge() -> None:
    """Purge over all apps what has been kept long enough."""
    purge_everything(clock.now())
