"""What the rollout asks of the OTV, for many Agenturen at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from atv.otv.models import OtvAnliegen, OtvSite
from atv.otv.rules.areas import Area
from atv.otv.rules.catalogue import MANDATORY


@dataclass(frozen=True)
class SiteFacts:
    """What a Hauptagentur has done: the start it told the RD (None: not told), and the mandatory Anliegen."""

    reported_start_on: date | None
    offers_mandatory: bool


def sites_of(agenturen: Collection[int]) -> dict[int, SiteFacts]:
    """Agentur (id) -> its site for the Eingangszone; who has none is missing. Rules OTV 3/AA/1, OTV 3/AA/3."""
    offered = OtvAnliegen.objects.filter(site=OuterRef("pk"), code=MANDATORY, active=True)
    rows = OtvSite.objects.filter(unit__in=agenturen, area=Area.EINGANGSZONE.value)
    values = rows.annotate(offers=Exists(offered)).values_list(
        "unit", "start_reported_at", "planned_start_on", "offers"
    )
    return {unit: SiteFacts(start if told else None, offers) for unit, told, start, offers in values}
