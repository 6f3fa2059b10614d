"""The public pages over HTTP: from the place to the mail, and everything that goes wrong on the way."""

import gzip
import itertools
import pathlib
import re
import secrets
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from atv.kalender.models import Zeitfenster
from atv.kalender.rules.lifecycle import State
from atv.otv.actions.anliegen import put_anliegen
from atv.otv.actions.sites import withdraw
from atv.otv.models import OtvMessage, OtvSite, OtvTermin
from atv.otv.queries.links import Power, token_of
from atv.otv.web.guard import BOOK_MAIL, OWN_ADDRESS, OWN_REFERENCE
from socl.core import clock
from socl.lib.workdays import ONE_DAY, berlin_day
from socl.orga.actions.opening import set_day, set_week
from socl.post.models import Outbox
from tests.factories.kalender import AT, berlin, system
from tests.factories.orga import PlzAreaFactory, nord, west
from tests.factories.otv import order, released, termin, values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_stands")]
mails = (f"mara-{secrets.token_hex(4)}" for _ in itertools.count())
addresses = (f"198.51.100.{n}" for n in itertools.count(1))  # tries are counted per address
MINE = {"way": "personal", "name": "Mara Beispiel", "email": "mara@example.org"}
NINE = "2026-11-18T09:00:00+01:00"
LOCAL = re.compile(r"""(?:href|src|action)=["']([^"'#?]+)""")


@pytest.fixture
def citizen() -> Client:
    return Client(REMOTE_ADDR=next(addresses))


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def walk(citizen: Client, code: str = "OTV-04", starts_at: str = NINE, **given: Any) -> Any:
    """Every step to the button, as a browser takes it; the answer of the last one."""
    base = f"/termin/131/{code}/"
    days = {"first_jobless_on": given.pop("first", "")}
    assert citizen.post(base, days)["Location"] == f"{base}zeit/"
    assert citizen.post(f"{base}zeit/", {"starts_at": starts_at})["Location"] == f"{base}angaben/"
    answer = citizen.post(f"{base}angaben/", {**MINE, "email": f"{next(mails)}@example.org", **given})
    if answer.status_code != 302:
        return answer
    assert citizen.get(answer["Location"]).status_code == 200
    return citizen.post(f"{base}pruefen/")


# ---- The way through ----


@pytest.mark.rule("OTVT-5")
def test_from_the_place_to_the_termin_without_anything_personal_in_an_address(citizen):
    released()
    found = citizen.get("/termin/", {"ort": "24103"})
    assert found["Location"] == "/termin/131/"
    assert "Ich möchte Unterlagen abgeben" in text(citizen.get("/termin/131/"))
    times = citizen.get(
        "/termin/131/OTV-04/zeit/"
    ).content.decode()  # ten minutes each, a short list all the same
    assert re.findall(r'name="starts_at" value="2026-11-18T([^:]+:..)', times)[:3] == [
        "08:00",
        "08:20",
        "08:40",
    ]
    answer = walk(citizen)
    assert answer["Location"] == "/termin/gebucht/"
    made = OtvTermin.objects.get()
    done = citizen.get("/termin/gebucht/")
    assert "Bitte noch bestätigen" in text(done) and (made.booking.reference or "-") in text(done)
    assert citizen.get("/termin/gebucht/").content == done.content  # a reload shows it again
    assert done["Referrer-Policy"] == "same-origin" and "no-store" in done["Cache-Control"]
    link = re.search(r"https?://[^/]+(/termin/link/\S+)", Outbox.objects.get().body)
    assert link is not None
    assert citizen.get(link[1]).status_code == 200
    assert OtvTermin.objects.get().confirmed_at is None  # a mail scanner that follows links confirms nothing
    assert "Ihr Termin ist bestätigt." in text(citizen.post(link[1], {"act": "confirm"}))
    assert OtvTermin.objects.get().confirmed_at == AT
    file = citizen.get(link[1] + "termin.ics")
    assert file["Content-Type"] == "text/calendar" and b"DTSTART:20261118T080000Z" in file.content
    assert citizen.get("/termin/131/OTV-04/pruefen/")["Location"].endswith("/zeit/")  # forgotten


