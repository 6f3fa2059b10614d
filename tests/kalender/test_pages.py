"""The team's calendar as pages: the day sheet, one Rückruf, and what can be done with it."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from atv.kalender.actions.rueckruf import log_attempt
from atv.kalender.models import Besetzung, Booking
from atv.kalender.rules.lifecycle import State
from socl.journal.models import AccessEntry
from socl.orga.rules.roles import Role
from tests.factories.kalender import AT, BookingFactory, berlin, booked, kalender
from tests.factories.orga import nord, person, tsb, west

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_stands")]
ROOT = Path(__file__).resolve().parents[2]
TODAY, TOMORROW = "2026-11-17", "2026-11-18"  # AT is a Tuesday, 10:00 in Berlin


@pytest.fixture
def team():
    """Kiel's calendar: two Serviceplätze, 8 to 12 and 13 to 15 o'clock."""
    return kalender(places=2)


@pytest.fixture
def desk(team, client):
    """The browser of somebody who works in this team."""
    client.force_login(person(Role.OS_STAFF, team.unit, username="os1"))
    return client


def as_(who) -> Client:
    browser = Client()
    browser.force_login(who)
    return browser


def sheet_url(day=TOMORROW):
    return reverse("day_sheet", args=["alg-131", day])


def text(response) -> str:
    """What people read: without tags, with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def queries_of(client, url) -> int:
    assert client.get(url).status_code == 200  # the first answer of all notes when the session began
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


# ---- Day sheet ----


def test_the_sheet_shows_every_serviceplatz_with_its_windows_and_rueckrufe_in_words(team, desk):
    booked(team, berlin(TOMORROW, "09:20"), name="Mara Beispiel")
    shown = text(desk.get(sheet_url()))
    assert "Mittwoch, 18. November 2026" in shown
    assert "Serviceplatz 1 1 Rückruf Zeitfenster 8:00 bis 12:00, 13:00 bis 15:00 Uhr" in shown
    assert "9:20 bis 9:40 Sonstiges Anliegen Mara Beispiel gebucht" in shown
    assert "Serviceplatz 2 Kein Rückruf an diesem Tag" in shown
    assert "Kein Rückruf ist überfällig." in shown


def test_twenty_and_thirty_minutes_are_drawn_to_scale(team, desk):
    booked(team, berlin(TOMORROW, "09:20"))
    booked(team, berlin(TOMORROW, "13:00"), "leistungsberatung")
    page = desk.get(sheet_url()).content.decode()
    assert re.findall(r'class="slot (row-\d+ span-\d+)', page) == ["row-8 span-2", "row-30 span-3"]
    assert re.findall(r'class="band (row-\d+ span-\d+)', page)[:2] == ["row-0 span-24", "row-30 span-12"]


def test_who_sits_where_and_what_is_closed_stand_on_the_sheet(team, desk):
    first = team.serviceplaetze.order_by("number")[0]
    sits = person(Role.OS_STAFF, nord().team, username="imke", name="Imke Platz")
    Besetzung.objects.create(serviceplatz=first, person=sits, day=date(2026, 11, 18))
    begins, ends = berlin(TODAY, "22:00"), berlin(TOMORROW, "09:00")
    team.ausfallzeiten.create(starts_at=begins, ends_at=ends, reason="Teamtag")
    answer = desk.get(sheet_url())
    shown, closed = text(answer), "Ausfallzeit 0:00 bis 9:00 Uhr: Teamtag"
    assert f"13:00 bis 15:00 Uhr Besetzt mit Imke Platz {closed}" in shown
    assert (shown.count("Besetzt mit"), shown.count(closed)) == (1, 2)
    assert re.findall(r'class="away (row-\d+ span-\d+)', answer.content.decode()) == ["row-0 span-6"] * 2


def test_every_row_of_a_day_has_its_class():
    css = (ROOT / "socl/static/socl/raster.css").read_text()
    assert [int(n) for n in re.findall(r"^\.row-(\d+) ", css, re.MULTILINE)] == list(range(144))
    assert [int(n) for n in re.findall(r"\.span-(\d+) \{", css)] == list(range(1, 145))


