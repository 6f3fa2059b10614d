"""What every face of the rollout asks first: which region or unit, and may this person do that there?"""

from django.http import Http404

from rollout import queries
from rollout.models import WaveRegion
from socl.core import clock
from socl.orga import gates
from socl.orga.models import Person, ProgrammeCode
from socl.orga.rules.roles import Grant


def region_within(person: Person, programme: str, key: str, grant: Grant) -> WaveRegion:
    """The region ``key`` of a programme within the reach of ``grant``; 404 outside of it."""
    found = queries.region_of(programme, key) if programme in ProgrammeCode.values else None
    if found is None or "\0" in key:
        raise Http404
    gates.require(person, grant, clock.today(), found.region)
    return found
