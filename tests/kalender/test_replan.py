"""Re-planning: the same day first, never earlier without consent, one click each or all."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

import pytest
from django.test import Client

from atv.kalender.actions.replan import (
    keep_rueckruf,
    must_be_called,
    propose_all,
    replan_all,
    replan_rueckruf,
)
from atv.kalender.models import Booking, Kalender
from atv.kalender.queries.replan import proposals
from atv.kalender.queries.supply import displaced
from socl.core import clock
from socl.lib.workdays import BERLIN
from socl.orga.rules.roles import Role
from socl.post.models import Outbox
from tests.factories.kalender import AT, AusfallzeitFactory, berlin, booked, kalender, system
from tests.factories.orga import nord, person
from tests.kalender.refusals import refusal

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 11, 18)


@pytest.fixture
def calendar() -> Kalender:
    """One Serviceplatz from 8 to 10; from 9 on it is closed, and two Rückrufe lie there."""
    made = kalender(places=1, hours=[(time(8), time(10)), (time(13), time(13, 40))])
    booked(made, berlin(WEDNESDAY, "09:00"))
    booked(made, berlin(WEDNESDAY, "09:20"))
    AusfallzeitFactory.create(kalender=made)
    return made


def shown(moments: Sequence[Any]) -> list[str]:
    return [f"{m.astimezone(BERLIN):%d. %H:%M}" for m in moments if m]


@pytest.mark.rule("ATV-16")
def test_proposed_is_the_same_day_first_and_never_earlier_than_agreed(calendar):
    one, two = displaced(calendar, AT)
    assert shown(proposals(calendar, one, AT)) == ["18. 13:00", "18. 13:20", "19. 08:00"]
    found = propose_all(kalender=calendar, booking_ids=[one.pk, two.pk], by=system(), at=AT)
    assert shown([p.starts_at for p in found]) == ["18. 13:00", "18. 13:20"], "not the same time twice"
    assert displaced(calendar, AT) == [one, two], "nothing was written"
    done = replan_all(kalender=calendar, booking_ids=[one.pk, two.pk], by=system(), at=AT)
    assert [(p.booking.pk, p.agreed, p.starts_at) for p in done] == [
        (p.booking.pk, p.agreed, p.starts_at) for p in found
    ]
    assert displaced(calendar, AT) == []


@pytest.mark.rule("ATV-16")
def test_earlier_than_agreed_only_with_consent(calendar):
    one = displaced(calendar, AT)[0]
    wanted: dict[str, Any] = {
        "booking": one,
        "starts_at": berlin(WEDNESDAY, "08:00"),
        "version": 1,
        "by": system(),
        "at": AT,
    }
    assert refusal(replan_rueckruf, consent=False, **wanted) == ("earlier_without_consent", "ATV-16")
    assert replan_rueckruf(consent=True, **wanted).starts_at == berlin(WEDNESDAY, "08:00")


def test_a_rueckruf_may_stay_at_its_time(calendar):
    one, two = displaced(calendar, AT)
    assert refusal(keep_rueckruf, booking=one, version=2, by=system(), at=AT)[0] == "stale"
    keep_rueckruf(booking=one, version=1, by=system(), at=AT)
    assert displaced(calendar, AT) == [two]


def test_what_finds_no_time_stays_on_the_page():
    calendar = kalender(places=1, hours=[(time(9), time(10))], horizon_days=1)
    one = booked(calendar, berlin(WEDNESDAY, "09:00"))
    AusfallzeitFactory.create(kalender=calendar)
    (found,) = replan_all(kalender=calendar, booking_ids=[one.pk], by=system(), at=AT)
    assert (found.starts_at, displaced(calendar, AT)) == (None, [one])


@pytest.mark.rule("ATV-18")
@pytest.mark.parametrize(
    ("contact", "told"),
    [
        ({"email": "mara@example.org"}, [("mail", "mara@example.org", "Ihr Rückruftermin wurde verschoben")]),
        ({"rueckruf_number": "+4915123456789"}, [("sms", "+4915123456789", "")]),
        ({"rueckruf_number": "+493023125900"}, []),
    ],
)
def test_the_customer_is_told_or_somebody_has_to_ring(contact, told):
    calendar = kalender(places=1, hours=[(time(8), time(10))])
    one = booked(calendar, berlin(WEDNESDAY, "08:00"), **contact)
    wanted: dict[str, Any] = {"starts_at": berlin(WEDNESDAY, "09:00"), "version": 1, "by": system(), "at": AT}
    moved = replan_rueckruf(booking=one, consent=False, **wanted)
    unsent = Outbox.objects.filter(state="due")  # the confirmation of the old time was taken back
    assert list(unsent.values_list("channel", "recipient", "subject")) == told
    assert must_be_called(moved) == (not told)
    for body in unsent.values_list("body", flat=True):
        assert "Mittwoch, 18.11.2026, 09:00 bis 09:20 Uhr" in body
        assert str(one.reference) in body
        assert "Beispiel" not in body


def test_one_click_each_or_all_in_the_browser(calendar, client: Client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    client.force_login(person(Role.OS_LEAD, nord().team))
    home = "/kalender/alg-131/neuplanung/"
    page = client.get(home).content.decode()
    assert "2 Rückrufe, für deren vereinbarte Zeit nichts mehr offen ist." in page
    one, two = displaced(calendar, AT)
    url = f"{home}{one.pk}/"
    early = client.post(url, {"version": 1, "starts_at": "2026-11-18T08:00:00+01:00"}, follow=True)
    assert "Früher als vereinbart geht nur" in early.content.decode()
    client.post(url, {"version": 1, "starts_at": "2026-11-18T13:00:00+01:00"})
    assert Booking.objects.get(pk=one.pk).starts_at == berlin(WEDNESDAY, "13:00")
    assert client.post(url, {"version": 2, "bleibt": "1"}).status_code == 404, "it is no longer displaced"
    preview = client.post(f"{home}alle/", {"termin": [two.pk]}).content.decode()
    assert f"{two.reference}: vereinbart Mittwoch, 18. November, 9:20 Uhr" in preview
    done = client.post(f"{home}alle/", {"termin": [two.pk], "schritt": "speichern"}, follow=True)
    assert "1 von 1 Rückrufen verlegt. Bitte anrufen" in done.content.decode()
    assert "Hier ist nichts zu tun." in done.content.decode()
    assert client.post(f"{home}alle/", {"termin": "x"}).status_code == 200
