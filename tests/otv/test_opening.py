"""A Dienststelle's opening calendar: the page and REST, what a change would do, the history."""

from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atv.otv.models import OtvChange, OtvSite
from atv.otv.queries import otk
from atv.otv.queries.times import Asked, in_time
from atv.otv.rules.citizen import Citizen
from socl.orga.models import OpeningHours, Person
from socl.orga.queries.opening import hours_on
from socl.orga.rules.opening import hours_words, read_hours
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok, refusal
from tests.factories.orga import nord, person
from tests.factories.otv import draft, offered, released, termin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_stands")]
PAGE, REST = "/otk/131/oeffnungszeiten/", "/otk/sites/131/opening/"
WEDNESDAY, NOON, MORNING = date(2026, 11, 18), time(12), (time(8), time(12))


@pytest.fixture(autouse=True)
def password_is_enough(settings):
    settings.SECOND_FACTOR = False


def browser(client: Client, role: Role) -> Client:
    who: Person = person(role, nord().rd if role is Role.RD else nord().agentur, username=f"{role}1")
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def week(**given: str) -> dict[str, str]:
    """What the form of the week sends: mornings from Monday to Friday, ``given`` otherwise."""
    return {"was": "woche", "valid_from": "2026-11-17", **{f"tag{n}": "8-12" for n in range(1, 6)}, **given}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8-12:30, 14.00 bis 18 Uhr", [(time(8), time(12, 30)), (time(14), time(18))]),
        ("08:00–12:00 und 13–15", [(time(8), NOON), (time(13), time(15))]),
        ("", []),
        (" Geschlossen ", []),
        ("8", None),
        ("8-25", None),
        ("8-12-14", None),
        ("1-2,3-4,5-6,7-8,9-10", None),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, found: Any) -> None:
    if found is None:
        with pytest.raises(ValueError):
            read_hours(text)
    else:
        assert read_hours(text) == found
        assert read_hours(hours_words(found)) == found


@pytest.mark.rule("OTK-7")
def test_an_admin_sees_what_a_change_does_saves_it_and_finds_it_in_the_history(client):
    site = released()
    unit = site.kalender.unit
    termin("09:00", "2026-11-18")
    termin("11:00", "2026-11-18", who=Citizen("Jan Probe", "jan@example.org"))
    desk = browser(client, Role.OTK_ADMIN)
    assert desk.post(PAGE, {**week(), "schritt": "speichern", "version": site.version}).status_code == 302
    tried = {"was": "tage", "day": "2026-11-18", "hours": "8-10", "version": site.version + 1}
    shown = desk.post(PAGE, {**tried, "schritt": "vorschau"}).content.decode()
    assert "<strong>1 gebuchter Termin</strong> liegt danach außerhalb" in shown
    assert hours_on(unit, WEDNESDAY) == [MORNING], "a preview writes nothing"
    closing = desk.post(PAGE, {**tried, "hours": "", "schritt": "vorschau"}).content.decode()
    assert "<strong>2 gebuchte Termine</strong> liegen danach außerhalb" in closing
    assert "Do, 19. November" in closing, "the next open day counts"
    assert desk.post(PAGE, {**tried, "hours": "", "schritt": "speichern"}).status_code == 302
    assert hours_on(unit, WEDNESDAY) == []
    last = OtvChange.objects.order_by("-version")[0]
    told = otk.differences(OtvSite.objects.get(pk=site.pk), last.version)
    assert told is not None
    assert [(d.field, d.before, d.after) for d in told[1]] == [("Geöffnet am 18.11.2026", "", "geschlossen")]
    assert (last.verb, last.by.username, told[2]) == ("set_opening_day", "otk_admin1", [])
    page = desk.get(PAGE).content.decode()
    assert "Mi, 18. November 2026" in page and "Feiertag: " in page
    back = {"what": "tag", "day": "2026-11-18", "version": last.version}
    assert desk.post(f"{PAGE}zuruecknehmen/", back).status_code == 302
    assert hours_on(unit, WEDNESDAY) == [MORNING]


