"""Celery tasks of the calendar: each calls one action."""

from celery import shared_task

from atv.kalender.actions.holds import delete_expired_holds
from atv.kalender.actions.notices import remind_customer, remind_staff
from atv.kalender.actions.watch import watch
from atv.kalender.queries.capacity import all_kalender
from atv.kalender.queries.due import reminders_due, staff_due
from socl.core import clock


@shared_task
def sweep() -> None:
    """Delete expired holds, so that they do not pile up where nobody books."""
    delete_expired_holds(at=clock.now())


@shared_task
def remind() -> None:
    """Remind customers of tomorrow's Rückrufe and teams of the next ones; each once."""
    at = clock.now()
    for booking_id in staff_due(at):
        remind_staff(booking_id=booking_id, at=at)
    for booking_id in reminders_due(at):
        remind_customer(booking_id=booking_id, at=at)


@shared_task
def watch_capacity() -> None:
    """Read the capacity of every team, one after the other, and warn where it runs short."""
    for kalender in all_kalender():
        watch(kalender=kalender, at=clock.now())