def test_what_was_said_stays_on_the_way_back_and_after_a_reload(citizen):
    released()
    base = "/termin/131/OTV-02/"
    citizen.post(base, {"first_jobless_on": "31.12.2026", "known_on": "16.11.2026"})
    citizen.post(f"{base}zeit/", {"starts_at": NINE})
    wrong = citizen.post(f"{base}angaben/", {**MINE, "way": "telephone"})
    assert wrong.status_code == 422 and 'value="mara@example.org"' in wrong.content.decode()
    assert "unter der wir Sie erreichen" in text(wrong)
    citizen.post(f"{base}angaben/", MINE)
    assert 'value="31.12.2026"' in citizen.get(base).content.decode()
    assert re.search(rf'value="{re.escape(NINE)}"[^>]*checked', citizen.get(f"{base}zeit/").content.decode())
    assert 'value="Mara Beispiel"' in citizen.get(f"{base}angaben/").content.decode()
    assert "Mara Beispiel" in text(citizen.get(f"{base}pruefen/"))


def test_several_agencies_of_one_place_are_asked_about_and_none_is_said(citizen):
    released()
    west()
    PlzAreaFactory(plz="24103", agentur=west().agentur, orte=["Kiel"])
    both = text(citizen.get("/termin/", {"ort": "24103"}))
    assert "passen 2 Agenturen" in both and "noch keine Online-Termine" in both
    assert "Diesen Ort kennen wir nicht" in text(citizen.get("/termin/", {"ort": "Nirgendwo"}))
    assert citizen.get("/termin/", {"ort": "x"}).status_code == 422


@pytest.mark.rule("OTVT-1")
@pytest.mark.rule("OTV 2/17")
def test_when_nothing_is_free_in_time_the_page_says_to_come_without_a_termin(citizen):
    released()
    base = "/termin/131/OTV-01/"
    assert citizen.get(f"{base}zeit/")["Location"] == base  # the day is asked for first
    notice = text(citizen.get(base))
    assert "Der Termin selbst ist noch keine Arbeitslosmeldung" in notice
    assert "Amtlicher Hinweis." in notice and "(Entwurf)" not in notice
    citizen.post(base, {"first_jobless_on": "16.11.2026"})
    page = text(citizen.get(f"{base}zeit/"))
    assert "Ihr erster Tag ohne Arbeit ist schon vorbei" in page and "nicht rückwirkend gezahlt" in page
    citizen.post(base, {"first_jobless_on": "01.06.2027"})
    page = text(citizen.get(f"{base}zeit/"))
    assert "vom Montag, 1. März 2027 bis zum Dienstag, 1. Juni 2027" in page
    assert "Termine dafür gibt es hier ab dem 1. Februar 2027" in page
    Zeitfenster.objects.all().delete()
    zone, today = nord().eingangszone, berlin_day(AT)
    week = {n: [(time(8), time(12, 30))] for n in (1, 2)}
    set_week(unit=zone, week=week, valid_from=today, by=system(), at=AT)
    set_day(unit=zone, day=today + 7 * ONE_DAY, stretches=[], by=system(), at=AT)
    citizen.post(base, {"first_jobless_on": "22.11.2026"})  # a Sunday: Monday counts
    page = text(citizen.get(f"{base}zeit/"))
    assert "ohne Termin während der Öffnungszeiten, spätestens am Montag, 23. November 2026" in page
    assert (
        "Montag: 8:00 bis 12:30 Uhr Dienstag: 8:00 bis 12:30 Uhr Dienstag, 24. November 2026: geschlossen"
        in page
    )


@pytest.mark.rule("OTVT-1")
def test_the_first_day_without_work_is_one_that_somebody_may_mean_and_is_kept(citizen):
    released()
    for day in ("01.01.1900", "31.12.9999", "32.01.2027", "bald"):
        assert citizen.post("/termin/131/OTV-01/", {"first_jobless_on": day}).status_code == 422
    assert walk(citizen, "OTV-01", first="01.12.2026").status_code == 302
    assert OtvTermin.objects.get().first_jobless_on == date(2026, 12, 1)


def test_who_is_called_reads_so_and_sees_the_own_number_before_booking(citizen):
    released(codes=["OTV-01", "OTV-03"])
    base = "/termin/131/OTV-03/"
    citizen.post(base)
    citizen.post(f"{base}zeit/", {"starts_at": NINE})
    citizen.post(f"{base}angaben/", {**MINE, "way": "telephone", "phone": "+49 431 123456"})
    page = text(citizen.get(f"{base}pruefen/"))
    assert "Wir rufen Sie an. Sie müssen nicht in die Agentur kommen." in page and "0431 123456" in page


@pytest.mark.rule("OTVT-2")
def test_a_first_free_termin_after_the_deadline_is_warned_of(citizen):
    site = released()
    put_anliegen(order=order(site), code="OTV-02", wanted=values("OTV-02", lead_hours=200))
    base = "/termin/131/OTV-02/"
    citizen.post(base, {"first_jobless_on": "01.01.2027", "known_on": "16.11.2026"})
    page = text(citizen.get(f"{base}zeit/"))
    assert "Ihre Frist endet am Donnerstag, 19. November 2026, vor dem ersten freien Termin." in page
    assert "Das geht sofort und genügt." in page
    citizen.post(base, {"first_jobless_on": "01.07.2027", "known_on": "16.11.2026"})
    assert "vor dem ersten freien Termin" not in text(citizen.get(f"{base}zeit/"))


