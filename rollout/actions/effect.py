"""Keeping what the switch of a region has changed, before the data that says so is deleted. Rule EINF-7."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from rollout.models import Effect, WaveRegion
from rollout.queries.effect import measured, opening
from rollout.rules.effect import UNKNOWN, complete_on
from socl.journal.record import record
from socl.lib.workdays import berlin_day


@transaction.atomic
def keep_effect(*, wave_region: WaveRegion, at: datetime) -> Effect | None:
    """The figures before and after its start, once, as soon as all are known; None before that, or without any.

    Counted twice at once, the first one stays.
    """
    opened = opening(wave_region) if wave_region.live_from else None
    if opened is None or opened.live_from is None or berlin_day(at) < complete_on(opened.live_from):
        return None
    found = Effect.objects.filter(switch=opened).first()
    if found is not None:
        return found
    rows = measured(wave_region, opened.live_from)
    if all(row.after == UNKNOWN for row in rows):
        return None
    kept, is_new = Effect.objects.get_or_create(
        switch=opened, defaults={"rows": [asdict(row) for row in rows], "kept_at": at}
    )
    if is_new:
        record("keep_effect", wave_region, by=None, at=at, rule="EINF-7")
    return kept
