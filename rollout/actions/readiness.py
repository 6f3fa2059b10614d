"""Checking the readiness of a region, every night and on demand."""

from datetime import datetime

from django.db import transaction

from rollout.models import ReadinessReport, WaveRegion
from rollout.queries.facts import findings
from rollout.queries.readiness import as_json, latest, since_of
from rollout.rules.readiness import dated
from socl.core.db import try_advisory_lock
from socl.journal.record import record
from socl.lib.workdays import berlin_day
from socl.orga.models import Person

LOCK = 7_300_000_000  # advisory locks of the checks: this and the number of the region


@transaction.atomic
def check_region(*, wave_region: WaveRegion, by: Person | None, at: datetime) -> ReadinessReport | None:
    """Read every fact and keep the report of the day; None while somebody else is checking this region.

    One transaction per region: killed halfway, the regions that are done stay done. Rule EINF-3.
    """
    if not try_advisory_lock(LOCK + wave_region.pk):
        return None
    row = WaveRegion.objects.whole().get(pk=wave_region.pk)
    today = berlin_day(at)
    before = latest(row)
    found = dated(findings(row, at), since_of(before), today.isoformat())
    red = sum(f.is_red for f in found)
    report, _ = ReadinessReport.objects.update_or_create(
        wave_region=row,
        day=today,
        defaults={
            "read_at": at,
            "findings": [as_json(f) for f in found],
            "red": red,
            "others": len(found) - red,
        },
    )
    if by is not None:
        record("check_region", row, by=by, at=at, rule="EINF-3", red=red)
    return report