@pytest.mark.rule("ATV-2")
def test_a_time_that_is_gone_is_said_with_the_nearest_and_nothing_typed_is_lost(citizen):
    released(places=1)
    rival = Client(REMOTE_ADDR=next(addresses))
    assert walk(rival, email="jan@example.org").status_code == 302
    lost = walk(citizen)
    assert lost["Location"].endswith("/zeit/")
    page = citizen.get(lost["Location"])
    assert "gerade vergeben" in text(page) and "Nächste freie Zeiten" in text(page)
    assert OtvTermin.objects.count() == 1
    wanted = re.findall(r'name="starts_at" value="([^"]+)"', page.content.decode())[0]
    citizen.post(lost["Location"], {"starts_at": wanted})
    assert "Mara Beispiel" in text(citizen.get("/termin/131/OTV-04/pruefen/"))
    assert citizen.post("/termin/131/OTV-04/pruefen/")["Location"] == "/termin/gebucht/"


# ---- What goes wrong ----


@pytest.mark.rule("OTVT-10")
def test_a_site_withdrawn_or_changed_during_the_booking_gives_a_clear_page(citizen):
    site, base = released(), "/termin/131/OTV-04/"
    citizen.post(base, {})
    citizen.post(f"{base}zeit/", {"starts_at": NINE})
    citizen.post(f"{base}angaben/", MINE)
    citizen.get(f"{base}pruefen/")
    put_anliegen(order=order(site), code="OTV-04", wanted=values("OTV-04", bring="Brille"))
    changed = citizen.post(f"{base}pruefen/")
    assert changed.status_code == 409 and "hat ihr Angebot gerade geändert" in text(changed)
    put_anliegen(order=order(site), code="OTV-04", wanted=values("OTV-04", active=False))
    gone = citizen.post(f"{base}pruefen/")
    assert gone.status_code == 410 and "Gebucht wurde nichts." in text(gone)
    assert "Was es jetzt online gibt" in text(gone)
    withdraw(order=order(site), live_until=berlin_day(AT))
    for path in ("/termin/131/", f"{base}zeit/", f"{base}pruefen/"):
        assert citizen.get(path).status_code == 410
    assert OtvTermin.objects.count() == 0
    assert citizen.get("/termin/347/").status_code == 404
    assert citizen.get("/termin/131/OTV-Z1/").status_code in (404, 410)


@pytest.mark.rule("OTVT-7")
@pytest.mark.parametrize(
    "given",
    [
        {"email": "mara@example.org\r\nBcc: x@example.org"},
        {"name": "x" * 10_000},
        {"name": "\u202e\u200f"},
        {"email": ""},
        {"communication_aid": "x" * 500},
    ],
)
def test_bad_input_is_said_at_its_field_and_books_nothing(citizen, given):
    released()
    answer = walk(citizen, **given)
    assert answer.status_code == 422 and "Bitte prüfen Sie Ihre Angaben" in text(answer)
    assert OtvTermin.objects.count() == 0


@pytest.mark.rule("OTVT-7")
def test_one_letter_and_a_name_from_right_to_left_are_names_and_turn_nothing_round(citizen):
    released()
    assert walk(citizen, name="X")["Location"] == "/termin/gebucht/"
    later = NINE.replace("09:00", "10:00", 1)
    turned = walk(Client(REMOTE_ADDR=next(addresses)), starts_at=later, name="\u202eمريم\u200f Beispiel")
    assert turned["Location"] == "/termin/gebucht/"
    names = OtvTermin.objects.order_by("pk").values_list("booking__name", flat=True)
    assert list(names) == ["X", "مريم Beispiel"]


def test_times_that_nobody_offered_are_refused_and_never_an_error(citizen):
    released()
    citizen.post("/termin/131/OTV-04/", {})
    for moment in ("nie", "", "1900-01-01T09:00:00+01:00", "9999-12-31T23:00:00+00:00", "2026-11-18T09:00"):
        answer = citizen.post("/termin/131/OTV-04/zeit/", {"starts_at": moment})
        assert answer.status_code == 422
    for moment in ("2026-11-18T09:01:00+01:00", "2099-01-04T09:00:00+01:00", "2026-11-22T09:00:00+01:00"):
        assert walk(citizen, starts_at=moment)["Location"].endswith("/zeit/")
    assert citizen.get("/termin/131/OTV-04/zeit/?ab=9999-99-99").status_code == 200
    assert OtvTermin.objects.count() == 0