@pytest.mark.parametrize(
    ("starts", "words"),
    [("09:00", "überfällig"), ("09:50", "jetzt fällig"), ("10:20", "gebucht")],
)
def test_what_is_due_and_overdue_comes_from_the_server(team, desk, starts, words):
    BookingFactory.create(kalender=team, starts_at=berlin(TODAY, starts), name="Jan Muster")
    page = desk.get(sheet_url(TODAY))
    assert f"Jan Muster {words}" in text(page)
    assert 'class="now row-12 span-1"' in page.content.decode()
    assert ("1 Rückruf: Die vereinbarte Zeit ist vorbei" in text(page)) == (words == "überfällig")


def test_other_days_have_no_line_for_now(team, desk):
    assert 'class="now' not in desk.get(sheet_url()).content.decode()


def test_a_holiday_and_a_day_without_windows_say_so(team, desk):
    assert "Erster Weihnachtstag : An diesem Feiertag ist geschlossen." in text(
        desk.get(sheet_url("2026-12-25"))
    )
    assert "Kein Rückruf an diesem Tag keine Zeitfenster" in text(desk.get(sheet_url("2026-11-21")))


def test_a_team_without_a_calendar_is_told_so(client):
    client.force_login(person(Role.OS_STAFF, nord().team))
    answer = client.get(sheet_url())
    assert answer.status_code == 409
    assert "Für dieses Team ist noch kein Kalender eingerichtet." in text(answer)


def test_the_day_lives_in_the_address(team, desk):
    today = reverse("day_sheet_today", args=["alg-131"])
    assert desk.get(today).url == sheet_url(TODAY)
    assert desk.get(today, {"tag": TOMORROW}).url == sheet_url()
    refused = desk.get(today, {"tag": "morgen"})
    assert (refused.status_code, "Bitte einen Tag angeben" in text(refused)) == (422, True)
    for wrong in ("2026-02-30", "20261118", "1999-01-01", "heute"):
        assert desk.get(f"/kalender/alg-131/{wrong}/").status_code == 404


@pytest.mark.parametrize("page", ["sheet", "column", "overdue"])
def test_one_and_three_rueckrufe_cost_the_same_queries(team, desk, page):
    urls = {
        "sheet": sheet_url(TODAY),
        "column": reverse("day_sheet_column", args=["alg-131", TODAY, 1]),
        "overdue": reverse("day_sheet_overdue", args=["alg-131"]),
    }
    desk.get(urls[page])  # what is asked once per session
    counts = []
    for hours in (["08:00"], ["08:20", "08:40"]):
        for hour in hours:
            late = BookingFactory.create(kalender=team, starts_at=berlin(TODAY, hour))
            log_attempt(booking=late, result="busy", rang=False, note="", by=late.created_by, at=AT)
        counts.append(queries_of(desk, urls[page]))
    assert counts[0] == counts[1]


def test_a_fragment_is_read_and_recorded_only_if_it_has_changed(team, desk):
    first = booked(team, berlin(TOMORROW, "09:20"), name="Mara Beispiel")
    page = desk.get(sheet_url()).content.decode()
    column, *_, overdue = sorted(re.findall(r'hx-get="([^"]+)"', page))
    assert [desk.get(fragment).status_code for fragment in (column, overdue)] == [204, 204]
    assert AccessEntry.objects.filter(purpose="tagesblatt").count() == 1
    log_attempt(booking=first, result="busy", rang=False, note="", by=first.created_by, at=AT)
    again = desk.get(column)
    assert "Mara Beispiel gebucht, 1 Versuch" in text(again)
    assert again["Cache-Control"].count("no-store") == 1
    assert AccessEntry.objects.filter(purpose="tagesblatt").count() == 2


def test_the_sheet_is_for_the_team_alone(team, desk, client):
    assert desk.get("/kalender/gibt-es-nicht/2026-11-18/").status_code == 404
    assert desk.get(reverse("day_sheet_column", args=["alg-131", TOMORROW, 9])).status_code == 404
    assert as_(tsb()).get(sheet_url()).status_code == 403
    assert as_(person(Role.OS_STAFF, west().team)).get(sheet_url()).status_code == 404
    assert Client().get(sheet_url())["Location"].startswith(reverse("login"))


