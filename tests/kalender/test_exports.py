"""The week of one Serviceplatz, files that leave the calendar, the team's private feed, and the team's rules."""

import csv
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from atv.kalender.actions.booking import cancel_rueckruf, move_rueckruf
from atv.kalender.actions.feeds import give_out_feed
from atv.kalender.models import Feed
from socl.core import clock
from socl.journal.models import AccessEntry, Entry
from socl.orga.rules.roles import Role
from tests.factories.kalender import AT, BookingFactory, berlin, booked, kalender, system
from tests.factories.orga import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_stands")]
TODAY, TOMORROW, MONDAY = "2026-11-17", "2026-11-18", "2026-11-16"


@pytest.fixture
def team():
    return kalender(places=2)


@pytest.fixture
def desk(team, client):
    client.force_login(person(Role.OS_STAFF, team.unit, username="os1"))
    return client


@pytest.fixture
def lead(team):
    browser = Client()
    browser.force_login(person(Role.OS_LEAD, team.unit, username="oslead1"))
    return browser


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def read(answer: Any) -> list[Any]:
    """The events of an iCalendar file."""
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar: Any = Calendar.from_ical(answer.content)
    found: list[Any] = calendar.walk("VEVENT")
    return found


# ---- Week ----


def week_url(number=1, monday=MONDAY):
    return reverse("week", args=["alg-131", monday, number])


def test_the_week_shows_five_days_of_one_serviceplatz_on_one_scale(team, desk):
    booked(team, berlin(TOMORROW, "09:20"), name="Mara Beispiel")
    booked(team, berlin("2026-11-20", "13:00"), "leistungsberatung", name="Jan Muster")
    page = desk.get(week_url())
    shown, markup = text(page), page.content.decode()
    days = ["Montag, 16. November", "Dienstag, 17. November", "Mittwoch, 18. November",
            "Donnerstag, 19. November", "Freitag, 20. November"]  # fmt: skip
    assert [day for day in days if day in shown] == days
    assert "Samstag" not in shown
    assert "9:20 bis 9:40 Sonstiges Anliegen Mara Beispiel gebucht" in shown
    assert re.findall(r'class="slot (row-\d+ span-\d+)', markup) == ["row-8 span-2", "row-30 span-3"]
    assert markup.count('class="now row-12 span-1"') == 1
    assert AccessEntry.objects.filter(purpose="wochenblatt").count() == 2
    assert "Mara" not in text(desk.get(week_url(2)))


def test_a_weekend_day_is_shown_when_something_is_on_it(team, desk):
    BookingFactory.create(kalender=team, starts_at=berlin("2026-11-21", "09:00"), name="Samstagskundin")
    assert "Samstag, 21. November" in text(desk.get(week_url()))


def test_a_day_of_the_week_reloads_only_if_it_has_changed(team, desk):
    page = desk.get(week_url()).content.decode()
    fragments = re.findall(r'hx-get="([^"]+/tag/[^"]+)"', page)
    assert len(fragments) == 5
    assert {desk.get(f).status_code for f in fragments} == {204}
    booked(team, berlin(TOMORROW, "09:20"), name="Mara Beispiel")
    assert [desk.get(f).status_code for f in fragments] == [204, 204, 200, 204, 204]


@pytest.mark.parametrize("what", ["week", "export_csv", "export_ics"])
def test_one_and_three_rueckrufe_cost_the_same_queries(team, desk, what):
    url = week_url() if what == "week" else reverse(what, args=["alg-131", TODAY])
    desk.get(url)  # what is asked once per session
    counts = []
    for hours in (["08:00"], ["08:20", "08:40"]):
        for hour in hours:
            BookingFactory.create(kalender=team, starts_at=berlin(TODAY, hour))
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(url).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_week_begins_on_a_monday_and_has_a_serviceplatz(desk):
    assert desk.get(reverse("week_today", args=["alg-131"])).url == week_url()
    for url in (week_url(monday=TODAY), week_url(9), week_url(monday="heute")):
        assert desk.get(url).status_code == 404


# ---- Files ----


@pytest.mark.rule("ATV-35")
def test_a_day_as_csv_runs_no_formula_and_is_journaled(team, desk):
    made = booked(team, berlin(TOMORROW, "09:20"), name='=HYPERLINK("http://x")', kundennummer="131A123456")
    answer = desk.get(reverse("export_csv", args=["alg-131", TOMORROW]))
    assert answer["Content-Disposition"] == 'attachment; filename="rueckrufe-alg-131-2026-11-18.csv"'
    head, row = csv.reader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";")
    assert dict(zip(head, row, strict=True)) == {
        "Tag": "18.11.2026", "Beginn": "09:20", "Ende": "09:40", "Serviceplatz": "1",
        "Terminart": "Sonstiges Anliegen", "Zustand": "gebucht", "Versuche": "0", "Buchungsnummer": made.reference,
        "Name": "'=HYPERLINK(\"http://x\")", "Rückrufnummer": "030 23125900", "Kundennummer": "131A123456",
        "Sprache": "", "Kommunikationshilfe": "",
    }  # fmt: skip
    facts = {"form": "csv", "from": TOMORROW, "until": "2026-11-19", "count": 1}
    assert Entry.objects.get(verb="export").facts == facts
    assert AccessEntry.objects.filter(object_id=made.pk, purpose="export csv").count() == 1