@pytest.mark.rule("OTVT-11")
def test_one_mail_address_is_not_flooded(citizen):
    released()
    mail, nine = f"{next(mails)}@example.org", berlin("2026-11-18", "09:00")
    wanted = [(nine + timedelta(minutes=20 * n)).isoformat() for n in range(BOOK_MAIL.limit)]
    codes = [walk(citizen, starts_at=start, email=mail)["Location"] for start in wanted]
    assert set(codes) == {"/termin/gebucht/"}
    late = walk(Client(REMOTE_ADDR=next(addresses)), email=mail.upper())
    assert late.status_code == 429 and "Zu viele Versuche." in text(late)


# ---- The link ----


@pytest.mark.rule("OTVT-9")
def test_forged_expired_and_replayed_links_do_nothing(citizen, monkeypatch):
    released()
    mine = termin(code="OTV-04")
    good = token_of(mine, Power.CONFIRM)
    forged = [good[:-1] + ("A" if good[-1] != "A" else "B"), "c1~x", "~", "c" + good[1:].replace("c", "d", 1) + "x",
              token_of(mine, Power.MANAGE).replace("m", "c", 1), "%00", "ü"]  # fmt: skip
    assert {citizen.get(f"/termin/link/{token}/").status_code for token in forged} == {404}
    assert {citizen.post(f"/termin/link/{token}/", {"act": "cancel"}).status_code for token in forged} == {
        404
    }
    assert "Ihr Termin ist abgesagt." in text(citizen.post(f"/termin/link/{good}/", {"act": "cancel"}))
    for act in ("confirm", "move", "cancel", "instead"):
        again = citizen.post(f"/termin/link/{good}/", {"act": act, "starts_at": NINE})
        assert again.status_code == 422
    mine.refresh_from_db()
    assert mine.booking.state == State.CANCELLED
    monkeypatch.setattr(clock, "now", lambda: mine.booking.ends_at)
    over = citizen.get(f"/termin/link/{good}/")
    assert over.status_code == 410 and "Dieser Link ist abgelaufen" in text(over)
    assert citizen.get(f"/termin/link/{good}/termin.ics").status_code == 404


@pytest.mark.rule("OTVT-6")
def test_only_the_link_from_the_mail_confirms_and_says_that_there_is_another(citizen):
    released()
    termin(code="OTV-04")
    other = termin("10:00", code="OTV-04", is_confirmed=False)
    by_rest = f"/termin/link/{token_of(other, Power.MANAGE)}/"
    assert "Bitte den Link aus der E-Mail benutzen." in text(citizen.post(by_rest, {"act": "confirm"}))
    by_mail = f"/termin/link/{token_of(other, Power.CONFIRM)}/"
    twice = citizen.post(by_mail, {"act": "confirm"})
    assert twice.status_code == 422 and "Mittwoch, 18. November 2026, 9:00 Uhr" in text(twice)
    assert "der andere abgesagt" in text(citizen.post(by_mail, {"act": "instead"}))
    states = OtvTermin.objects.order_by("pk").values_list("booking__state", flat=True)
    assert list(states) == ["cancelled", "booked"]


def test_the_link_moves_and_keeps_the_name_to_itself(citizen):
    released()
    page = f"/termin/link/{token_of(termin(code='OTV-04'), Power.MANAGE)}/"
    shown = citizen.get(page)
    assert "Mara" not in shown.content.decode() and "mara@" not in shown.content.decode()
    wanted = berlin("2026-11-18", "11:00").isoformat()
    assert "Ihr Termin hat eine neue Zeit." in text(citizen.post(page, {"act": "move", "starts_at": wanted}))
    assert citizen.post(page, {"act": "move"}).status_code == 422
    assert OtvTermin.objects.get().booking.starts_at == berlin("2026-11-18", "11:00")


