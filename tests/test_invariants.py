"""The queries that follow a storm: silent in an ordinary world, and each of the newer ones finds what is planted."""

from datetime import timedelta

import pytest
from django.db import connection

from atv.otv.models import OtvSite
from rollout.models import Switch, SwitchKind
from socl.core import clock
from socl.post.models import Outbox
from tests.factories.escalation import AnliegenFactory
from tests.factories.kalender import AT, booked, kalender, system
from tests.factories.orga import nord
from tests.factories.otv import released, termin
from tests.factories.rollout import wave_region
from tests.factories.rufkreis import rufkreise
from tests.soak.invariants import INVARIANTS, violations

pytestmark = pytest.mark.django_db
# What is planted, and the violations that it makes.
PLANTED = {
    "UPDATE post_outbox SET state = 'due', due_at = now() - interval '1 hour', not_after = NULL, ended_at = NULL": {
        "a message that is due and was not sent for five minutes"
    },
    "DELETE FROM otv_otvtermin": {"a Termin at the Eingangszone without what the citizen said"},
    "DELETE FROM post_outbox": {"a citizen who was never asked to confirm"},
    "UPDATE kalender_booking SET state = 'cancelled', closed_at = now() WHERE reference = %(termin)s": {
        "a Termin that is over and still keeps its citizen from another"
    },
    "UPDATE otv_otvtermin SET confirmed_at = NULL, confirm_until = now() - interval '4 minutes'": {
        "an unconfirmed Termin that outlived its time by three minutes"
    },
    "UPDATE otv_otvsite SET version = version + 1": {"a change of a site without its history"},
    "UPDATE rollout_waveregion SET live_from = now()": {
        "a region that is not what its last switch says",
        "a Service Center that is not what its region's last switch says",
    },
    "UPDATE rufkreis_rufkreis SET live_from = now() WHERE topic = 'alg'": {
        "a Service Center that is not what its region's last switch says"
    },
}


@pytest.fixture
def ordinary() -> str:
    """A bit of everything; the number of the one Termin."""
    site = released(nord().agentur)
    made = termin()
    Outbox.objects.update(due_at=clock.now() + timedelta(days=1))
    booked(kalender(), AT + timedelta(days=1))
    rufkreise(live=False)
    AnliegenFactory.create()
    row = wave_region(nord())
    Switch.objects.create(
        wave_region=row, kind=SwitchKind.ROLLBACK, live_from=None, reason="Probe", at=AT, by=system()
    )
    assert OtvSite.objects.get() == site
    return made.booking.reference or ""


def test_an_ordinary_world_breaks_none_of_them(ordinary: str) -> None:
    assert violations() == {}
    assert len(INVARIANTS) >= 24


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_planted_is_found(ordinary: str, planted: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(planted, {"termin": ordinary})
    assert set(violations()) == PLANTED[planted]
