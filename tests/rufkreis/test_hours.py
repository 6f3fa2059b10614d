"""Opening hours, holidays, announcements and what happens to a call that comes when a number is closed."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from routing.rufkreis.models import Call, ClosedBehaviour, EntryNumber, EntryNumberKind, NumberDay
from routing.rufkreis.rules.hours import Hours, is_open
from socl.lib.workdays import BERLIN, ONE_DAY, berlin_day
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, browserless, ok, refusal
from tests.api.worlds import World, counts
from tests.factories.rufkreis import CallFactory, EntryNumberFactory

OFFICE = ("08:00", "18:00", [1, 2, 3, 4, 5])


def hours(opens: str, closes: str, weekdays: list[int], land: str = "SH") -> Hours:
    return Hours(time.fromisoformat(opens), time.fromisoformat(closes), weekdays, land)


@pytest.mark.rule("RUF-18")
@pytest.mark.parametrize(
    ("moment", "land", "expected"),
    [
        ("2026-11-16 07:59", "SH", False),
        ("2026-11-16 08:00", "SH", True),
        ("2026-11-16 17:59", "SH", True),
        ("2026-11-16 18:00", "SH", False),
        ("2026-11-21 10:00", "SH", False),  # Saturday
        ("2026-12-25 10:00", "SH", False),
        ("2026-06-04 10:00", "BY", False),  # Corpus Christi, in the South alone
        ("2026-06-04 10:00", "SH", True),
        ("2026-06-04 10:00", "", True),
        ("2026-12-25 10:00", "", False),
        ("2026-03-29 10:00", "SH", False),  # the Sunday on which the clocks change
        ("2026-03-30 08:00", "SH", True),
    ],
)
def test_a_number_is_open_on_its_weekdays_and_hours_but_not_on_holidays(
    moment: str, land: str, expected: bool
) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=BERLIN)
    assert is_open(hours(*OFFICE, land), at) is expected
    assert is_open(Hours(None, None, [], land), at), "without times: round the clock"
    always = hours("00:00", "23:59", [at.isoweekday()], "SH")
    assert is_open(always, at) is not (at.month == 12), "on the weekdays that are named, and no holiday"


@pytest.mark.rule("RUF-18")
@pytest.mark.parametrize("closed", ClosedBehaviour.values)
def test_a_call_to_a_closed_number_hears_so_and_is_over_or_waits_all_the_same(
    world: World, closed: str
) -> None:
    EntryNumber.objects.update(
        opens=time(12), closes=time(18), closed=closed, closed_announcement="zu", waiting_announcement="bald"
    )
    decision = world.switch().rings()
    call = Call.objects.get()
    if closed == ClosedBehaviour.REJECT:
        assert decision == {"action": "reject", "reason": "closed", "announce": "zu"}
        assert (call.state, call.end_cause, call.ended_at) == ("ended", "closed", world.time())
        world.desk("tsb1")
        assert world.switch().say("poll") == decision
    else:
        assert (decision["action"], decision["announce"], call.state) == ("wait", "bald", "queued")


@pytest.mark.rule("RUF-18")
def test_operations_set_the_hours_of_a_number_and_wrong_ones_are_refused(world: World) -> None:
    client = browserless()
    client.force_login(world.person(Role.BETRIEB, world.nord.rd))
    entry = EntryNumber.objects.order_by("pk")[0]
    page = f"/telefonie/nummern/{entry.pk}/"
    said = {"weekdays": ["1", "2"], "closed": "queue", "schritt": "speichern"}
    before = counts()
    for wrong in (
        {"opens": "08:00"},
        {"opens": "18:00", "closes": "08:00"},
        {"opens": "25:00", "closes": "26:00"},
    ):
        assert client.post(page, {**said, **wrong}).status_code == 422
    assert counts() == before
    assert client.post(page, {**said, "opens": "08:00", "closes": "18:00"}).status_code == 302
    entry.refresh_from_db()
    assert (entry.opens, entry.closes, entry.weekdays, entry.closed) == (time(8), time(18), [1, 2], "queue")


@pytest.mark.rule("RUF-18")
def test_a_single_day_goes_before_the_week_holidays_and_round_the_clock() -> None:
    christmas, ten = date(2026, 12, 25), datetime(2026, 12, 25, 10, tzinfo=BERLIN)
    for opens in (None, time(8)):
        closes = opens and time(18)
        for day, expected in ((None, False), ((time(9), time(12)), True), ((time(12), time(18)), False)):
            assert is_open(Hours(opens, closes, [1], "SH", {christmas: day}), ten) is expected
    assert is_open(Hours(time(8), time(18), [1], "SH", {date(2026, 12, 24): None}), ten) is False
    assert not is_open(Hours(time(8), time(18), [5], "SH", {}), ten), "a holiday on a Friday"


@pytest.mark.rule("RUF-18")
def test_the_regions_lead_closes_its_numbers_for_a_day_sees_first_what_that_means_and_takes_it_back(
    world: World,
) -> None:
    kiel = EntryNumber.objects.get(agentur=world.nord.agentur)
    second = EntryNumberFactory.create(number="+493023125132", kind=kiel.kind, agentur=kiel.agentur)
    for n in range(5):
        CallFactory(entry_number=kiel, first_queued_at=world.time() - timedelta(days=7, minutes=n))
    client = browserless()
    client.force_login(world.person(Role.SC_REGION, world.nord.region))
    page, day = f"/telefonie/nummern/{kiel.pk}/", berlin_day(world.time())
    asked = {"was": "tage", "day": day.isoformat(), "every": "on", "schritt": "vorschau"}
    shown = client.post(page, asked).content.decode()
    assert "<strong>2 Rufnummern</strong>" in shown
    assert "kamen 5 Anrufe. Außerhalb der Zeiten lagen davon 0; mit der Änderung wären es 5." in shown
    assert not NumberDay.objects.exists(), "a preview writes nothing"
    assert client.post(page, {**asked, "schritt": "speichern"}).status_code == 302
    assert set(NumberDay.objects.values_list("entry", "day", "opens")) == {
        (kiel.pk, day, None),
        (second.pk, day, None),
    }
    decision = world.switch().rings(to=kiel.number)
    assert decision["action"] == "reject"
    said = f"{day:%d.%m.%Y}: – → geschlossen"
    assert said in client.get(page).content.decode()
    assert client.post(f"{page}tag/", {"day": day.isoformat()}).status_code == 302
    assert world.switch().rings(call_id="c2", to=kiel.number)["action"] == "wait"
    service = EntryNumber.objects.get(kind=EntryNumberKind.SERVICE)
    assert client.post(f"/telefonie/nummern/{service.pk}/", asked).status_code == 403, "of all Agenturen"


@pytest.mark.rule("RUF-18")
def test_clients_read_and_set_the_times_of_a_number(world: World) -> None:
    entry = EntryNumber.objects.get(agentur=world.nord.agentur)
    desk = Rest(world.person(Role.SC_REGION, world.nord.region))
    path, day = f"/entry-numbers/{entry.pk}/", berlin_day(world.time()) + ONE_DAY
    week = {
        "opens": "08:00",
        "closes": "18:00",
        "weekdays": [1, 2, 3, 4, 5],
        "closed": "reject",
        "version": 1,
    }
    assert ok(desk.put(f"{path}?dry_run=1", week)) == {"calls": 0, "before": 0, "after": 0}
    made = ok(desk.put(path, week))
    assert (made["opens"], made["weekdays"], made["version"]) == ("08:00", [1, 2, 3, 4, 5], 2)
    assert refusal(desk.put(path, week)) == (409, "stale", "RUF-18")
    closed = ok(desk.put(f"{path}days/{day}/", {"from": None, "until": None}))
    assert closed["days"] == [{"date": day.isoformat(), "from": None, "until": None}]
    assert ok(desk.get("/entry-numbers/"))["results"][1:] == [closed]
    assert ok(desk.delete(f"{path}days/{day}/"))["days"] == []
    wrong: list[tuple[str, dict[str, Any]]] = [
        (f"days/{day - 2 * ONE_DAY}/", {"from": None, "until": None}),
        (f"days/{day}/", {"from": "18:00", "until": "08:00"}),
        ("", {**week, "closes": None, "version": 4}),
    ]
    for where, said in wrong:
        assert refusal(desk.put(path + where, said)) == (422, "invalid_hours", "RUF-18")
    assert desk.put(f"{path}days/{day}/", {"from": "08:00", "until": None}).status_code == 422


def test_the_list_of_numbers_costs_the_same_for_one_and_for_four(world: World) -> None:
    client = browserless()
    client.force_login(world.person(Role.SC_LEAD, world.nord.sc))
    client.get("/telefonie/nummern/")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/telefonie/nummern/").status_code == 200
        return len(asked)

    one = cost()
    for n in range(3):
        made = EntryNumberFactory.create(
            number=f"+49302312514{n}", kind=EntryNumberKind.SAMMEL, agentur=world.nord.agentur
        )
        NumberDay.objects.create(entry=made, day=berlin_day(world.time()))
    assert cost() == one


def test_hold_and_back_over_rest_and_at_the_desk(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    call = switch.connects(desk)
    assert ok(desk.post(f"/calls/{call}/hold/"))["held"] is False, "held once the telephone system says so"
    assert [c["command"] for c in switch.commands()][-1] == "hold"
    switch.say("hold", seq=5)
    assert ok(desk.get(f"/calls/{call}/"))["held"] is True
    ok(desk.post(f"/calls/{call}/unhold/"))
    switch.say("hangup", cause="normalClearing", seq=9)
    assert refusal(desk.post(f"/calls/{call}/hold/")) == (409, "wrong_state", "")


@pytest.mark.rule("RUF-13")
def test_the_timeline_of_a_call_says_why_it_came_here(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    call = switch.connects(desk)
    lines = [line for line in ok(desk.get(f"/calls/{call}/"))["timeline"] if line["verb"] == "decision"]
    assert [line["facts"]["text"] for line in lines] == ["angeboten nach 0 s: 1 frei"]
    client = browserless()
    client.force_login(Person.objects.get(username="tsb1"))
    assert "angeboten nach 0 s: 1 frei" in client.get(f"/leitung/{call}/warum/").content.decode()
