"""What the rollout asks of telephony, for many units at once."""

from collections.abc import Collection

from routing.rufkreis.models import EntryNumber, EntryNumberKind, Rufkreis
from routing.rufkreis.rules.eligibility import Hotline, Topic


def units_with_hotline(units: Collection[int], hotline: Hotline) -> set[int]:
    """Those of the units (ids) that have set up that hotline. Rule SOCL 3/OS/2."""
    there = Rufkreis.objects.filter(unit__in=units, topic=hotline.value)
    return set(there.values_list("unit", flat=True))


def agenturen_with_number(agenturen: Collection[int]) -> set[int]:
    """Those of the Agenturen (ids) whose Sammelrufnummer leads to Arbeitslosengeld by some digit. Rule SOCL 2.1/2."""
    rows = EntryNumber.objects.filter(kind=EntryNumberKind.SAMMEL, agentur__in=agenturen)
    return {pk for pk, menu in rows.values_list("agentur", "menu") if pk and Topic.ALG in menu.values()}


def service_number_leads_to_alg() -> bool:
    """True if a Servicerufnummer Arbeitnehmer leads to Arbeitslosengeld by some digit. Rule SOCL 2.1/2."""
    menus = EntryNumber.objects.filter(kind=EntryNumberKind.SERVICE).values_list("menu", flat=True)
    return any(Topic.ALG in menu.values() for menu in menus)
