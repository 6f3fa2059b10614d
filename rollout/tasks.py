"""Celery tasks of the rollout: each calls one action."""

from celery import shared_task

from rollout.actions.digest import send_digest
from rollout.actions.effect import keep_effect
from rollout.actions.loading import load
from rollout.actions.readiness import check_region
from rollout.queries.readiness import to_check
from socl.core import clock
from socl.lib.workdays import berlin_day


@shared_task
def check_readiness() -> None:
    """Check every region that has not been checked today, one after the other.

    Called several times in a night: what a killed worker left is done by the next call, the rest does nothing.
    """
    at = clock.now()
    load(at=at)
    for row in to_check(berlin_day(at)):
        check_region(wave_region=row, by=None, at=clock.now())
        keep_effect(wave_region=row, at=clock.now())
        send_digest(wave_region=row, at=clock.now())