@pytest.mark.rule("ATV-35")
def test_a_week_as_icalendar_says_when_and_not_who(team, desk):
    booked(team, berlin(TOMORROW, "09:20"), name="Mara Beispiel")
    booked(team, berlin("2026-11-20", "09:20"), name="Jan Muster")
    answer = desk.get(reverse("export_ics", args=["alg-131", MONDAY]), {"tage": "7"})
    found = read(answer)
    assert [e["dtstart"].dt for e in found] == [berlin(TOMORROW, "09:20"), berlin("2026-11-20", "09:20")]
    assert not any(word in answer.content.decode() for word in ("Mara", "Jan", "23125"))
    assert Entry.objects.get(verb="export").facts["count"] == 2


# ---- Feed ----


def events(secret: str) -> list[Any]:
    return read(Client().get(f"/kalender/abo/{secret}.ics"))


@pytest.mark.rule("ATV-35")
def test_an_event_keeps_its_uid_for_ever_and_its_sequence_grows(team):
    made = booked(team, berlin(TOMORROW, "09:20"), name="Mara Beispiel", email="mara@example.org")
    secret = give_out_feed(kalender=team, by=system(), at=AT)
    (first,) = events(secret)
    moved = move_rueckruf(booking=made, starts_at=berlin(TOMORROW, "10:00"), version=1, by=system(), at=AT)
    (second,) = events(secret)
    cancel_rueckruf(booking=moved, reason="", by=system(), at=AT)
    (third,) = events(secret)
    assert {str(e["uid"]) for e in (first, second, third)} == {f"rueckruf-{made.pk}@127.0.0.1"}
    assert [e["sequence"] for e in (first, second, third)] == [0, 1, 2]
    assert [str(e["status"]) for e in (first, second, third)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert second["dtstart"].dt == berlin(TOMORROW, "10:00")
    written = b"".join(e.to_ical() for e in (first, second, third)).decode()
    secrets = (made.name, made.rueckruf_number, made.email, made.briefing, str(made.reference))
    assert not any(word in written for word in secrets)


@pytest.mark.rule("ATV-35")
def test_the_lead_gives_the_address_out_once_and_revokes_it(team, lead, desk):
    page = lead.post(reverse("feed_give_out", args=["alg-131"]))
    (secret,) = re.findall(r"/kalender/abo/([\w-]+)\.ics", page.content.decode())
    assert secret not in Feed.objects.get().secret_hash
    assert secret not in lead.get(reverse("feed", args=["alg-131"])).content.decode()
    assert desk.post(reverse("feed_give_out", args=["alg-131"])).status_code == 403
    assert events(secret) == []
    events(secret)
    assert "zuletzt abgerufen am 17. November 2026" in text(desk.get(reverse("feed", args=["alg-131"])))
    revoked = lead.post(reverse("feed_revoke", args=["alg-131"]), follow=True)
    assert "Die Adresse ist widerrufen." in text(revoked)
    assert [Client().get(f"/kalender/abo/{s}.ics").status_code for s in (secret, "x", "%00")] == [404] * 3
    verbs = ["give_out_feed", "read_feed", "revoke_feed"]
    assert list(Entry.objects.filter(verb__in=verbs).order_by("pk").values_list("verb", flat=True)) == verbs


@pytest.mark.rule("ATV-35")
def test_a_new_address_ends_the_earlier_one_and_reading_is_journaled_once_a_day(team, monkeypatch):
    old = give_out_feed(kalender=team, by=system(), at=AT)
    new = give_out_feed(kalender=team, by=system(), at=AT)
    assert Client().get(f"/kalender/abo/{old}.ics").status_code == 404
    for hours in (0, 1, 24):
        monkeypatch.setattr(clock, "now", lambda hours=hours: AT + timedelta(hours=hours))
        events(new)
    assert Entry.objects.filter(verb="read_feed").count() == 2


# ---- The team's rules ----


def test_the_lead_sets_the_rules_and_the_team_reads_them(team, lead, desk):
    url = reverse("callback_policy", args=["alg-131"])
    wanted = {"attempts_wanted": 2, "attempt_spacing_minutes": 0, "ending": "message",
              "reach_working_days": 3, "helps_sisters": "on", "version": 1}  # fmt: skip
    assert "Ändern kann sie die Teamleitung." in text(desk.get(url))
    assert desk.post(url, wanted).status_code == 403
    assert lead.post(url, {**wanted, "attempts_wanted": 0}).status_code == 422
    assert "gespeichert" in text(lead.post(url, wanted, follow=True))
    team.refresh_from_db()
    assert {name: getattr(team, name) for name in wanted} == {**wanted, "helps_sisters": True, "version": 2}
    assert "inzwischen geändert" in text(lead.post(url, wanted))
