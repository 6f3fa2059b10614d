"""Regions in their programmes, loaded by the real verb."""

from rollout.actions.programme import load_programmes
from rollout.models import WaveRegion
from tests.factories.kalender import AT
from tests.factories.orga import Region, nord


def wave_region(region: Region | None = None, programme: str = "soc_l") -> WaveRegion:
    """The region (Nord) in a programme."""
    here = (region or nord()).region
    load_programmes(at=AT)
    return WaveRegion.objects.whole().get(programme__code=programme, region=here)  # type: ignore[no-any-return]