# ---- One Rückruf ----


@pytest.fixture
def one(team):
    return booked(
        team,
        berlin(TOMORROW, "09:20"),
        name="Mara Beispiel",
        briefing="Zahlung fehlt.\nKonto geprüft.",
        language="Türkisch",
    )


def url_of(booking, name="booking"):
    return reverse(name, args=[booking.pk])


def test_the_page_of_a_rueckruf_says_who_where_when_and_what(desk, one):
    answer = desk.get(url_of(one))
    shown = text(answer)
    assert "Mittwoch, 18. November 2026, 9:20 bis 9:40 Uhr" in shown
    assert 'href="tel:+493023125900"' in answer.content.decode()
    for part in ("Mara Beispiel", one.reference, "030 23125900", "Sonstiges Anliegen, 20 Minuten", "Türkisch",
                 "Konto geprüft.", "Noch kein Versuch."):  # fmt: skip
        assert part in shown
    assert AccessEntry.objects.filter(object_id=one.pk, purpose="termin").count() == 1


def test_one_and_three_attempts_cost_the_same_queries(desk, one):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            log_attempt(booking=one, result="no_answer", rang=True, note="", by=one.created_by, at=AT)
        counts.append(queries_of(desk, url_of(one)))
    assert counts[0] == counts[1]


def test_one_and_three_bookings_cost_the_move_page_the_same_queries(team, desk, one):
    counts = []
    for hours in (["10:00"], ["10:20", "10:40"]):
        for hour in hours:
            booked(team, berlin(TOMORROW, hour))
        counts.append(queries_of(desk, url_of(one, "booking_move")))
    assert counts[0] == counts[1]


def test_an_attempt_is_noted_and_a_refused_one_keeps_what_was_typed(desk, one):
    url = url_of(one, "booking_attempt")
    empty = desk.post(url, {"note": "um elf nochmal"})
    assert empty.status_code == 422
    assert "Ergebnis des Versuchs: Bitte ein Ergebnis wählen." in text(empty)
    assert 'href="#versuch_result_0"' in empty.content.decode()
    silent = desk.post(url, {"result": "reached", "note": "um elf nochmal"})
    assert silent.status_code == 422
    assert "Wer erreicht wurde, bei dem hat es geklingelt." in text(silent)
    assert "um elf nochmal" in silent.content.decode()
    assert not one.attempts.exists()
    done = desk.post(url, {"result": "no_answer", "rang": "on", "note": "um elf nochmal"}, follow=True)
    assert "Der Versuch ist festgehalten." in text(done)
    assert "meldet sich nicht , es hat geklingelt um elf nochmal" in text(done)


def test_a_rueckruf_is_given_up_only_after_it_rang(desk, one):
    url = url_of(one, "booking_complete")
    refused = desk.post(url, {"result": "not_reached", "note": "dreimal versucht"})
    assert refused.status_code == 422
    assert "Bisher hat es bei keinem Versuch geklingelt." in text(refused)
    assert "dreimal versucht" in refused.content.decode()
    done = desk.post(url, {"result": "solved", "note": "Zahlung erklärt"}, follow=True)
    assert "Der Rückruf ist abgeschlossen." in text(done)
    assert "erledigt" in text(done)
    assert "Versuch festhalten" not in text(done)


@pytest.mark.rule("ATV-30")
def test_giving_up_before_the_last_attempt_asks_for_the_reason(desk, one):
    log_attempt(booking=one, result="no_answer", rang=True, note="", by=one.created_by, at=one.starts_at)
    url, given_up = url_of(one, "booking_complete"), {"result": "not_reached", "ending": "work_order"}
    assert "1 von 3 Versuchen zählen; der nächste zählt ab 9:25 Uhr" in text(desk.get(url_of(one)))
    refused = desk.post(url, given_up)
    assert refused.status_code == 422
    assert "Erst 1 von 3 Versuchen zählen. Bitte begründen" in text(refused)
    done = desk.post(url, {**given_up, "note": "Kundin hat abgewunken"}, follow=True)
    assert "Nicht erreicht, es folgt Bearbeitungsauftrag in der E-AKTE" in text(done)


