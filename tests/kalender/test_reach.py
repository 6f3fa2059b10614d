"""Where a Rückruf goes when the responsible team has nothing soon; at the counter of the Eingangszone."""

import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from atv.kalender.actions.reach import book_within_reach
from atv.kalender.models import Booking, Channel, Kalender
from atv.kalender.queries.reach import reach_of
from atv.kalender.rules.lifecycle import State
from socl.core import clock
from socl.journal.models import Entry
from socl.lib.spans import Span
from socl.lib.workdays import working_days
from socl.orga.models import UnitKind
from socl.orga.rules.roles import Role
from tests.factories.kalender import AT, BookingFactory, berlin, contact, kalender, terminart
from tests.factories.orga import UnitFactory, nord, person, tsb
from tests.kalender.refusals import refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_stands")]
HOUR = [(time(8), time(8, 20))]
LATER = date(2026, 12, 7)


@pytest.fixture
def kiel() -> Kalender:
    """Kiel's team has its first time on 7 December, twelve working days ahead."""
    return kalender(places=1, hours=HOUR, valid_from=LATER)


def sister(key: str = "alg-132", *, helps: bool = True, **given) -> Kalender:
    team = nord().team
    unit = UnitFactory.create(
        key=key, kind=UnitKind.ALG_PLUS_TEAM, name=f"Alg Plus-Team {key}", land="SH", region=team.region,
        **{"parent": team.parent, **given},
    )  # fmt: skip
    return kalender(unit, places=1, hours=HOUR, helps_sisters=helps)


def reach(calendar: Kalender):
    return reach_of(calendar, terminart(), channel=Channel.SC, at=AT)


