"""The Eingangszone's day and the Service Center's word: arrival, no-show, walk-ins, cancellations, messages, figures."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from atv.kalender.models import Booking, Channel, Kalender
from atv.kalender.rules.lifecycle import State
from atv.otv.actions import desk
from atv.otv.actions.anliegen import put_anliegen
from atv.otv.actions.cancelling import cancel
from atv.otv.actions.messages import Letter, receive
from atv.otv.models import OtvMessage, OtvTermin
from atv.otv.queries.zone import figures, upcoming
from atv.otv.rules.citizen import Citizen
from atv.otv.rules.lifecycle import Cancelled, Way
from atv.otv.rules.messages import Subject
from atv.otv.rules.shortage import runs_short
from eakte.models import WorkOrder
from routing.escalation.models import Anliegen
from socl.core import clock
from socl.journal.models import AccessEntry, Entry
from socl.lib.refusal import Refusal
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.factories.kalender import AT, MORNING, berlin, system
from tests.factories.orga import nord, person, tsb, west
from tests.factories.otv import offered, order, released, termin, values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_stands")]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def browser(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def zone(role: Role = Role.EZ_STAFF) -> Client:
    return browser(person(role, nord().eingangszone))


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def refused(verb: Any, **given: Any) -> str:
    with pytest.raises(Refusal) as no:
        verb(by=system(), **given)
    return no.value.code


# ---- The day ----


@pytest.mark.rule("OTVT-12")
@pytest.mark.parametrize("state", [s for s in State if s is not State.HELD])
@pytest.mark.parametrize("step", ["arrive", "finish", "miss"])
def test_each_step_of_the_day_is_allowed_in_its_states_alone(state, step):
    released()
    made = termin()
    begins = made.booking.starts_at
    type(made.booking).objects.filter(pk=made.booking.pk).update(
        state=state, ending="letter" if state == State.NOT_REACHED else ""
    )
    allowed = {
        "arrive": (State.BOOKED, State.IN_CALL),
        "finish": (State.BOOKED, State.IN_CALL),
        "miss": (State.BOOKED,),
    }
    verb = getattr(desk, step)
    if state in allowed[step]:
        after = verb(termin=made, by=system(), at=begins).booking.state
        assert after == {"arrive": State.IN_CALL, "finish": State.DONE, "miss": State.NO_SHOW}[step]
    else:
        assert refused(verb, termin=made, at=begins) == "wrong_state"


@pytest.mark.rule("OTVT-12")
def test_a_no_show_is_none_before_the_time_and_leads_to_nothing():
    released()
    made = termin()
    assert refused(desk.miss, termin=made, at=made.booking.starts_at - MINUTE) == "too_soon"
    missed = desk.miss(termin=made, by=system(), at=made.booking.starts_at)
    assert (missed.booking.state, missed.booking.ending, missed.open_key) == (State.NO_SHOW, "", None)
    assert (WorkOrder.objects.count(), Anliegen.objects.count()) == (0, 0)
    assert "keine Folgen" in text(zone().get("/otv/ez/ez-131/2026-11-18/"))


@pytest.mark.rule("OTVT-14")
@pytest.mark.parametrize("state", [s for s in State if s not in (State.HELD, State.NOT_REACHED)])
def test_a_wrong_key_is_taken_back_on_the_same_day(state):
    released()
    made = termin()
    Booking.objects.filter(pk=made.booking.pk).update(state=state, closed_at=AT)
    OtvTermin.objects.filter(pk=made.pk).update(arrived_at=AT)
    begins = made.booking.starts_at
    assert refused(desk.take_back, termin=made, at=begins + DAY) == "too_late"
    assert refused(desk.take_back, termin=made, at=begins - DAY) == "too_late"
    if state in (State.IN_CALL, State.DONE, State.NO_SHOW):
        after = desk.take_back(termin=made, by=system(), at=begins)
        assert (after.booking.state, after.booking.closed_at, after.arrived_at) == (State.BOOKED, None, None)
    else:
        assert refused(desk.take_back, termin=made, at=begins) == "wrong_state"


@pytest.mark.rule("OTVT-14")
def test_a_no_show_stays_one_once_somebody_else_has_the_time():
    site = released(places=1)
    made, at = termin(), berlin("2026-11-18", "09:02")
    desk.miss(termin=made, by=system(), at=at)
    walked = desk.walk_in(anliegen=offered(site, "OTV-04"), name="Nummer 17", by=system(), at=at)
    assert walked.booking.starts_at == berlin("2026-11-18", "09:05")
    assert refused(desk.take_back, termin=made, at=at + MINUTE) == "slot_taken"
    desk.miss(termin=walked, by=system(), at=at + 3 * MINUTE)
    assert desk.take_back(termin=made, by=system(), at=at + 4 * MINUTE).booking.state == State.BOOKED


@pytest.mark.rule("OTVT-13")
def test_who_stands_there_is_put_into_the_next_gap_even_one_that_waits_for_the_public():
    site = released(places=1, hours=(MORNING,))
    at = berlin("2026-11-18", "08:31")
    mine = termin("08:40", code="OTV-04", at=AT)  # until 8:50
    gone = termin("09:00", code="OTV-04", who=Citizen("Jan", "jan@example.org"))
    cancel(termin=gone, how=Cancelled.CITIZEN, who=None, by=system(), at=at - MINUTE)
    row = offered(site, "OTV-02")  # 15 minutes
    made = desk.walk_in(anliegen=row, name=" Nummer 17 ", by=system(), at=at)
    assert (made.booking.starts_at, made.booking.name) == (berlin("2026-11-18", "08:50"), "Nummer 17")
    assert (made.booking.channel, made.arrived_at, made.confirm_until) == (Channel.EINGANGSZONE, at, None)
    assert mine.booking.starts_at == berlin("2026-11-18", "08:40")
    late = berlin("2026-11-18", "11:50")
    assert refused(desk.walk_in, anliegen=row, name="x", at=late) == "no_gap"
    assert refused(desk.walk_in, anliegen=row, name="\u200f", at=at) == "invalid"


def test_the_day_sheet_shows_the_day_and_takes_every_step(monkeypatch):
    released()
    made = termin("09:00", "2026-11-18", code="OTV-02")
    monkeypatch.setattr(clock, "now", lambda: made.booking.starts_at - MINUTE)
    staff, sheet = zone(), "/otv/ez/ez-131/2026-11-18/"
    assert staff.get("/kalender/ez-131/")["Location"] == "/otv/ez/ez-131/"
    assert staff.get("/kalender/ez-131/2026-11-18/")["Location"] == sheet
    page = text(staff.get(sheet))
    assert "Mara Beispiel" in page and (made.booking.reference or "-") in page
    assert "/termin/131/" in page and "noch nicht bestätigt" not in page
    assert AccessEntry.objects.filter(purpose="otv-tagesblatt", object_id=made.booking.pk).exists()
    act = reverse("zone_act", args=[made.pk])
    assert staff.post(act, {"act": "nicht-gekommen"})["Location"] == sheet  # too early: said, not done
    assert "hat noch nicht begonnen" in text(staff.get(sheet))
    monkeypatch.setattr(clock, "now", lambda: made.booking.starts_at)
    for step, word in (
        ("angekommen", "angekommen"),
        ("zurueck", "gebucht"),
        ("nicht-gekommen", "nicht wahrgenommen"),
        ("zurueck", "gebucht"),
        ("angekommen", "angekommen"),
        ("erledigt", "erledigt"),
    ):
        staff.post(act, {"act": step})
        assert word in text(staff.get(sheet))
    assert staff.post(act, {"act": "zaubern"}).status_code == 404
    empty = text(staff.get("/otv/ez/ez-131/2026-11-21/"))
    assert "An diesem Tag ist nichts gebucht." in empty
    assert staff.get("/otv/ez/ez-131/gestern/").status_code == 404
    assert browser(person(Role.EZ_STAFF, west().eingangszone)).get(sheet).status_code == 404


@pytest.mark.rule("DS-2")
def test_the_day_and_the_figures_leave_as_files_that_run_nothing_and_are_journaled():
    site = released()
    termin("09:00", who=Citizen("=1+1", "mara@example.org", "+494311234"), way=Way.TELEPHONE)
    put_anliegen(order=order(site), code="OTV-02", wanted=values("OTV-02", booking_mode="BEO 3"))
    answer = zone().get("/otv/ez/ez-131/2026-11-18/csv/")
    assert answer["Content-Disposition"] == 'attachment; filename="tagesblatt-ez-131-2026-11-18.csv"'
    head, line = answer.content.decode("utf-8-sig").splitlines()
    assert head.startswith("Tag;Beginn;Ende;Serviceplatz;Anliegen;Weg;Buchungsmodus")
    reference = OtvTermin.objects.get().booking.reference
    assert line == (
        f"18.11.2026;9:00;9:15;1;Arbeitsuchendmeldung;am Telefon;BEO 3;gebucht;{reference};'=1+1;0431 1234;"
    )
    lead = zone(Role.EZ_LEAD)
    assert "Als CSV" in text(lead.get("/otv/ez/ez-131/zahlen/"))
    lines = lead.get("/otv/ez/ez-131/zahlen/csv/").content.decode("utf-8-sig").splitlines()
    assert lines[2] == "Arbeitsuchendmeldung;19.10.2026;15.11.2026;0;0;0;0;0;1"
    exports = Entry.objects.filter(verb="export").order_by("pk").values_list("facts__what", "facts__rows")
    assert list(exports) == [("otv-tagesblatt", 1), ("otv-zahlen", 3)]
    assert AccessEntry.objects.filter(purpose="otv-tagesblatt").count() == 1


def test_the_sheet_asks_as_often_for_one_termin_as_for_three():
    released()
    staff, sheet = zone(), "/otv/ez/ez-131/2026-11-18/"
    termin("09:00")
    staff.get(sheet)
    with CaptureQueriesContext(connection) as one:
        staff.get(sheet)
    termin("09:30", who=Citizen("Jan", "jan@example.org"))
    termin("10:00", who=Citizen("Ina", "ina@example.org"))
    with CaptureQueriesContext(connection) as three:
        staff.get(sheet)
    assert len(three) == len(one)


def test_a_walk_in_at_the_counter(monkeypatch):
    site = released()
    monkeypatch.setattr(clock, "now", lambda: berlin("2026-11-17", "08:00"))
    staff, path = zone(), "/otv/ez/ez-131/laufkundschaft/"
    row = offered(site, "OTV-02")
    assert staff.post(path, {"anliegen": row.pk, "name": ""}).status_code == 422
    assert staff.post(path, {"anliegen": 0, "name": "x"}).status_code == 422
    done = staff.post(path, {"anliegen": row.pk, "name": "Nummer 17"}, follow=True)
    assert "8:05 Uhr, Serviceplatz 1" in text(done) and "Nummer 17" in text(done)


# ---- Figures ----


@pytest.mark.rule("OTV 2/13")
def test_days_to_the_next_free_termin_are_counted_and_warned_of():
    today = AT.date()
    assert [runs_short(day, today) for day in (today, today + 5 * DAY, today + 6 * DAY, None)] == [
        False,
        False,
        True,
        True,
    ]
    site = released(places=1, hours=((MORNING[0], MORNING[0].replace(hour=8, minute=20)),))
    found = {n.anliegen.code: n.days for n in upcoming(site.kalender, AT)}
    assert found == {"OTV-01": 1, "OTV-02": 1, "OTV-04": 1}
    assert "knapp" not in text(zone(Role.EZ_LEAD).get("/otv/ez/ez-131/zahlen/"))
    for day in ("18", "19", "20", "23"):
        termin("08:00", f"2026-11-{day}", code="OTV-01", first_jobless_on=today + 60 * DAY,
               who=Citizen("Jan", f"{day}@example.org"))  # fmt: skip
    assert {n.anliegen.code: (n.days, n.is_short) for n in upcoming(site.kalender, AT)} == {
        "OTV-01": (7, True),
        "OTV-02": (7, True),
        "OTV-04": (7, True),
    }
    assert "Die Termine werden knapp" in text(zone().get("/otv/ez/ez-131/2026-11-18/"))


def told(kalender: Kalender) -> dict[str, tuple[int | None, ...]]:
    """Anliegen -> all, without a Termin, came, no-shows; two weeks after."""
    lines = figures(kalender, AT + 14 * DAY).lines
    return {line.anliegen.code: (line.visits, line.walk_ins, line.came, line.no_shows) for line in lines}


@pytest.mark.rule("ATV-17")
@pytest.mark.rule("OTV 2/7")
def test_no_figure_is_told_about_fewer_than_five():
    site = released(places=2)
    for n in range(6):
        made = termin(f"{8 + n // 2:02}:{30 * (n % 2):02}", who=Citizen("X", f"{n}@example.org"))
        desk.finish(termin=made, by=system(), at=made.booking.starts_at)
    termin("11:00", code="OTV-04", is_confirmed=False)
    lines = told(site.kalender)
    assert lines["OTV-02"] == (None, None, None, None)  # hidden beside the one of OTV-04
    assert lines["OTV-04"] == (None, None, None, None)
    OtvTermin.objects.filter(anliegen__code="OTV-04").update(
        cancelled_how=Cancelled.UNCONFIRMED, open_key=None
    )
    lines = told(site.kalender)
    assert lines == {"OTV-01": (0, 0, 0, 0), "OTV-02": (6, 0, 6, 0), "OTV-04": (0, 0, 0, 0)}
    row, noon = offered(site, "OTV-02"), berlin("2026-11-18", "11:00")
    for n in range(5):
        desk.walk_in(anliegen=row, name=f"Nummer {n}", by=system(), at=noon)
        assert told(site.kalender)["OTV-02"] == (7 + n, 5 if n == 4 else None, 6, 0)


# ---- The Service Center ----


@pytest.mark.rule("OTV 3/SC/2")
def test_the_service_center_finds_a_termin_that_verbis_does_not_show_and_cancels_it():
    released()
    made, desk_of_sc = termin(), browser(tsb(username="anke"))
    assert "stehen nicht in VerBIS" in text(desk_of_sc.get("/otv/termine/"))
    by_number = desk_of_sc.post("/otv/termine/", {"reference": f" {made.booking.reference}".lower()})
    assert "Mara Beispiel" in text(by_number)
    by_name = desk_of_sc.post("/otv/termine/", {"name": "beispiel", "tag": "2026-11-18"})
    assert (made.booking.reference or "-") in text(by_name)
    assert AccessEntry.objects.filter(purpose="otv-suche").count() == 2
    assert desk_of_sc.post("/otv/termine/", {"name": "beispiel"}).status_code == 422
    late = desk_of_sc.post("/otv/termine/", {"name": "beispiel", "tag": "9999-12-31"})
    assert late.status_code == 422
    assert "keinen Termin in Ihrer Region" in text(desk_of_sc.post("/otv/termine/", {"reference": "nie"}))
    path = f"/otv/termine/{made.pk}/absage/"
    assert desk_of_sc.post(path, {"how": "citizen"}).status_code == 422
    done = desk_of_sc.post(path, {"how": "phone", "reason": "verreist"}, follow=True)
    assert "ist abgesagt. Eine E-Mail bestätigt das." in text(done)
    made.refresh_from_db()
    assert (made.cancelled_how, made.cancelled_by, made.booking.closing_note) == (
        "phone",
        Person.objects.get(username="anke"),
        "verreist",
    )
    again = desk_of_sc.post(path, {"how": "phone"})
    assert again.status_code == 409
    assert browser(tsb(west(), username="west")).post(path, {"how": "phone"}).status_code == 404
    assert zone().get("/otv/termine/").status_code == 403


@pytest.mark.rule("OTV 3/SC/2")
def test_beside_the_call_stands_what_the_caller_has_booked_and_nobody_elses():
    released()
    made, desk_of_sc = termin(), browser(tsb(username="anke"))
    path = "/otv/termine/person/"

    def shown(**said: str) -> str:
        return text(desk_of_sc.post(path, said, headers={"HX-Request": "true"}))

    reference = made.booking.reference or "-"
    assert reference in shown(name=made.booking.name.upper(), number="", kundennummer="")
    assert reference not in shown(name=made.booking.name[:4])
    assert "Kein online gebuchter Termin" in shown(name="", number="nie\0")
    assert "<h1" not in shown(name="")
    assert reference in text(desk_of_sc.post(path, {"name": made.booking.name}))  # without JavaScript
    assert AccessEntry.objects.filter(purpose="otv-suche").count() == 2
    assert zone().post(path, {}).status_code == 403
    assert browser(tsb(west(), username="west")).post(path, {"name": made.booking.name}).status_code == 200
    assert AccessEntry.objects.filter(purpose="otv-suche").count() == 2  # the other region saw nothing


@pytest.mark.rule("OTV 3/SC/2")
def test_the_inbox_shows_what_waits_in_the_region_and_each_is_done_once():
    released()
    made = termin()
    about = Letter(Subject.CANCEL, "Mara", "Bitte absagen.", made.booking.reference or "", "mara@example.org")
    mine = receive(letter=about, by=system(), at=AT)
    receive(letter=Letter(Subject.QUESTION, "Jan", "Wo?", email="jan@example.org"), by=system(), at=AT)
    north, south = browser(tsb()), browser(tsb(west()))
    assert "Bitte absagen." in text(north.get("/otv/nachrichten/"))
    other = text(south.get("/otv/nachrichten/"))
    assert "Bitte absagen." not in other and "Wo?" in other  # of no region: everybody's
    path = f"/otv/nachrichten/{mine.pk}/erledigt/"
    assert south.post(path).status_code == 404
    assert "ist erledigt" in text(north.post(path, follow=True))
    assert "ist schon erledigt" in text(north.post(path, follow=True))
    assert OtvMessage.objects.filter(state="done").count() == 1
