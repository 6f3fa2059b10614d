"""Re-planning: the same day first, never earlier without consent, one click each or all."""

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any

import pytest
from django.test import Client

from atv.kalender.actions.booking import move_rueckruf
from atv.kalender.actions.replan import (
    Chosen,
    keep_rueckruf,
    must_be_called,
    propose_all,
    replan_all,
)
from atv.kalender.models import Booking, Kalender
from atv.kalender.queries.replan import proposals
from atv.kalender.queries.supply import displaced
from socl.core import clock
from socl.journal.models import AccessEntry
from socl.lib.workdays import BERLIN
from socl.orga.rules.roles import Role
from socl.post.models import Outbox
from tests.factories.kalender import AT, AusfallzeitFactory, berlin, booked, kalender, system
from tests.factories.orga import DienstpostenFactory, nord, person
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
    booked(calendar, berlin(WEDNESDAY, "13:20"))  # somebody was quicker
    chosen = [Chosen(p.booking.pk, p.booking.version, p.starts_at) for p in found if p.starts_at]
    done = replan_all(kalender=calendar, chosen=chosen, by=system(), at=AT)
    assert [(p.booking.pk, p.agreed, p.starts_at, bool(p.refused)) for p in done] == [
        (one.pk, one.starts_at, berlin(WEDNESDAY, "13:00"), False),
        (two.pk, two.starts_at, None, True),
    ]
    assert displaced(calendar, AT) == [two], "what was seen is saved, and nothing else is taken instead"


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
    assert refusal(move_rueckruf, consent=False, **wanted) == ("earlier_without_consent", "ATV-16")
    assert move_rueckruf(consent=True, **wanted).starts_at == berlin(WEDNESDAY, "08:00")


@pytest.mark.rule("ATV-16")
def test_over_rest_the_team_needs_consent_too_but_who_asks_for_an_earlier_time_does_not(
    calendar, client: Client, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: AT)
    client.force_login(person(Role.OS_LEAD, nord().team))
    one = displaced(calendar, AT)[0]
    free_of_care = booked(calendar, berlin(WEDNESDAY, "13:00"))
    early = {"starts_at": "2026-11-18T08:00:00+01:00", "version": 1}

    def move(found: Booking, **more: Any) -> tuple[int, str]:
        url = f"/api/v1/bookings/{found.pk}/move/"
        answer = client.post(url, {**early, **more}, content_type="application/json")
        return answer.status_code, answer.json().get("code", "")

    assert move(one) == (409, "earlier_without_consent")
    assert move(free_of_care) == (200, ""), "its time is open: it is the customer who asks"
    assert move(free_of_care, version=2, starts_at="2026-11-18T13:00:00+01:00") == (200, "")
    keep_rueckruf(booking=one, version=1, by=system(), at=AT)
    assert move(one) == (200, ""), "confirmed to stay, it is no longer displaced"


def test_a_rueckruf_may_stay_at_its_time(calendar):
    one, two = displaced(calendar, AT)
    assert refusal(keep_rueckruf, booking=one, version=2, by=system(), at=AT)[0] == "stale"
    keep_rueckruf(booking=one, version=1, by=system(), at=AT)
    assert displaced(calendar, AT) == [two]


def test_what_finds_no_time_stays_on_the_page():
    calendar = kalender(places=1, hours=[(time(9), time(10))], horizon_days=1)
    one = booked(calendar, berlin(WEDNESDAY, "09:00"))
    AusfallzeitFactory.create(kalender=calendar)
    (found,) = propose_all(kalender=calendar, booking_ids=[one.pk], by=system(), at=AT)
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
    moved = move_rueckruf(booking=one, consent=False, **wanted)
    unsent = Outbox.objects.filter(state="due")  # the confirmation of the old time was taken back
    assert list(unsent.values_list("channel", "recipient", "subject")) == told
    assert must_be_called(moved) == (not told)
    for body in unsent.values_list("body", flat=True):
        assert "Mittwoch, 18. November 2026, zwischen 9:00 und 9:20 Uhr" in body
        assert str(one.reference) in body
        assert "Beispiel" not in body


def test_one_click_each_or_all_in_the_browser(calendar, client: Client, clock_stands):
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
    assert (seen := re.search(r'name="termin" value="([^"]+)"', preview))
    stale = f"{two.pk} 7 2026-11-18T13:20:00+01:00"
    refused = client.post(f"{home}alle/", {"termin": [stale, "x"], "schritt": "speichern"}, follow=True)
    assert f"{two.reference} bleibt stehen: Der Termin wurde inzwischen geändert." in refused.content.decode()
    done = client.post(f"{home}alle/", {"termin": [seen[1]], "schritt": "speichern"}, follow=True)
    assert "1 von 1 Rückrufen verlegt. Bitte anrufen" in done.content.decode()
    assert "Hier ist nichts zu tun." in done.content.decode()
    assert client.post(f"{home}alle/", {"termin": "x"}).status_code == 200


@pytest.mark.rule("ATV-16")
def test_another_time_on_its_own_page_asks_for_consent_if_it_is_earlier(
    calendar, client: Client, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: AT)
    client.force_login(person(Role.OS_LEAD, nord().team))
    one, _ = displaced(calendar, AT)
    url = f"/kalender/termin/{one.pk}/verschieben/"
    early = {"version": 1, "starts_at": "2026-11-18T08:00:00+01:00"}
    assert "einverstanden" in client.get(url).content.decode()
    refused = client.post(url, early)
    assert (refused.status_code, "Früher als vereinbart geht nur" in refused.content.decode()) == (422, True)
    assert client.post(url, {**early, "consent": "on"}).status_code == 302
    moved = Booking.objects.get(pk=one.pk)
    assert moved.starts_at == berlin(WEDNESDAY, "08:00")
    assert "einverstanden" not in client.get(url).content.decode(), (
        "a customer who asks for it need not consent"
    )


@pytest.mark.rule("DS-5")
def test_the_re_planning_page_tells_who_is_not_cleared_only_that_a_time_is_taken(calendar, clock_stands):
    one, two = displaced(calendar, AT)
    Booking.objects.filter(pk=one.pk).update(name="Kanarienvogel", restricted=True)
    seen = {}
    for cleared in (False, True):
        who, client = person(Role.OS_LEAD, nord().team), Client()
        if cleared:
            DienstpostenFactory(person=who, unit=nord().team, role=Role.SCHUTZ, main=False)
        client.force_login(who)
        page = client.get("/kalender/alg-131/neuplanung/").content.decode()
        every = client.post("/kalender/alg-131/neuplanung/alle/", {"termin": [one.pk, two.pk]})
        seen[cleared] = ("Kanarienvogel" in page, "Geschützter Datensatz" in page, every.status_code)
    assert seen == {False: (False, True, 200), True: (True, False, 200)}
    read = AccessEntry.objects.filter(object_id=one.pk, purpose="neuplanung").values_list("by_id", flat=True)
    assert set(read) == {who.pk}, "who saw a veil has read nothing"
