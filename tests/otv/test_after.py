"""What comes by itself: unconfirmed Termine fall back, reminders go out once, and citizens' data goes."""

from datetime import timedelta

import pytest

from atv.otv.actions.messages import Letter, receive
from atv.otv.actions.retention import DUTIES
from atv.otv.models import OtvMessage, OtvTermin
from atv.otv.rules.messages import Subject
from atv.otv.tasks import sweep
from socl.core import clock
from socl.core.purging import fulfil
from socl.post.models import Outbox
from tests.factories.kalender import AT, berlin, system
from tests.factories.otv import released, termin

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.rule("OTVT-5")
@pytest.mark.rule("ATV-61")
def test_the_minutes_task_releases_and_reminds_each_once(monkeypatch):
    released()
    termin(code="OTV-04", is_confirmed=False)
    stands = termin("10:00", "2026-11-19")
    monkeypatch.setattr(clock, "now", lambda: berlin("2026-11-18", "17:00"))
    for _ in range(2):
        sweep()
    states = dict(OtvTermin.objects.values_list("anliegen__code", "booking__state"))
    assert states == {"OTV-04": "cancelled", "OTV-02": "booked"}
    said = Outbox.objects.filter(purpose__contains="reminder")
    assert [row.purpose for row in said] == [f"otv:{stands.pk}:reminder:{stands.booking.version}"]


@pytest.mark.rule("DS-3")
def test_what_a_citizen_told_us_goes_after_thirty_days_and_unconfirmed_after_one(monkeypatch):
    released()
    gone = termin(code="OTV-04", is_confirmed=False)
    stays = termin("10:00", code="OTV-01", first_jobless_on=(AT + 9 * DAY).date())
    letter = Letter(Subject.QUESTION, "Mara", "Wo ist der Eingang?", email="mara@example.org")
    receive(letter=letter, by=system(), at=AT)
    monkeypatch.setattr(clock, "now", lambda: AT + DAY / 2)
    sweep()

    def purge(days: int) -> list[int]:
        at = AT + days * DAY
        return [fulfil(duty, before=duty.rule.before(at, {}), at=at) for duty in DUTIES]

    assert purge(1) == [0, 0, 0]
    assert purge(2) == [0, 1, 0]
    gone.refresh_from_db()
    assert (gone.booking.name, gone.booking.email, gone.booking.state) == ("", "", "cancelled")
    assert purge(33) == [1, 0, 1]
    stays.refresh_from_db()
    facts = (stays.booking.name, stays.booking.email, stays.first_jobless_on, stays.open_key)
    assert facts == ("", "", None, None)
    assert OtvMessage.objects.count() == 0
