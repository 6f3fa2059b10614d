"""Opening hours, holidays, announcements and what happens to a call that comes when a number is closed."""

from datetime import datetime, time

import pytest

from routing.rufkreis.models import Call, ClosedBehaviour, EntryNumber
from routing.rufkreis.rules.hours import Hours, is_open
from socl.lib.workdays import BERLIN
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import browserless, ok, refusal
from tests.api.worlds import World, counts

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
    page, said = f"/telefonie/nummern/{entry.pk}/", {"weekdays": ["1", "2"], "closed": "queue"}
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