@pytest.mark.rule("OTK-7")
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (week(tag1="acht bis zwölf"), "Bitte Zeiten angeben"),
        (week(tag1="12-8"), "Das Ende muss nach dem Beginn liegen."),
        (week(tag1="8-12, 11-13"), "Zwei Zeiten überschneiden sich."),
        (week(valid_from="2026-11-16"), "Vergangene Tage bleiben"),
        (week(version="1"), "inzwischen von jemand anderem geändert"),
        ({**week(), **{f"tag{n}": "" for n in range(1, 6)}}, "mindestens einen Tag"),
        ({"was": "tage", "day": "2026-11-18", "last": "2026-12-31"}, "höchstens 31 Tage"),
        ({"was": "tage", "day": "gestern"}, "Bitte einen Tag angeben"),
    ],
)
def test_what_cannot_be_is_said_in_the_form_and_nothing_is_written(client, typed, words):
    draft()
    desk = browser(client, Role.OTK_ADMIN)
    answer = desk.post(PAGE, {**typed, "schritt": "vorschau"})
    page = answer.content.decode()
    assert (answer.status_code, words in page) == (422, True)
    seen = OtvSite.objects.get().version
    assert f'name="version" value="{seen}"' in page, "sent once more, it is no longer stale"
    assert not OpeningHours.objects.exists()


@pytest.mark.rule("OTK-7")
def test_clients_read_and_set_the_calendar_and_ask_first():
    site = released()
    desk = Rest(person(Role.OTK_ADMIN, nord().agentur, username="otk1"))
    mornings = [{"weekday": n, "times": [{"from": "08:00", "until": "12:00"}]} for n in range(1, 6)]
    made = ok(desk.put(REST, {"valid_from": "2026-11-17", "week": mornings, "version": site.version}))
    assert made == {
        "weeks": [{"valid_from": "2026-11-17", "valid_until": None, "demo": False, "week": mornings}],
        "days": [],
        "version": site.version + 1,
    }
    assert ok(desk.get(REST)) == made
    closed = ok(desk.put(f"{REST}2026-11-18/?dry_run=1", {"times": []}))
    assert closed == {
        "days": [
            {
                "day": "2026-11-18",
                "before": "08:00–12:00 Uhr",
                "after": "geschlossen",
                "termine": 0,
                "outside": 0,
                "instead": "2026-11-19",
            }
        ],
        "termine_outside": 0,
    }
    assert ok(desk.get(REST)) == made
    ok(desk.put(f"{REST}2026-11-18/", {"times": []}))
    last = in_time(offered(site), Asked(first_jobless_on=WEDNESDAY)).end
    assert last == date(2026, 11, 20), "closed on the first day without work: until the next open day"
    stale = desk.put(f"{REST}2026-11-18/", {"times": [], "version": site.version})
    assert refusal(stale) == (409, "stale", "OTK-1")
    assert refusal(desk.put(REST, {"valid_from": "2026-11-17", "week": []})) == (422, "invalid", "ORGA-5")
    assert ok(desk.delete(f"{REST}2026-11-18/"))["days"] == []


def test_the_page_costs_the_same_for_one_day_and_for_three(client):
    draft()
    desk = browser(client, Role.AGENTUR_LEAD)
    unit = OtvSite.objects.get().kalender.unit
    desk.get(PAGE)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            page = desk.get(PAGE).content.decode()
        assert "Vorschau" not in page, "who may only read finds no form"
        return len(asked)

    OpeningHours.objects.create(unit=unit, day=date(2026, 12, 1))
    one = cost()
    for n in (2, 3):
        OpeningHours.objects.create(unit=unit, day=date(2026, 12, n))
        OpeningHours.objects.create(
            unit=unit, weekday=n, valid_from=date(2026, 12, n), starts=time(8), ends=NOON
        )
    assert cost() == one
