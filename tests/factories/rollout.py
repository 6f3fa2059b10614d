"""Regions in their programmes, loaded by the real verb."""

from typing import Any

from rollout.actions.loading import load
from rollout.actions.meetings import plan_massnahme, plan_meeting
from rollout.models import Massnahme, Meeting, WaveRegion
from socl.lib.workdays import berlin_day
from tests.factories.kalender import AT, system
from tests.factories.orga import Region, nord


def wave_region(region: Region | None = None, programme: str = "soc_l") -> WaveRegion:
    """The region (Nord) in a programme."""
    here = (region or nord()).region
    load(at=AT)
    return WaveRegion.objects.whole().get(programme__code=programme, region=here)  # type: ignore[no-any-return]


def some_meeting(row: WaveRegion, **given: Any) -> Meeting:
    """A weekly Gesprächsformat of the Arbeitsebene."""
    usual: dict[str, Any] = {
        "kind": "gespraech",
        "level": "arbeit",
        "title": "Runde",
        "unit": None,
        "every_days": 7,
    }
    usual |= {"next_on": berlin_day(AT), **given}
    return plan_meeting(wave_region=row, by=system(), at=AT, **usual)


def some_massnahme(row: WaveRegion) -> Massnahme:
    """A measure that is due today."""
    return plan_massnahme(wave_region=row, title="Presse", planned_on=berlin_day(AT), by=system(), at=AT)
