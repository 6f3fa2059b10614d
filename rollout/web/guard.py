"""What every face of the rollout asks first: which region or unit, and may this person do that there?"""

from django.http import Http404

from rollout import queries
from rollout.models import ChecklistItem, WaveRegion
from rollout.queries import checklist
from socl.core import clock
from socl.orga import gates
from socl.orga.models import Person, ProgrammeCode, Unit
from socl.orga.queries import unit_by_key
from socl.orga.rules.roles import Grant


def region_within(person: Person, programme: str, key: str, grant: Grant) -> WaveRegion:
    """The region ``key`` of a programme within the reach of ``grant``; 404 outside of it."""
    found = queries.region_of(programme, key) if programme in ProgrammeCode.values else None
    if found is None or "\0" in key:
        raise Http404
    gates.require(person, grant, clock.today(), found.region)
    return found


def unit_within(person: Person, key: str, grant: Grant) -> Unit:
    """The unit ``key`` within the reach of ``grant``; 404 outside of it."""
    found = unit_by_key(key, clock.today())
    if found is None:
        raise Http404
    gates.require(person, grant, clock.today(), found)
    return found


def item_within(person: Person, pk: int, grant: Grant) -> ChecklistItem:
    """An item of a unit within the reach of ``grant``; 404 outside of it."""
    found = checklist.item(pk)
    if found is None:
        raise Http404
    gates.require(person, grant, clock.today(), found.unit)
    return found