@pytest.mark.rule("OTVT-9")
def test_guessing_numbers_is_answered_the_same_and_stopped(citizen):
    released()
    mine = termin(code="OTV-04")
    own = {"reference": mine.booking.reference, "second_fact": "Mara@Example.org", "act": "show"}
    assert "Unterlagen" in text(citizen.post("/termin/nummer/", own))
    wrong = [{"second_fact": "x@example.org"}, {"reference": "K7XW-4RCE"}, {"reference": "nie"}]
    said = {text(citizen.post("/termin/nummer/", {**own, **given})) for given in wrong}
    assert len(said) == 1 and "Zu diesen Angaben gibt es keinen Termin." in said.pop()
    for _ in range(OWN_REFERENCE.limit):
        Client(REMOTE_ADDR=next(addresses)).post("/termin/nummer/", {**own, "second_fact": "falsch"})
    assert Client(REMOTE_ADDR=next(addresses)).post("/termin/nummer/", own).status_code == 429
    one = Client(REMOTE_ADDR=next(addresses))
    for n in range(OWN_ADDRESS.limit):
        one.post("/termin/nummer/", {**own, "reference": f"AAAA-{n:04}"})
    assert one.post("/termin/nummer/", {**own, "reference": "AAAA-9999"}).status_code == 429


# ---- Beside the booking ----


@pytest.mark.rule("OTV 3/SC/2")
def test_a_message_reaches_the_inbox_of_the_region(citizen):
    released()
    mine = termin(code="OTV-04")
    letter = {"subject": "cancel", "name": "Mara", "email": "mara@example.org", "text": "Ich kann nicht.",
              "reference": f" {mine.booking.reference}".lower()}  # fmt: skip
    assert citizen.post("/termin/nachricht/", letter)["Location"] == "/termin/nachricht/gesendet/"
    made = OtvMessage.objects.get()
    assert (made.subject, made.region, made.text) == ("cancel", nord().region, "Ich kann nicht.")
    for wrong in (
        {"text": "x" * 2001},
        {"email": ""},
        {"name": "a\nb"},
        {"email": "a@b\nc"},
        {"subject": "?"},
    ):
        assert citizen.post("/termin/nachricht/", {**letter, **wrong}).status_code == 422
    assert OtvMessage.objects.count() == 1


def test_the_telephone_is_named_on_every_page_whatever_has_gone_wrong(citizen):
    released()
    mine = termin(code="OTV-04")
    link = f"/termin/link/{token_of(mine, Power.CONFIRM)}/"
    for step in ("", "zeit/", "angaben/"):
        citizen.post(f"/termin/131/OTV-04/{step}", {"starts_at": NINE.replace("09", "10", 1), **MINE})
    paths = ["", "131/", "131/OTV-01/", "131/OTV-04/zeit/", "131/OTV-04/angaben/", "131/OTV-04/pruefen/", "nummer/",
             "nachricht/", "nachricht/gesendet/", "barrierefreiheit/", "?ort=x", "347/", "131/OTV-05/"]  # fmt: skip
    pages = [citizen.get(f"/termin/{path}") for path in paths] + [
        citizen.get(link),
        citizen.get(f"{link[:-1]}x/"),
    ]
    assert [p.status_code for p in pages] == [200] * 10 + [422, 404, 410, 200, 404]
    strict = Client(enforce_csrf_checks=True)
    pages += [citizen.get("/termin/gibt/es/nicht/"), strict.post("/termin/nachricht/")]
    assert [p.status_code for p in pages[-2:]] == [404, 403]
    assert [p.request["PATH_INFO"] for p in pages if "0800 4 5555 00" not in text(p)] == []
    assert [
        p.request["PATH_INFO"] for p in pages if "Anmelden" in text(p)
    ] == []  # no citizen is sent to a login


def test_leichte_sprache_stands_where_an_agency_has_filled_it(citizen):
    site = released()
    assert citizen.get("/termin/leichte-sprache/131/").status_code == 404
    OtvSite.objects.filter(pk=site.pk).update(
        easy_language="Wir helfen Ihnen.", sign_language_url="https://www.arbeitsagentur.de/dgs"
    )
    assert "Wir helfen Ihnen." in text(citizen.get("/termin/leichte-sprache/131/"))
    page = citizen.get("/termin/131/")
    assert "Leichte Sprache" in text(page) and "https://www.arbeitsagentur.de/dgs" in page.content.decode()
    assert "0800 4 5555 00" in text(page)


@pytest.mark.parametrize("path", ["/termin/", "/termin/131/"])
def test_the_first_page_is_light_and_asks_nobody_else(citizen, path):
    released()
    page = citizen.get(path).content
    asked = LOCAL.findall(page.decode())
    assert not [a for a in asked if not a.startswith(("/", "tel:"))]
    styles = [a.removeprefix("/static/") for a in asked if a.startswith("/static/")]
    weight = len(gzip.compress(page)) + sum(_weight(name) for name in styles if "fonts" not in name)
    assert weight < 60 * 1024
    assert b"<script" not in page and b"style=" not in page


def _weight(name: str) -> int:
    path = finders.find(name)
    assert isinstance(path, str), name
    with pathlib.Path(path).open("rb") as file:
        return len(gzip.compress(file.read()))
