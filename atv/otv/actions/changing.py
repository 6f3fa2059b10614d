"""The frame of every change of a site: lock, version, history, journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from atv.otv.models import OtvChange, OtvSite
from atv.otv.queries.snapshot import snapshot
from socl.journal import bell
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person

STALE = "Die Konfiguration wurde inzwischen von jemand anderem geändert. Bitte noch einmal prüfen."


@dataclass(frozen=True)
class Order:
    """Who changes which site, and the version they have seen (None: whatever it is now)."""

    site_id: int
    by: Person
    at: datetime
    version: int | None = None


def begin(order: Order) -> OtvSite:
    """The site, locked until the transaction ends. Refusal ``stale`` if somebody has changed it since."""
    rows = OtvSite.objects.select_related("unit", "kalender__unit")
    site = rows.select_for_update(of=("self",), no_key=True).get(pk=order.site_id)
    if order.version is not None and order.version != site.version:
        raise Refusal("stale", STALE, rule="OTK-1", current_version=site.version)
    return site


def settle(order: Order, site: OtvSite, verb: str, *, rule: str = "", **facts: Any) -> OtvSite:
    """Count the version up and write history and journal. Rule OTK-1."""
    OtvSite.objects.filter(pk=site.pk).update(version=F("version") + 1)
    site.refresh_from_db()
    OtvChange.objects.create(
        site=site, version=site.version, verb=verb, snapshot=snapshot(site), by=order.by, at=order.at
    )
    record(verb, site, by=order.by, at=order.at, rule=rule, version=site.version, **facts)
    bell.ring(f"otv:{site.key}")
    return site