def test_a_colleague_takes_over_and_an_older_page_is_told_so(team, desk, one):
    other = as_(person(Role.OS_STAFF, team.unit, username="os2"))
    url = url_of(one, "booking_take_over")
    assert "Bearbeitet von noch niemandem" in text(desk.get(url_of(one)))
    assert "Sie bearbeiten diesen Rückruf." in text(desk.post(url, {"version": 1}, follow=True))
    assert "Von Frau Os1 übernehmen" in text(other.get(url_of(one)))
    assert "inzwischen geändert" in text(other.post(url, {"version": 1}, follow=True))
    assert "Bearbeitet von Frau Os2" in text(other.post(url, {"version": 2}, follow=True))


def test_a_follow_up_is_booked_from_the_page_and_both_name_each_other(desk, one):
    url = url_of(one, "booking_follow_up")
    assert "Leistungsberatung, 30 Minuten" in text(desk.get(url, {"art": "leistungsberatung"}))
    wanted = berlin("2026-11-19", "13:00").isoformat()
    assert "Bitte angeben, was bis zum Folgetermin zu tun ist." in text(desk.post(url, {"starts_at": wanted}))
    done = desk.post(url, {"starts_at": wanted, "note": "Bescheid prüfen"}, follow=True)
    made = one.followed_by.get()
    when = "Donnerstag, 19. November 2026, 13:00 bis 13:20 Uhr"
    assert f"Folgetermin gebucht: {when}. Buchungsnummer {made.reference}." in text(done)
    assert "Folgetermin Bescheid prüfen" in text(done)
    assert f"({made.reference})" in text(desk.get(url_of(one)))
    assert desk.post(url, {"starts_at": wanted, "note": "x"}).status_code == 422


def test_a_rueckruf_is_cancelled_with_a_reason_and_only_once(desk, one):
    url = url_of(one, "booking_cancel")
    assert desk.post(url, {"reason": " "}).status_code == 422
    assert desk.post(url, {"reason": "Kunde hat abgesagt"}).url == url_of(one)
    again = desk.post(url, {"reason": "noch einmal"})
    assert again.status_code == 422
    assert "Das geht nicht: Der Termin ist abgesagt." in text(again)
    assert "noch einmal" in again.content.decode()


def test_free_times_stand_by_day_and_a_rueckruf_moves_to_one(desk, one):
    url = url_of(one, "booking_move")
    page = desk.get(url)
    assert "Mittwoch, 18. November 2026 8:00 Uhr" in text(page)
    assert berlin(TOMORROW, "09:20").isoformat() not in page.content.decode()
    wanted = berlin("2026-11-19", "13:00")
    moved = desk.post(url, {"starts_at": wanted.isoformat(), "version": one.version}, follow=True)
    assert "Verschoben auf Donnerstag, 19. November 2026, 13:00 bis 13:20 Uhr." in text(moved)
    one.refresh_from_db()
    assert (one.starts_at, one.version) == (wanted, 2)


def test_a_time_that_was_taken_meanwhile_is_answered_with_the_three_nearest(team, desk, one):
    wanted = berlin("2026-11-19", "13:00")
    for _ in range(2):
        booked(team, wanted)
    answer = desk.post(url_of(one, "booking_move"), {"starts_at": wanted.isoformat(), "version": 1})
    assert answer.status_code == 422
    assert "Diese Zeit ist gerade vergeben worden." in text(answer)
    _, nearest = text(answer).split("Nächste freie Zeiten")
    assert len(re.findall(r"Donnerstag, 19\. November 2026, \d+:\d\d Uhr", nearest)) == 3


def test_a_stale_page_is_refused_and_comes_back_with_the_present_version(desk, one):
    Booking.objects.filter(pk=one.pk).update(version=5)
    wanted = berlin("2026-11-19", "13:00").isoformat()
    answer = desk.post(url_of(one, "booking_move"), {"starts_at": wanted, "version": 1})
    assert answer.status_code == 422
    assert "Der Termin wurde inzwischen geändert." in text(answer)
    assert 'name="version" value="5"' in answer.content.decode()