@pytest.mark.parametrize(
    ("land", "first", "count", "end"),
    [
        ("SH", "2026-11-18", 5, "2026-11-25"),  # over a weekend
        ("BW", "2026-12-24", 2, "2026-12-29"),  # over Christmas
        ("SH", "2026-11-21", 1, "2026-11-24"),
        ("SH", "2026-11-18", 0, "2026-11-18"),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(land, first, count, end):
    start = date.fromisoformat(first)
    assert working_days(land, start, count) == Span(start, date.fromisoformat(end))


@pytest.mark.rule("ATV-34")
def test_the_responsible_team_is_first_as_long_as_it_has_a_time_soon():
    calendar = kalender(places=1, hours=HOUR)
    sister()
    found = reach(calendar)
    assert (found.first, found.sisters, found.reason) == (berlin("2026-11-18", "08:00"), (), "")
    assert not found.recommends_work_order


@pytest.mark.rule("ATV-34")
def test_then_a_sister_team_of_the_same_os_that_helps_the_earliest_first(kiel):
    near, far = sister("alg-132"), sister("alg-133")
    BookingFactory.create(kalender=far, starts_at=berlin("2026-11-18", "08:00"))
    sister("alg-134", helps=False)
    sister("alg-135", parent=None)
    found = reach(kiel)
    assert found.sisters == ((berlin("2026-11-18", "08:00"), near), (berlin("2026-11-19", "08:00"), far))
    assert found.reason == "Alg Plus-Team Kiel hat in den nächsten 5 Arbeitstagen keine freie Zeit."
    assert not found.recommends_work_order


@pytest.mark.rule("ATV-34")
def test_with_nobody_soon_the_work_order_is_recommended_and_the_span_is_the_teams_own(kiel):
    sister(helps=False)
    assert reach(kiel).recommends_work_order
    kiel.reach_working_days = 14
    assert reach(kiel).first == berlin(LATER, "08:00")


@pytest.mark.rule("ATV-34")
def test_a_booking_at_a_sister_keeps_for_whom_it_is_and_why(kiel):
    helping, stranger = sister(), sister("alg-133", helps=False)
    wanted = {
        "responsible": kiel, "kind": terminart(), "starts_at": berlin("2026-11-18", "08:00"),
        "contact": contact(), "channel": Channel.SC, "by": tsb(), "at": AT,
    }  # fmt: skip
    assert refusal(book_within_reach, kalender=stranger, **wanted) == ("not_allowed", "ATV-34")
    made = book_within_reach(kalender=helping, **wanted)
    assert (made.kalender, Booking.objects.get().for_team) == (helping, kiel.unit)
    entry = Entry.objects.get(verb="book_at_sister")
    assert (entry.object_id, entry.facts) == (made.pk, {"responsible": kiel.unit_id, "working_days": 5})


# ---- At the counter ----


@pytest.fixture
def counter(client):
    client.force_login(person(Role.EZ_STAFF, nord().eingangszone, username="ez1"))
    return client


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


AT_KIEL = ("alg-131", "sonstiges")
CONTACT = {"name": "Mara Beispiel", "rueckruf_number": "030 23125 900", "briefing": "Frage: Geld"}


def test_the_way_to_the_team_leads_over_the_postcode(counter):
    kalender(places=1)
    page = counter.get(reverse("book"), {"plz": "24103", "art": "sonstiges"})
    assert page["Location"] == reverse("book_at", args=AT_KIEL)
    assert counter.get(reverse("book"), {"plz": "2410", "art": "sonstiges"}).status_code == 422
    unknown = counter.get(reverse("book"), {"plz": "99999", "art": "sonstiges"})
    assert "Diese Postleitzahl ist nicht bekannt." in text(unknown)


def test_the_eingangszone_holds_and_books_over_its_own_channel(counter):
    kalender(places=1)
    starts = berlin("2026-11-19", "08:00").isoformat()
    url, hold_url = reverse("book_at", args=AT_KIEL), reverse("book_hold", args=AT_KIEL)
    panel = counter.post(hold_url, {"act": "hold", "starts_at": starts}, headers={"HX-Request": "true"})
    assert "Donnerstag, 19. November, 8:00 Uhr noch 3:00 min" in text(panel)
    assert 'data-left="180"' in panel.content.decode()
    held = Booking.objects.get()
    assert (held.state, held.channel) == (State.HELD, Channel.EINGANGSZONE)
    assert "8:00 Uhr" in text(counter.get(url, {"ab": "2026-11-19"}))
    done = counter.post(url, {**CONTACT, "starts_at": starts}, follow=True)
    booking = Booking.objects.get()
    when = "Donnerstag, 19. November 2026, 8:00 bis 8:20 Uhr"
    assert f"Rückruf gebucht: {when}. Buchungsnummer {booking.reference}." in text(done)
    assert (booking.state, booking.channel, booking.rueckruf_number) == (
        State.BOOKED, Channel.EINGANGSZONE, "+493023125900",
    )  # fmt: skip


@pytest.mark.rule("DS-5")
def test_the_eingangszone_may_mark_a_record_as_restricted_and_does_not_read_it_then(counter):
    kalender(places=1)
    starts = berlin("2026-11-19", "08:00").isoformat()
    said = {**CONTACT, "starts_at": starts, "restricted": "on"}
    done = counter.post(reverse("book_at", args=AT_KIEL), said, follow=True)
    assert (done.status_code, done.redirect_chain) == (200, [(reverse("book"), 302)])
    made = Booking.objects.get()
    assert (made.restricted, f"Buchungsnummer {made.reference}" in text(done)) == (True, True)


def test_without_javascript_a_hold_keeps_what_was_typed(counter):
    kalender(places=1)
    starts = berlin("2026-11-19", "08:00").isoformat()
    url = reverse("book_hold", args=AT_KIEL)
    page = counter.post(url, {**CONTACT, "act": "hold", "starts_at": starts})
    assert (page.status_code, "noch 3:00 min" in text(page)) == (200, True)
    assert 'value="Mara Beispiel"' in page.content.decode()
    assert "noch" in text(counter.post(url, {"act": "renew"}))
    assert "Eine gewählte Uhrzeit ist drei Minuten lang vorgemerkt" in text(
        counter.post(url, {"act": "release"})
    )
    assert not Booking.objects.exists()
    assert "Die Vormerkung ist abgelaufen." in text(counter.post(url, {"act": "renew"}))
    assert "Bitte zuerst eine Uhrzeit wählen." in text(counter.post(url, {"act": "hold"}))
    assert counter.post(url, {"act": "stehlen"}).status_code == 404


def test_the_counter_is_sent_to_a_sister_that_helps_or_to_the_work_order(counter, kiel):
    url = reverse("book_at", args=AT_KIEL)
    assert "Empfohlen ist ein Bearbeitungsauftrag" in text(counter.get(url))
    sister()
    assert "Alg Plus-Team alg-132, ab Mittwoch, 18. November, 8:00 Uhr" in text(counter.get(url))
    starts = berlin("2026-11-18", "08:00").isoformat()
    counter.post(f"{url}?bei=alg-132", {**CONTACT, "starts_at": starts})
    assert Booking.objects.get().for_team == kiel.unit


def test_a_hold_that_ran_out_is_no_longer_shown(counter, monkeypatch):
    kalender(places=1)
    starts = berlin("2026-11-19", "08:00").isoformat()
    counter.post(reverse("book_hold", args=AT_KIEL), {"act": "hold", "starts_at": starts})
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(minutes=3))
    assert "noch" not in text(counter.get(reverse("book_at", args=AT_KIEL)))
