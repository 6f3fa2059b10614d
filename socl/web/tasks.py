"""The pulse: proof that beat schedules and a worker works."""

from celery import shared_task

from socl.web import health


@shared_task
def pulse() -> None:
    """Leave a sign of life that fades after a minute."""
    health.leave_pulse()
