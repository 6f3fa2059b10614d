"""What citizens find: sites near a place, one site with its Anliegen, and what became of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from atv.otv.models import OtvAnliegen, OtvSite
from atv.otv.queries.sites import offered, open_sites, site_by_key
from atv.otv.rules.catalogue import ARBEITSUCHEND, CATALOGUE, MANDATORY
from atv.otv.rules.lifecycle import SiteState
from socl.lib.german import WEEKDAYS, spoken_day
from socl.orga.models import Unit
from socl.orga.queries import districts, unit_json
from socl.orga.queries.opening import Hours, single_days, week_on

SOON = timedelta(weeks=4)  # single days that citizens read of


@dataclass(frozen=True)
class Near:
    """An Agentur that is responsible for the place, and where it offers Termine online; perhaps nowhere."""

    agentur: Unit
    sites: list[OtvSite]
    orte: list[str]


def sites_near(text: str, day: date) -> list[Near]:
    """The Agenturen of a postcode or place with their open sites, the Hauptagentur first; residence decides."""
    found = districts(text, day)
    agenturen = [f.agentur for f in found]
    rows = open_sites(day).filter(Q(unit__in=agenturen) | Q(unit__parent__in=agenturen))
    by_agentur: dict[int, list[OtvSite]] = {unit.pk: [] for unit in agenturen}
    for site in rows:
        above = site.unit_id if site.unit_id in by_agentur else site.unit.parent_id
        by_agentur[above or 0].append(site)
    ordered = {pk: sorted(sites, key=lambda s: (s.unit_id != pk, s.key)) for pk, sites in by_agentur.items()}
    return [Near(f.agentur, ordered[f.agentur.pk], f.orte) for f in found]


@dataclass(frozen=True)
class Shown:
    """A site as citizens find it today; ``is_open`` is false before and after."""

    site: OtvSite
    is_open: bool
    anliegen: list[OtvAnliegen]


def shown(key: str, day: date) -> Shown | None:
    """The site of a permanent link; None if there never was one that citizens could see."""
    site = site_by_key(key)
    if site is None or site.state == SiteState.DRAFT:
        return None
    is_open = open_sites(day).filter(pk=site.pk).exists()
    return Shown(site, is_open, list(offered(site)) if is_open else [])


def opening_words(site: OtvSite, today: date) -> list[str]:
    """When people may come without a Termin: a line for each weekday, then the single days of the next four weeks.

    Nothing where no week is in force.
    """
    unit = site.kalender.unit
    week = week_on(unit, today)
    if week is None:
        return []
    lines = [f"{WEEKDAYS[n - 1]}: {_spoken(hours)}" for n, hours in week.days.items() if hours]
    soon = [(day, hours) for day, hours in single_days(unit, today) if day < today + SOON]
    return lines + [f"{spoken_day(day)}: {_spoken(hours)}" for day, hours in soon]


def _spoken(hours: Hours) -> str:
    spans = [f"{a.hour}:{a:%M} bis {b.hour}:{b:%M} Uhr" for a, b in hours]
    return " und ".join(spans) or "geschlossen"


def asks_for_day(anliegen: OtvAnliegen) -> bool:
    """True if the first day without work decides which times are in time."""
    return anliegen.code in (MANDATORY, ARBEITSUCHEND)


def link_of(site: OtvSite) -> str:
    """The permanent link, for the Dienststellenseite."""
    address: str = settings.BASE_URL + reverse("termin_site", args=[site.key])
    return address


def site_json(found: Shown) -> dict[str, Any]:
    """A site as clients read it."""
    site = found.site
    return {
        "key": site.key,
        "name": site.unit.name,
        "unit": unit_json(site.unit),
        "address": site.address,
        "directions": site.directions,
        "link": link_of(site),
        "anliegen": [anliegen_json(row) for row in found.anliegen],
    }


def anliegen_json(row: OtvAnliegen) -> dict[str, Any]:
    """One Anliegen as clients read it; minutes are those of the conversation."""
    ways = [
        way for way, offered_so in (("personal", row.personal), ("telephone", row.telephone)) if offered_so
    ]
    return {
        "code": row.code,
        "title": row.title,
        "text": row.text,
        "hint": row.hint,
        "bring": row.bring,
        "channels": ways,
        "minutes": row.minutes,
        "online": CATALOGUE[row.code].online,
        "asks_first_jobless_day": asks_for_day(row),
    }