@pytest.mark.parametrize("start", ["", "morgen", "2026-11-19T13:00", "0001-01-01T00:00:00+00:00"])
def test_a_time_that_cannot_be_read_is_asked_for_again(desk, one, start):
    answer = desk.post(url_of(one, "booking_move"), {"starts_at": start, "version": 1})
    assert answer.status_code == 422
    assert "Zeit" in text(answer)


@pytest.mark.parametrize("first", ["2026-11-25", "9999-12-31", "0001-01-01", "quatsch"])
def test_any_first_day_shows_bookable_days(desk, one, first):
    assert "Uhr" in text(desk.get(url_of(one, "booking_move"), {"ab": first}))


def test_a_tsb_of_the_region_moves_and_cancels_and_does_not_work_it(one):
    desk = as_(tsb())
    shown = text(desk.get(url_of(one)))
    assert ("Termin verschieben" in shown, "Versuch festhalten" in shown) == (True, False)
    assert "Zurück zum Tagesblatt" not in shown
    assert desk.post(url_of(one, "booking_attempt"), {"result": "busy"}).status_code == 403
    assert desk.post(url_of(one, "booking_cancel"), {"reason": "angerufen"}).status_code == 302


def test_a_rueckruf_of_another_team_is_not_there(team, one):
    other = as_(person(Role.OS_STAFF, west().team))
    assert other.get(url_of(one)).status_code == 404
    assert other.post(url_of(one, "booking_cancel"), {"reason": "x"}).status_code == 404


def test_holds_are_nobodys_rueckruf(team, desk):
    held = BookingFactory.create(
        kalender=team,
        starts_at=berlin(TOMORROW, "09:20"),
        state=State.HELD,
        expires_at=AT + timedelta(minutes=3),
    )
    assert desk.get(url_of(held)).status_code == 404
    assert "Serviceplatz 1 Kein Rückruf an diesem Tag" in text(desk.get(sheet_url()))


# ---- Every page ----


@pytest.mark.parametrize("url", ["/", "/anmelden/", "/hilfe/tastatur/", "/api/v1/docs/"])
def test_public_pages_have_one_heading_and_the_footer(client, url):
    page = client.get(url)
    assert page.status_code == 200
    assert page.content.count(b"<h1") == 1
    assert "Tastatur-Hilfe" in text(page)


def test_a_refused_login_names_the_fields_and_keeps_the_name(client):
    page = client.post("/anmelden/", {"username": "os1", "password": ""})
    assert 'href="#id_password"' in page.content.decode()
    assert 'value="os1"' in page.content.decode()


FORBIDDEN = {
    "style attribute": r"\sstyle=",
    "event handler": r"\son[a-z]+=",
    "inline script": r"<script(?![^>]*\ssrc=)",
    "style element": r"<style",
    "htmx script": r"hx-on|hx-vals=.js:|hx-trigger=\"[^\"]*\[",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_breaks_the_content_security_policy(what):
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(FORBIDDEN[what], path.read_text())
    ]
    assert found == []


def test_the_eingangszone_works_on_its_own_day_sheet_and_an_unknown_team_is_not_found(team):
    counter = kalender(nord().eingangszone, places=1)
    made = booked(counter, berlin(TOMORROW, "09:00"), name="Mara Beispiel", channel="eingangszone")
    browser = as_(person(Role.EZ_STAFF, nord().eingangszone))
    key = counter.unit.key
    assert browser.get(f"/kalender/{key}/").headers["Location"] == f"/kalender/{key}/{TODAY}/"
    assert "Mara Beispiel" in text(browser.get(f"/kalender/{key}/{TOMORROW}/"))
    for way in ("woche/2026-11-16/platz/1/", f"{TOMORROW}/csv/", "serviceplaetze/"):
        assert browser.get(f"/kalender/{key}/{way}").status_code == 200, way
    called = {"result": "reached", "rang": "on"}
    assert browser.post(f"/kalender/termin/{made.pk}/versuch/", called).status_code == 302
    for unknown in ("gibt-es-nicht", "sc-nord", "alg-131"):
        assert [browser.get(f"/kalender/{unknown}/{day}").status_code for day in ("", f"{TODAY}/")] == [
            404
        ] * 2
