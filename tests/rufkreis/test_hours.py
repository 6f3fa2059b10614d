"""Opening hours, holidays, announcements and what happens to a call that comes when a number is closed."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from routing.rufkreis.models import Call, ClosedBehaviour, EntryNumber, EntryNumberKind, NumberDay
from routing.rufkreis.queries.numbers import number_json
from routing.rufkreis.rules.hours import Hours, Week, is_open
from socl.lib.workdays import BERLIN, ONE_DAY, berlin_day
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, browserless, ok, refusal
from tests.api.worlds import World, counts
from tests.factories.rufkreis import CallFactory, EntryNumberFactory

ALWAYS = Week(None, None, [])
OFFICE = ("08:00", "18:00", [1, 2, 3, 4, 5])


def hours(opens: str, closes: str, weekdays: list[int], land: str = "SH") -> Hours:
    return Hours(Week(time.fromisoformat(opens), time.fromisoformat(closes), weekdays), land)


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
    assert is_open(Hours(ALWAYS, land), at), "without times: round the clock"
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
            assert is_open(Hours(Week(opens, closes, [1]), "SH", {christmas: day}), ten) is expected
    eve = {date(2026, 12, 24): None}
    assert is_open(Hours(Week(time(8), time(18), [1]), "SH", eve), ten) is False
    assert not is_open(Hours(Week(time(8), time(18), [5]), "SH"), ten), "a holiday on a Friday"


@pytest.mark.rule("RUF-18")
def test_the_old_week_holds_until_the_next_one_begins() -> None:
    begins = date(2026, 10, 26)  # the Monday after the night with two hours of two
    hours = Hours(ALWAYS, "SH", following=(begins, Week(time(8), time(18), [1, 2, 3, 4, 5])))
    moments = {
        "2026-10-25 02:30": True,
        "2026-10-25 23:59": True,
        "2026-10-26 00:00": False,
        "2026-10-26 08:00": True,
        "2026-10-31 10:00": False,  # Reformation Day: the new week keeps holidays, and it is a Saturday
    }
    found = {m: is_open(hours, datetime.fromisoformat(m).replace(tzinfo=BERLIN)) for m in moments}
    assert found == moments
    again = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1)
    assert is_open(hours, again)


@pytest.mark.rule("RUF-18")
def test_a_week_may_begin_on_a_later_day_is_shown_first_and_taken_back(world: World) -> None:
    kiel, today = EntryNumber.objects.get(agentur=world.nord.agentur), berlin_day(world.time())
    client, begins = browserless(), today + 7 * ONE_DAY
    who = world.person(Role.SC_REGION, world.nord.region)
    client.force_login(who)
    page = f"/telefonie/nummern/{kiel.pk}/"
    week = {"was": "woche", "opens": "09:00", "closes": "17:00", "weekdays": ["1", "2"], "closed": "queue"}
    asked = {**week, "valid_from": begins.isoformat()}
    before = counts()
    shown = client.post(page, {**asked, "schritt": "vorschau"}).content.decode()
    assert f"Woche ab {begins:%d.%m.%Y}" in shown and "Mo, Di 09:00–17:00 Uhr" in shown
    for day in (today - ONE_DAY, date(2100, 1, 1)):
        refused = client.post(page, {**week, "valid_from": day.isoformat(), "schritt": "speichern"})
        assert refused.status_code == 422
    assert counts() == before
    assert client.post(page, {**asked, "schritt": "speichern"}).status_code == 302
    said = f"rund um die Uhr, ab {begins:%d.%m.%Y} Mo, Di 09:00–17:00 Uhr"
    for where in (page, "/telefonie/nummern/"):
        assert said in client.get(where).content.decode()
    kiel.refresh_from_db()
    assert (kiel.opens, kiel.closed, kiel.version) == (None, "queue", 2), "what is heard counts at once"
    assert number_json(kiel, world.time())["is_open"]
    world.time.goes_on(days=7, hours=12)  # a Tuesday evening
    told = number_json(kiel, world.time())
    assert (told["opens"], told["is_open"], told["next_week"]) == ("09:00", False, None)
    rest = Rest(who)
    later = {**told, "opens": "10:00", "valid_from": (begins + 7 * ONE_DAY).isoformat()}
    made = ok(rest.put(f"/entry-numbers/{kiel.pk}/", later))
    assert (made["opens"], made["next_week"]["opens"]) == ("09:00", "10:00"), (
        "the week that began is the old one now"
    )
    back = ok(rest.delete(f"/entry-numbers/{kiel.pk}/next-week/"))
    assert (back["opens"], back["next_week"], back["version"]) == ("09:00", None, 4)
    assert ok(rest.delete(f"/entry-numbers/{kiel.pk}/next-week/"))["version"] == 4, "there is none"
    facts = [change.facts for change in kiel.changes.order_by("version")]
    ending = {f"Woche ab {begins + 7 * ONE_DAY:%d.%m.%Y}": ["Mo, Di 10:00–17:00 Uhr", ""]}
    assert facts[-1] == ending


@pytest.mark.rule("SOCL 2.1/2")
def test_numbers_are_found_by_number_agentur_region_and_topic(world: World) -> None:
    client = browserless()
    who = world.person(Role.BETRIEB, world.nord.rd)
    client.force_login(who)
    EntryNumberFactory.create(number="+493023125199", agentur=world.west.agentur, menu={"9": "general"})
    every = list(EntryNumber.objects.order_by("pk"))
    west, nord = world.west.agentur, world.nord.agentur

    def found(**asked: str) -> set[str]:
        answer = client.get("/telefonie/nummern/", asked)
        assert answer.status_code == 200
        return {row[0].number for row in answer.context["rows"]}

    def with_agentur(agentur: Any) -> set[str]:
        return {e.number for e in every if agentur and e.agentur_id == agentur.pk}

    assert found() == {e.number for e in every}
    assert found(suche="0800 4555500") == {"+498004555500"}
    assert found(suche="030 / 23125-131") == {"+493023125131"}
    assert found(suche=nord.name[-4:].upper()) == with_agentur(nord)
    assert found(region=world.west.region.key) == with_agentur(west)
    assert found(region=world.west.region.key, thema="alg") == with_agentur(west) - {"+493023125199"}
    assert "Keine Nummer passt dazu" in client.get("/telefonie/nummern/?suche=nirgends").content.decode()
    assert client.get("/telefonie/nummern/?region=mond").status_code == 422
    rest = Rest(who)
    told = ok(rest.get("/entry-numbers/?search=4555500&topic=alg"))["results"]
    assert [row["number"] for row in told] == ["+498004555500"]


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
