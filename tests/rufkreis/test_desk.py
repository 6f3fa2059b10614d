"""What a person does at the desk, over HTTP."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from routing.rufkreis.models import Call, Identification, Offer, Plan, Presence, Rufkreis
from routing.rufkreis.queries import shown_activity
from routing.rufkreis.rules import roster
from routing.rufkreis.rules.lifecycle import Activity
from socl.journal.models import Entry
from socl.lib.workdays import berlin_day, berlin_iso
from socl.orga.models import Clearance, ClearanceState, Dienstposten, Person, Training
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, browserless, ok, refusal
from tests.api.worlds import World, rows
from tests.factories.orga import tsb

GONE = (409, "offer_gone", "RUF-5")


def activity(desk: Rest) -> str:
    found: str = ok(desk.get("/me/"))["presence"]["activity"]
    return found


@pytest.mark.rule("RUF-5")
def test_accepting_takes_the_offer_and_the_telephone_connects_it(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    offer = switch.rings()["offerId"]
    call = Call.objects.get()
    world.time.goes_on(3)
    assert ok(desk.post(f"/offers/{offer}/accept/")) == {
        "id": call.pk,
        "callId": "c1",
        "state": "offered",
        "rufkreis": "alg",
        "entry_number": "+498004555500",
        "waited_seconds": 3,
        "held": False,
        "identification": None,
    }
    assert activity(desk) == "offered", "the call is answered when the telephone system says so"
    switch.say("answer", offerId=offer)
    assert activity(desk) == "talking"
    assert ok(desk.get("/me/"))["call"]["state"] == "answered"


@pytest.mark.rule("RUF-5")
def test_accepting_again_is_harmless(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    offer = switch.rings()["offerId"]
    first = ok(desk.post(f"/offers/{offer}/accept/"))
    before = rows()
    assert ok(desk.post(f"/offers/{offer}/accept/")) == first
    assert rows() == before


@pytest.mark.rule("RUF-5")
@pytest.mark.parametrize(("after", "gone"), [(19.9, False), (20, True), (300, True)])
def test_an_offer_may_be_accepted_until_its_deadline(world: World, after: float, gone: bool) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    offer = switch.rings()["offerId"]
    world.time.goes_on(after)
    answer = desk.post(f"/offers/{offer}/accept/")
    assert (answer.status_code == 409) is gone
    if gone:
        assert refusal(answer) == GONE
        assert refusal(desk.post(f"/offers/{offer}/decline/")) == GONE


@pytest.mark.rule("RUF-5")
def test_an_offer_that_is_not_mine_or_not_there_is_gone(world: World) -> None:
    switch = world.switch()
    world.desk("tsb1")
    offer = switch.rings()["offerId"]
    other = world.desk("tsb2")
    before = rows("Call", "Offer", "CtiCommand")
    for pk in (offer, "424242", "9" * 30):
        for verb in ("accept", "decline"):
            assert refusal(other.post(f"/offers/{pk}/{verb}/")) == GONE
    assert rows("Call", "Offer", "CtiCommand") == before


@pytest.mark.rule("RUF-5")
def test_an_offer_may_be_accepted_by_a_machine_whose_clock_is_behind(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    offer = switch.rings()["offerId"]
    world.time.goes_on(-60)
    assert ok(desk.post(f"/offers/{offer}/accept/"))["state"] == "offered"
    assert Offer.objects.get().expires_at == world.time() + timedelta(seconds=70)


@pytest.mark.rule("RUF-5")
def test_an_accepted_offer_that_the_telephone_never_answers_expires_after_ten_seconds(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    offer = switch.rings()["offerId"]
    world.time.goes_on(15)
    ok(desk.post(f"/offers/{offer}/accept/"))
    assert Offer.objects.get().expires_at == world.time() + timedelta(seconds=10)
    world.time.goes_on(9)
    assert switch.say("poll")["action"] == "dial"
    world.time.goes_on(1)
    assert switch.say("poll")["action"] == "wait"
    assert Offer.objects.get().state == "expired"
    assert activity(desk) == "idle"


@pytest.mark.rule("RUF-2")
def test_a_declined_call_goes_to_the_next_desk_and_keeps_its_place(world: World) -> None:
    desk, switch = world.desk("tsb1"), world.switch()
    offer = switch.rings("c1")["offerId"]
    queued = Call.objects.get().first_queued_at
    world.time.goes_on(2)
    switch.rings("c2")
    switch.say("poll", "c1")
    declined = ok(desk.post(f"/offers/{offer}/decline/"))
    assert (declined["callId"], declined["state"], declined["waited_seconds"]) == ("c1", "queued", 2)
    assert Call.objects.get(call_id="c1").first_queued_at == queued
    assert switch.say("poll", "c2")["target"] == "tsb1", "what it declined does not stop its next call"
    world.desk("tsb2")
    assert switch.say("poll", "c1")["target"] == "tsb2"


def test_declining_offers_the_call_to_the_next_desk_at_once(world: World) -> None:
    first, switch = world.desk("tsb1"), world.switch()
    offer = switch.rings()["offerId"]
    second = world.desk("tsb2")
    assert ok(first.post(f"/offers/{offer}/decline/"))["state"] == "offered"
    assert ok(second.get("/me/"))["offer"]["call"] == Call.objects.get().pk
    assert ok(first.post(f"/offers/{offer}/decline/"))["state"] == "offered", "a repeat is harmless"


def test_the_offer_at_my_desk_is_shown_with_its_deadline(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    offer = switch.rings()["offerId"]
    assert ok(desk.get("/me/"))["offer"] == {
        "id": int(offer),
        "call": Call.objects.get().pk,
        "rufkreis": "alg",
        "expires_at": berlin_iso(world.time() + timedelta(seconds=20)),
    }
    world.time.goes_on(20)
    assert ok(desk.get("/me/"))["offer"] is None


def test_a_wish_during_a_call_applies_afterwards(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    switch.connects(desk)
    wanted = desk.ready("break")
    assert (wanted["wish"], wanted["activity"]) == ("break", "talking")
    switch.say("hangup", cause="normalClearing")
    ok(desk.post("/me/wrap-up/finish/"))
    assert activity(desk) == "idle"
    assert switch.rings("c2")["action"] == "wait"


@pytest.mark.parametrize("wish", ["break", "training", "off"])
def test_who_does_not_want_calls_is_offered_none(world: World, wish: str) -> None:
    desk = world.desk("tsb1", wish)
    assert world.switch().rings()["action"] == "wait"
    assert [r["reasons"] for r in ok(desk.get("/me/"))["eligible"]] == [["wish"], ["wish"]]


def test_signing_in_brings_the_longest_waiting_call(world: World) -> None:
    switch = world.switch()
    switch.rings("c1")
    switch.rings("c2")
    presence = world.desk("tsb1").ready()
    assert presence["activity"] == "offered"
    assert Offer.objects.get().call.call_id == "c1"


def test_my_presence_says_what_i_want_and_why_i_am_not_asked(world: World) -> None:
    untrained = Rest(tsb(world.nord, username="tsb9", qualified=False))
    assert untrained.ready("alg") == {
        "wish": "alg",
        "activity": "idle",
        "since": berlin_iso(world.time()),
        "eligible": [
            {"rufkreis": "alg", "ok": False, "reasons": ["not_trained", "not_cleared"]},
            {"rufkreis": "general", "ok": False, "reasons": ["wish"]},
        ],
    }


def no_training(who: Person, day: date) -> None:
    Training.objects.filter(person=who).update(completed_on=day + timedelta(days=1))


def no_clearance(who: Person, day: date) -> None:
    Clearance.objects.filter(person=who).update(state=ClearanceState.ENTZOGEN)


def clearance_over(who: Person, day: date) -> None:
    Clearance.objects.filter(person=who).update(valid_until=day)


def not_planned(who: Person, day: date) -> None:
    Plan.objects.create(person=who, day=day, half_hours=roster.GENERAL * roster.HALF_HOURS)


def taken_back(who: Person, day: date) -> None:
    Rufkreis.objects.update(live_from=None)


@pytest.mark.rule("SOCL 2.1/3")
@pytest.mark.parametrize(
    ("lose", "reason"),
    [
        (no_training, "not_trained"),
        (no_clearance, "not_cleared"),
        (clearance_over, "not_cleared"),
        (not_planned, "roster"),
        (taken_back, "not_live"),
    ],
)
def test_losing_a_dated_fact_takes_the_desk_out_of_the_next_offer_and_says_why(
    world: World, lose: Callable[[Person, date], None], reason: str
) -> None:
    who = tsb(world.nord, username="tsb1")
    desk, switch = Rest(who), world.switch()
    desk.ready("both")
    lose(who, berlin_day(world.time()))
    alg, general = ok(desk.get("/me/"))["eligible"]
    assert (alg["reasons"], general["reasons"]) == ([reason], [])
    first = switch.rings("c1")
    if lose is taken_back:  # the call itself goes to the general queue
        assert (first["action"], Call.objects.get().rufkreis.topic) == ("dial", "general")
    else:
        assert first["action"] == "wait"
        assert switch.rings("c2", dtmf=["9"])["target"] == "tsb1"


@pytest.mark.rule("SOCL 2.1/3")
def test_the_open_page_says_by_itself_what_a_lost_fact_takes_away(world: World) -> None:
    who, client = tsb(world.nord, username="tsb1"), browserless()
    client.force_login(who)
    Rest(who).ready("both")
    assert "Bereit. Der nächste Anruf erscheint hier.</p>" in client.get("/platz/leitung/").content.decode()
    no_clearance(who, berlin_day(world.time()))
    line = client.get("/platz/leitung/").content.decode()
    assert (
        "Bereit. Der nächste Anruf erscheint hier. Arbeitslosengeld: zusätzliche Berechtigungen nicht" in line
    )
    Rest(who).ready("alg")
    assert "Bereit, aber ohne Anrufe. Arbeitslosengeld: " in client.get("/platz/leitung/").content.decode()
    Presence.objects.update(activity="not_responding")
    assert "Ihr Telefon war nicht erreichbar." in client.get("/platz/leitung/").content.decode()


def test_who_moves_to_another_service_center_gets_its_calls(world: World) -> None:
    who = tsb(world.nord, username="tsb1")
    Rest(who).ready("both")
    Dienstposten.objects.filter(person=who).update(unit=world.west.sc)
    assert world.switch().rings("c1", dtmf=["9"])["action"] == "wait"
    world.switch().rings("c2", dtmf=["9"], ext={"plz": "58095"})
    assert Rest(who).ready("both")["activity"] == "offered"
    assert Offer.objects.get().call.call_id == "c2"


@pytest.mark.rule("SOCL 2.2/1")
def test_where_soc_l_is_not_live_nobody_is_asked_for_alg(world: World) -> None:
    desk = Rest(tsb(world.west, username="tsbwest"))
    assert desk.ready("both")["eligible"] == [
        {"rufkreis": "alg", "ok": False, "reasons": ["not_live"]},
        {"rufkreis": "general", "ok": True, "reasons": []},
    ]


def test_a_desk_silent_for_thirty_seconds_is_lagging_and_not_asked(world: World) -> None:
    desk, watcher = world.desk("tsb1"), world.switch()
    world.time.goes_on(30)
    assert watcher.rings("c1")["action"] == "dial"
    watcher.say("hangup", "c1", cause="cancel")
    world.time.goes_on(0.1)
    assert watcher.rings("c2")["action"] == "wait"
    assert shown_activity(Presence.objects.get(), world.time()) is Activity.LAGGING
    assert activity(desk) == "idle", "asking shows that it is there"
    assert watcher.say("poll", "c2")["action"] == "dial"


def test_any_authenticated_request_is_a_heartbeat(world: World) -> None:
    desk = world.desk("tsb1")
    for path in ("/me/", "/calls/424242/", "/teams/alg-131/slots/?kind=sonstiges"):
        world.time.goes_on(20)
        desk.get(path)
        assert Presence.objects.get().last_seen_at == world.time()


def test_a_heartbeat_is_written_every_five_seconds_at_most(world: World) -> None:
    desk, begin = world.desk("tsb1"), world.time()
    world.time.goes_on(5)
    desk.get("/me/")
    assert Presence.objects.get().last_seen_at == begin
    world.time.goes_on(0.1)
    desk.get("/me/")
    assert Presence.objects.get().last_seen_at == world.time()


def test_a_heartbeat_makes_no_desk_of_somebody_who_has_none(world: World) -> None:
    ok(Rest(tsb(username="tsb1")).get("/me/"))
    assert not Presence.objects.exists()


@pytest.mark.rule("RUF-6")
def test_an_identification_keeps_which_features_matched_and_replaces_the_earlier_one(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    pk = switch.connects(desk)
    ok(desk.post(f"/calls/{pk}/identification/", {"result": "not_asked"}))
    said = {
        "result": "confirmed",
        "features": ["name", "date_of_birth", "kundennummer"],
        "name": "Mara Beispiel",
        "kundennummer": "131A123456",
    }
    expected = {**said, "at": berlin_iso(world.time())}
    assert ok(desk.post(f"/calls/{pk}/identification/", said)) == expected
    assert ok(desk.get(f"/calls/{pk}/"))["identification"] == expected
    assert list(Identification.objects.order_by("pk").values_list("result", "current")) == [
        ("not_asked", False),
        ("confirmed", True),
    ]


@pytest.mark.rule("RUF-6")
def test_no_date_of_birth_is_kept_and_no_name_in_the_journal(world: World) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    pk = switch.connects(desk)
    said = {"result": "confirmed", "features": ["date_of_birth"], "name": "Mara Beispiel"}
    ok(desk.post(f"/calls/{pk}/identification/", {**said, "date_of_birth": "1980-01-02"}))
    assert "1980" not in str(Identification.objects.values().get())
    assert Entry.objects.filter(verb="identify").values_list("facts", flat=True).get() == {
        "result": "confirmed",
        "features": ["date_of_birth"],
    }


def test_who_has_no_desk_has_none_of_its_verbs(world: World) -> None:
    os = world.staff(Role.OS_STAFF, world.nord.team)
    assert refusal(os.put("/me/presence/", {"wish": "alg"})) == (403, "forbidden", "")
    for path in ("/offers/1/accept/", "/offers/1/decline/", "/calls/1/hangup/", "/me/wrap-up/finish/"):
        assert refusal(os.post(path)) == (403, "forbidden", "")
