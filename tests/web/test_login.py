"""Login: wrong passwords are throttled, sessions end, a first password is changed, the second factor is shown."""

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from socl.core import clock
from socl.journal.models import Entry
from socl.orga.actions.people import give_first_password
from socl.orga.actions.second_factor import reset_second_factor
from socl.orga.models import Person
from socl.orga.rules.roles import SECOND_FACTOR, TABLE, Grant, Role
from socl.web import passwords
from tests.api.clients import Time, problem
from tests.factories.kalender import AT
from tests.factories.orga import nord, person, tsb

pytestmark = pytest.mark.django_db
WORD = "ein eigenes langes Kennwort"


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    found = Time(AT)
    monkeypatch.setattr(clock, "now", found)
    return found


def sign_in(who: str, password: str = WORD, client: Client | None = None) -> tuple[Client, Any]:
    browser = client or Client()
    return browser, browser.post("/anmelden/", {"username": who, "password": password})


def where(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.headers.get("Location", "").partition("?")[0]


def test_after_five_wrong_passwords_even_the_right_one_waits(caplog: pytest.LogCaptureFixture) -> None:
    """Counted per account and device: a colleague at the same device still signs in."""
    tsb(username="mara", password=WORD)
    tsb(username="jan", password=WORD)
    browser = Client()
    tried = [sign_in("mara", "falsch", browser)[1].status_code for _ in range(5)]
    assert tried == [200, 200, 200, 200, 429]
    refused = sign_in("mara", WORD, browser)[1]
    assert (refused.status_code, "15 Minuten" in refused.content.decode()) == (429, True)
    assert where(sign_in("jan")[1]) == (302, "/")
    assert not [r for r in caplog.records if "mara" in r.getMessage()], "no name in a log"


def test_an_account_that_is_guessed_at_from_everywhere_pauses_for_every_device(
    monkeypatch: pytest.MonkeyPatch, time: Time
) -> None:
    """The owner too, who is told when to try again; other accounts go on, and the pause ends."""
    monkeypatch.setattr(passwords, "MOST_PER_ACCOUNT", 6)
    tsb(username="mara", password=WORD)
    tsb(username="jan", password=WORD)
    tried = [
        sign_in("mara", "falsch", Client(REMOTE_ADDR=f"192.0.2.{n // 2}"))[1].status_code for n in range(6)
    ]
    assert tried == [200] * 5 + [429]
    assert sign_in("mara", WORD, Client(REMOTE_ADDR="192.0.2.99"))[1].status_code == 429
    assert where(sign_in("jan", WORD, Client(REMOTE_ADDR="192.0.2.1"))[1]) == (302, "/")
    AccessAttempt.objects.update(attempt_time=AT - timedelta(minutes=16))
    assert where(sign_in("mara", WORD, Client(REMOTE_ADDR="192.0.2.99"))[1]) == (302, "/")


def test_a_session_ends_after_an_idle_hour_and_after_a_day_of_work(time: Time) -> None:
    tsb(username="mara", password=WORD)
    browser, _ = sign_in("mara")
    assert browser.get("/hilfe/tastatur/").wsgi_request.user.is_authenticated
    for _ in range(3):
        time.goes_on(minutes=50)
        assert browser.get("/platz/").status_code == 200
    for _ in range(6):  # the page fetches by itself: no act
        time.goes_on(minutes=10)
        browser.get("/platz/leitung/", headers={"HX-Request": "true"})
    time.goes_on(minutes=1)
    assert where(browser.get("/platz/")) == (302, "/anmelden/")
    assert problem(browser.get("/api/v1/me/"))["status"] == 401
    browser, _ = sign_in("mara")
    for _ in range(12):
        time.goes_on(minutes=49)
        assert browser.get("/platz/").status_code == 200
    time.goes_on(minutes=20)
    assert where(browser.get("/platz/")) == (302, "/anmelden/")


def test_a_first_password_opens_nothing_but_the_page_that_changes_it() -> None:
    who = tsb(username="mara")
    first = give_first_password(person=who, by=person(Role.SC_LEAD, nord().sc), at=AT)
    browser, answer = sign_in("mara", first)
    other, _ = sign_in("mara", first)
    assert where(answer) == (302, "/")
    assert [where(browser.get(path)) for path in ("/", "/platz/", "/konto/")] == [
        (302, "/konto/kennwort/")
    ] * 3
    assert problem(browser.get("/api/v1/me/"))["code"] == "password_change_required"
    page = "/konto/kennwort/"
    for new in ("kurz", "12345678901234", "passwort", first):
        old = {"old_password": first, "new_password1": new, "new_password2": new}
        assert (browser.post(page, old).status_code == 422) == (new != first), new
        if new == first:
            break
    assert where(browser.get("/platz/"))[0] == 200
    assert where(other.get("/platz/")) == (302, "/anmelden/"), "other sessions end"
    assert Entry.objects.filter(verb="change_password", by_id=who.pk).count() == 1


def code_of(who: Person, steps: int = 0) -> str:
    """What the person's generator shows, ``steps`` half minutes from now."""
    device = TOTPDevice.objects.filter(user=who).latest("pk")
    return f"{totp(device.bin_key, step=30, t0=device.t0 - 30 * steps):06d}"


@pytest.fixture
def lead(settings: Settings) -> Person:
    settings.SECOND_FACTOR = True
    return person(Role.SC_LEAD, nord().sc, username="leitung", password=WORD)


def enrolled(who: Person) -> tuple[Client, list[str]]:
    """A browser in which the second factor was set up, and the recovery codes."""
    browser, _ = sign_in(who.username)
    page = browser.get("/konto/zweiter-faktor/einrichten/").content.decode()
    assert "<svg" in page
    assert "style=" not in page
    done = browser.post("/konto/zweiter-faktor/einrichten/", {"code": code_of(who)})
    return browser, re.findall(r"<code>([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})</code>", done.content.decode())


def test_a_role_that_configures_sets_up_a_second_factor_before_anything_else(lead: Person) -> None:
    browser, _ = sign_in("leitung")
    assert where(browser.get("/personal/sc-nord/")) == (302, "/konto/zweiter-faktor/")
    assert where(browser.get("/konto/zweiter-faktor/")) == (302, "/konto/zweiter-faktor/einrichten/")
    assert problem(browser.get("/api/v1/units/sc-nord/people/"))["code"] == "second_factor_required"
    wrong = browser.post("/konto/zweiter-faktor/einrichten/", {"code": "000 000"})
    assert (wrong.status_code, TOTPDevice.objects.filter(confirmed=True).exists()) == (422, False)
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    browser, codes = enrolled(lead)
    assert len(set(codes)) == 8
    assert browser.get("/personal/sc-nord/").status_code == 200
    tsb(username="mara", password=WORD)
    assert sign_in("mara")[0].get("/platz/").status_code == 200, "a TSB configures nothing"


def test_whoever_configures_needs_it_and_nobody_else() -> None:
    """A new right is sorted here: does it set something up, appoint, or read across units?"""
    works = {
        Grant.TAKE_CALLS, Grant.READ_SLOTS, Grant.BOOK, Grant.READ_BOOKING, Grant.CHANGE_BOOKING,
        Grant.READ_DAY_SHEET, Grant.WORK_BOOKING, Grant.READ_FIGURES, Grant.READ_FIRST_CONTACT,
        Grant.READ_CAPACITY, Grant.READ_ORDERS, Grant.WORK_ORDERS, Grant.READ_RESTRICTED, Grant.ANSWER_CONSULTS,
        Grant.SEND_CTI, Grant.READ_NUMBERS, Grant.READ_LAGEBILD, Grant.READ_STATE, Grant.READ_PEOPLE,
        Grant.SERVE_OTV, Grant.WORK_ZONE, Grant.READ_ROLLOUT, Grant.TICK_ROLLOUT, Grant.READ_OTV,
        Grant.COMMENT_OTV, Grant.REQUEST_CLEARANCE, Grant.REQUEST_OTK,
    }  # fmt: skip
    configures = {
        Grant.SET_UP_SUPPLY, Grant.LEAD_CALLBACKS, Grant.LEAD_ORDERS, Grant.WRITE_GUIDES, Grant.SET_UP_HOTLINE,
        Grant.SET_NUMBERS, Grant.PLAN_SHIFTS, Grant.READ_JOURNAL, Grant.MANAGE_POST, Grant.APPOINT, Grant.TRAIN,
        Grant.GRANT_CLEARANCE, Grant.NAME_COORDINATOR, Grant.MANAGE_CLIENTS, Grant.LEAD_ROLLOUT,
        Grant.KEEP_PROGRAMME, Grant.CONFIGURE_OTV, Grant.PRESCRIBE_OTV, Grant.GRANT_OTK,
    }  # fmt: skip
    assert (works | configures, works & configures) == (set(Grant), set())
    assert {role for role in Role if configures & set(TABLE[role])} == SECOND_FACTOR


def test_the_next_session_asks_for_a_code_each_code_counts_once(lead: Person) -> None:
    first, codes = enrolled(lead)
    browser, _ = sign_in("leitung")
    page = "/konto/zweiter-faktor/"
    assert browser.post(page, {"code": code_of(lead)}).status_code == 422, "used when it was set up"
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert where(browser.post(page, {"code": code_of(lead, steps=1)})) == (302, "/")
    assert browser.get("/personal/sc-nord/").status_code == 200
    for n, expected in ((0, 302), (0, 422), (1, 302)):
        again, _ = sign_in("leitung")
        Person.objects.get(pk=lead.pk).staticdevice_set.update(throttling_failure_count=0)  # type: ignore[attr-defined]
        assert again.post(page, {"code": codes[n].upper()}).status_code == expected, (n, expected)
    by_verb = list(Entry.objects.filter(by_id=lead.pk).values_list("verb", flat=True).order_by("pk"))
    assert by_verb.count("use_recovery_code") == 2
    assert not any(code in str(Entry.objects.values()) for code in codes)


def test_with_the_password_alone_nobody_replaces_a_second_factor(lead: Person) -> None:
    enrolled(lead)
    thief, _ = sign_in("leitung")
    assert where(thief.get("/konto/zweiter-faktor/einrichten/")) == (302, "/konto/zweiter-faktor/")
    assert where(thief.post("/konto/zweiter-faktor/einrichten/", {"code": "1"})) == (
        302,
        "/konto/zweiter-faktor/",
    )


def test_a_second_factor_that_was_reset_ends_its_sessions_rights(lead: Person) -> None:
    browser, _ = enrolled(lead)
    reset_second_factor(person=lead, by=person(Role.SC_REGION, nord().region), at=AT + timedelta(days=1))
    assert where(browser.get("/personal/sc-nord/")) == (302, "/konto/zweiter-faktor/")
    assert not TOTPDevice.objects.exists()


def test_in_the_demo_nobody_needs_a_second_factor(lead: Person, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    assert sign_in("leitung")[0].get("/personal/sc-nord/").status_code == 200
