"""Celery tasks of the OTV: each calls one action."""

from celery import shared_task

from atv.otv.actions.cancelling import release_unconfirmed
from atv.otv.actions.letters import remind, tell_replanned
from atv.otv.queries import due
from socl.core import clock


@shared_task
def sweep() -> None:
    """Give Termine to others that nobody confirmed in time, tell what was moved, remind of tomorrow's; each once."""
    at = clock.now()
    for termin_id in due.unconfirmed(at):
        release_unconfirmed(termin_id=termin_id, at=at)
    for termin_id in due.untold(at):
        tell_replanned(termin_id=termin_id, at=at)
    for termin_id in due.reminders(at):
        remind(termin_id=termin_id, at=at)
