"""What comes by itself: unconfirmed Termine fall back, reminders go out once, and citizens' data goes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from atv.kalender.actions.booking import move_rueckruf
from atv.kalender.actions.replan import must_be_called
from atv.kalender.models import Booking
from atv.kalender.queries.supply import displaced
from atv.otv.actions.messages import Letter, receive
from atv.otv.actions.retention import DUTIES
from atv.otv.models import OtvMessage, OtvTermin
from atv.otv.rules.messages import Subject
from atv.otv.tasks import sweep
from socl.core import clock
from socl.core.purging import fulfil
from socl.post.models import Outbox
from tests.factories.kalender import AT, AusfallzeitFactory, berlin, system
from tests.factories.otv import MARA, released, termin

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


@pytest.mark.rule("ATV-18")
def test_a_citizen_whose_termin_the_team_moves_is_told_once_with_the_new_time(monkeypatch):
    """The team knows only the booking; the letter is the OTV's, with its own way to change and cancel."""
    released()
    one, other = termin(), termin("10:30", who=replace(MARA, email="jan@example.org"))
    Booking.objects.filter(pk=other.booking.pk).update(email="")
    other.booking.refresh_from_db()
    AusfallzeitFactory(kalender=one.booking.kalender)
    assert [b.pk for b in displaced(one.booking.kalender, AT)] == [one.booking.pk]
    for found, clocks in ((one, "11:00"), (other, "11:30")):
        start = berlin("2026-11-18", clocks)
        move_rueckruf(booking=found.booking, starts_at=start, version=1, by=system(), at=AT)
    at = AT + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: at)
    for _ in range(2):
        sweep()
    (letter,) = Outbox.objects.filter(purpose__contains="moved")
    assert (letter.purpose, letter.recipient, len(letter.attachments)) == (
        f"otv:{one.pk}:moved:2",
        MARA.email,
        1,
    )
    for said in (
        "wir mussten Ihren Termin verlegen. Neu:",
        "18. November 2026, 11:00",
        "Ändern und absagen:\nhttp",
    ):
        assert said in letter.body, said
    assert OtvTermin.objects.get(pk=one.pk).told_version == 2
    assert (must_be_called(other.booking), must_be_called(one.booking)) == (True, False)
