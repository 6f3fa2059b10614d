"""Whatever leaves the house as a file stands in the journal: as an export, or as the reading of what it is about."""

import pytest

from socl.journal.models import AccessEntry, Entry
from socl.orga.models import Person
from tests.api.worlds import World
from tests.rights.table import ROWS, Row
from tests.rights.visitors import House, Visitor, worker
from tests.urls import FILES

pytestmark = pytest.mark.django_db
DOWNLOADS = ("csv/", "ics/")
OF_CITIZENS = "termin/link/<str:token>/termin.ics"  # their own Termin


def test_every_file_that_somebody_fetches_is_an_entry(world: World, house: House) -> None:
    rows = [r for r in ROWS if "GET" in r.methods and (r.route in FILES or r.route.endswith(DOWNLOADS))]
    assert len(rows) >= 8
    assert [row.route for row in rows if row.is_public] == [OF_CITIZENS]
    told = {row.route: _told(house, row) for row in rows if not row.is_public}
    assert {route for route, fine in told.items() if not fine} == set()


def _told(house: House, row: Row) -> bool:
    """True if the answer is a file and the journal has grown."""
    role = sorted(row.own)[0]
    known = Person.objects.filter(username=f"{role}-besucht").first()
    visitor = Visitor(known or worker(role, house.world.nord))
    before = Entry.objects.count() + AccessEntry.objects.count()
    answer = visitor.client.get(house.path(row))
    assert answer.status_code == 200, row.route
    return answer.has_header("Content-Disposition") and (
        Entry.objects.count() + AccessEntry.objects.count() > before
    )
