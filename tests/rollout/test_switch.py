"""The switch: closed while a Pflicht is open, opened by readiness or two signatures, taken back without losing a call."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from rollout.actions.switch import open_region, roll_back, sign_override
from rollout.models import Signature, Switch, WaveRegion
from rollout.queries.switch import expected_load, side_of
from rollout.rules.checklist import Klasse
from rollout.rules.readiness import Fact, Finding
from rollout.rules.switch import Side, key_of, uncovered
from routing.rufkreis.actions.sweep import sweep
from routing.rufkreis.models import Call, Rufkreis
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.lifecycle import CallState
from socl.lib.refusal import Refusal
from socl.orga.models import Dienstposten, Person, Unit
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, Time, ok, problem
from tests.api.worlds import World, small_world
from tests.factories.kalender import AT, system
from tests.factories.orga import person
from tests.factories.rollout import wave_region
from tests.factories.rufkreis import CallFactory
from tests.kills import for_every_statement

SOON = AT + timedelta(hours=2)


def finding(unit: str, fact: Fact = Fact.HOTLINE) -> Finding:
    return Finding(fact, "SOCL 3/OS/2", Klasse.PFLICHT, unit, unit, "fehlt")


@pytest.mark.rule("EINF-4")
@pytest.mark.parametrize(
    ("rd", "sc", "left"),
    [
        ([], [], ["a", "b"]),
        (["a", "b"], [], ["a", "b"]),
        (["a", "b"], ["a"], ["b"]),
        (["a"], ["b"], ["a", "b"]),
        (["a", "b"], ["a", "b", "c"], []),
    ],
)
def test_a_finding_is_covered_only_by_both_sides(rd, sc, left):
    red = [finding("a"), finding("b")]
    signed = {
        side: [key_of(finding(unit)) for unit in units]
        for side, units in ((Side.RD, rd), (Side.SC_REGION, sc))
    }
    assert [f.unit for f in uncovered(red, signed)] == left


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """Nord not live yet, with everything still open."""
    time = Time(AT)
    monkeypatch.setattr("socl.core.clock.now", time)
    found = small_world(time)
    Rufkreis.objects.update(live_from=None)
    wave_region(found.nord)
    return found


def row_of(world: World) -> WaveRegion:
    found: WaveRegion = WaveRegion.objects.whole().get(programme__code="soc_l", region=world.nord.region)
    return found


def signers(world: World) -> dict[Side, Person]:
    return {
        Side.RD: person(Role.RD, world.nord.rd, username="rd"),
        Side.SC_REGION: person(Role.SC_REGION, world.nord.region, username="rsc"),
    }


def signed(world: World) -> WaveRegion:
    row = row_of(world)
    for side, who in signers(world).items():
        sign_override(wave_region=row, side=side, reason="Start zugesagt", by=who, at=AT)
    return row


@pytest.mark.rule("EINF-4")
def test_an_open_pflicht_keeps_a_region_closed(world):
    with pytest.raises(Refusal) as no:
        open_region(wave_region=row_of(world), live_from=SOON, by=system(), at=AT)
    assert (no.value.code, no.value.rule, no.value.status) == ("not_ready", "EINF-4", 409)
    assert {f["class"] for f in no.value.extra["findings"]} == {"pflicht"}
    assert not Switch.objects.exists() and not Rufkreis.objects.filter(live_from__isnull=False).exists()


@pytest.mark.rule("EINF-4")
@pytest.mark.rule("SOCL 2/5")
@pytest.mark.rule("SOCL 2/6")
def test_a_region_without_an_open_pflicht_goes_live_at_its_time_and_no_other(world, monkeypatch):
    monkeypatch.setattr("rollout.actions.switch.findings", lambda row, at: [])
    with pytest.raises(Refusal) as no:
        open_region(wave_region=row_of(world), live_from=AT - timedelta(seconds=1), by=system(), at=AT)
    assert no.value.code == "in_the_past"
    structures = (list(Unit.objects.values()), list(Dienstposten.objects.values()))
    row = open_region(wave_region=row_of(world), live_from=SOON, by=system(), at=AT)
    assert (list(Unit.objects.values()), list(Dienstposten.objects.values())) == structures
    assert (row.live_from, Switch.objects.get().red) == (SOON, 0)
    live = Rufkreis.objects.filter(live_from__isnull=False).values_list("unit__key", "topic", "live_from")
    assert list(live) == [("sc-nord", Topic.ALG, SOON)]
    with pytest.raises(Refusal) as no:
        open_region(wave_region=row, live_from=None, by=system(), at=AT)
    assert no.value.code == "already_open"


@pytest.mark.rule("EINF-4")
def test_two_persons_of_two_sides_sign_for_what_is_open_and_for_nothing_else(world):
    row, who = row_of(world), signers(world)
    with pytest.raises(Refusal) as no:
        sign_override(wave_region=row, side=Side.RD, reason=" ", by=who[Side.RD], at=AT)
    assert (no.value.code, no.value.status) == ("reason_missing", 422)
    sign_override(wave_region=row, side=Side.RD, reason="eilt", by=who[Side.RD], at=AT)
    with pytest.raises(Refusal) as no:
        sign_override(wave_region=row, side=Side.SC_REGION, reason="eilt", by=who[Side.RD], at=AT)
    assert no.value.code == "same_person"
    with pytest.raises(Refusal) as no:
        open_region(wave_region=row, live_from=None, by=who[Side.RD], at=AT)
    assert no.value.code == "not_ready"
    sign_override(wave_region=row, side=Side.SC_REGION, reason="auch", by=who[Side.SC_REGION], at=AT)
    opened = open_region(wave_region=row, live_from=None, by=who[Side.RD], at=AT)
    switch = Switch.objects.get()
    assert (opened.live_from, switch.red, switch.signatures.count()) == (AT, 15, 2)
    assert not Signature.objects.filter(ended_at=None).exists()


@pytest.mark.rule("EINF-4")
def test_a_pflicht_that_comes_after_the_signatures_is_not_covered(world, monkeypatch):
    row = signed(world)
    monkeypatch.setattr("rollout.actions.switch.findings", lambda row, at: [finding("os-neu")])
    with pytest.raises(Refusal) as no:
        open_region(wave_region=row, live_from=None, by=system(), at=AT)
    assert [f["unit"] for f in no.value.extra["findings"]] == ["os-neu"]


@pytest.mark.rule("EINF-4")
def test_the_database_knows_two_persons_and_one_signature_a_side(world):
    row = signed(world)
    first = Signature.objects.get(side=Side.RD)
    for change in ({"by": Signature.objects.get(side=Side.SC_REGION).by}, {"side": Side.SC_REGION}):
        with pytest.raises(IntegrityError, match="signature_"), transaction.atomic():
            Signature.objects.filter(pk=first.pk).update(**change)
    again = sign_override(wave_region=row, side=Side.RD, reason="neu", by=first.by, at=AT)
    assert list(Signature.objects.filter(ended_at=None, side=Side.RD)) == [again]


@pytest.mark.rule("EINF-4")
def test_a_side_is_signed_for_by_its_office_in_this_region(world):
    who = signers(world)
    day = AT.date()
    assert {s: side_of(p, world.nord.region, day) for s, p in who.items()} == {s: s for s in Side}
    assert {side_of(p, world.west.region, day) for p in who.values()} == {None}


@pytest.mark.rule("EINF-4")
def test_before_it_the_expected_load_stands_beside_the_plan(world):
    rufkreis = Rufkreis.objects.get(unit=world.nord.sc, topic=Topic.GENERAL)
    week_ago = AT - timedelta(days=7)
    for n in range(30):
        CallFactory(
            call_id=f"alt-{n}",
            rufkreis=rufkreis,
            state=CallState.ENDED,
            ended_at=week_ago,
            first_queued_at=week_ago,
        )
    [load] = expected_load(row_of(world), AT.date())
    assert (load.unit, load.is_estimated, len(load.needs), load.short) == (world.nord.sc, True, 20, 1)
    assert load.is_known and not expected_load(row_of(world), SOON.date() + timedelta(days=1))[0].is_known
    [busy] = [need for need in load.needs if need.calls]
    assert (busy.begin, busy.calls, busy.planned) == (AT, 10.0, 0)
    assert busy.desks and busy.missing == busy.desks


@pytest.mark.rule("EINF-5")
def test_under_traffic_a_region_is_opened_and_taken_back_and_no_call_is_lost(world):
    pbx, desk = world.switch(), world.desk("tsb1", "general")
    pbx.rings("vorher")  # before the start: the general queue
    row = signed(world)
    open_region(wave_region=row, live_from=None, by=system(), at=AT)
    offered = desk.offer()
    ok(desk.post(f"/offers/{offered}/accept/"))
    pbx.say("answer", "vorher", offerId=offered)
    pbx.connects(world.desk("tsb2", "alg"), "im-gespraech")
    ringing = world.desk("tsb3", "both")
    pbx.rings("klingelt")
    pbx.rings("wartet")
    pbx.rings("westen", ext={"plz": "58095"})  # the same number, from a region that is not live
    west = Call.objects.select_related("rufkreis__unit").get(call_id="westen")
    assert (west.rufkreis.unit, west.rufkreis.topic) == (world.west.sc, Topic.GENERAL)
    pbx.say("hangup", "westen", cause="cancel")
    topics = dict(Call.objects.exclude(call_id="westen").values_list("call_id", "rufkreis__topic"))
    assert topics == {"vorher": "general", "im-gespraech": "alg", "klingelt": "alg", "wartet": "alg"}
    before = dict(Call.objects.values_list("call_id", "first_queued_at"))

    switch = roll_back(wave_region=row, reason="Störung", by=system(), at=AT)

    assert switch.moved == 2
    assert states() == {
        "vorher": "answered",
        "im-gespraech": "answered",
        "klingelt": "offered",
        "wartet": "queued",
    }
    assert dict(Call.objects.values_list("call_id", "first_queued_at")) == before
    assert set(Call.objects.filter(answered_at=None).values_list("rufkreis__topic", flat=True)) == {"general"}
    ok(ringing.post(f"/offers/{ringing.offer()}/decline/"))
    world.desk("tsb4", "general")
    pbx.rings("nachher")
    assert states() == {
        "vorher": "answered",
        "im-gespraech": "answered",
        "klingelt": "offered",
        "wartet": "offered",
        "nachher": "queued",
    }
    assert Call.objects.get(call_id="nachher").rufkreis.topic == Topic.GENERAL


def states() -> dict[str, str]:
    return dict(Call.objects.exclude(call_id="westen").values_list("call_id", "state"))


@pytest.mark.rule("EINF-5")
def test_a_call_that_came_while_it_was_taken_back_is_found_by_the_sweep(world):
    """The race: the call was placed by what was read just before."""
    alg = Rufkreis.objects.get(unit=world.nord.sc, topic=Topic.ALG)
    stray = CallFactory.create(call_id="dazwischen", rufkreis=alg, pbx=world.pbx, last_polled_at=AT)
    sweep(at=AT)
    stray.refresh_from_db()
    assert (stray.rufkreis.topic, stray.first_queued_at, stray.state) == (Topic.GENERAL, AT, CallState.QUEUED)


@pytest.mark.rule("EINF-5")
def test_what_is_not_open_is_not_taken_back(world):
    for reason, code in (("Störung", "not_open"), (" ", "reason_missing")):
        with pytest.raises(Refusal) as no:
            roll_back(wave_region=row_of(world), reason=reason, by=system(), at=AT)
        assert no.value.code == code


def test_a_page_and_rest_lead_through_the_whole_way(world):
    who = signers(world)
    rd, rsc = Client(), Rest(who[Side.SC_REGION])
    rd.force_login(who[Side.RD])
    url = "/einfuehrung/soc_l/sc-region-nord"
    page = rd.get(f"{url}/schalten/").content.decode()
    assert "15 offene Pflichten halten den Start auf." in page
    refused = rd.post(f"{url}/oeffnen/", {"now": "on"})
    assert (
        refused.status_code,
        "Offene Pflichten halten den Start auf: 15." in refused.content.decode(),
    ) == (422, True)
    assert rd.post(f"{url}/ausnahme/", {"reason": ""}).status_code == 422
    assert rd.post(f"{url}/ausnahme/", {"reason": "eilt"}).status_code == 302
    path = "/rollout/regions/sc-region-nord"
    no = problem(rsc.post(f"{path}/open/"))
    assert (no["status"], no["code"], no["rule"], len(no["findings"])) == (409, "not_ready", "EINF-4", 15)
    done = ok(rsc.post(f"{path}/override/", {"reason": "auch"}))
    assert (done["missing"], [s["side"] for s in done["signatures"]]) == (0, ["rd", "sc_region"])
    opened = ok(rsc.post(f"{path}/open/", {"live_from": "2026-11-18T08:00:00+01:00"}, key="a"))
    assert (opened["state"], opened["live_from"]) == ("scheduled", "2026-11-18T08:00:00+01:00")
    assert ok(rsc.post(f"{path}/open/", {"live_from": "2026-11-18T08:00:00+01:00"}, key="a")) == opened
    assert "Region zurücknehmen" in rd.get(f"{url}/schalten/").content.decode()
    assert rd.post(f"{url}/ruecknahme/", {"reason": ""}).status_code == 422
    back = ok(rsc.post(f"{path}/rollback/", {"reason": "Störung"}))
    assert (back["state"], back["live_from"]) == ("late", None)
    assert problem(rsc.post(f"{path}/rollback/", {"reason": "x"}))["code"] == "not_open"
    assert "Unterschrift Regionaldirektion" in rd.get(f"{url}/schalten/").content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("EINF-5")
def test_a_kill_at_any_statement_leaves_a_region_open_or_taken_back(monkeypatch):
    world = small_world(Time(AT))
    row = wave_region(world.nord)
    WaveRegion.objects.filter(pk=row.pk).update(live_from=AT)
    monkeypatch.setattr("rollout.actions.readiness.findings", lambda row, at: [])
    world.switch()
    CallFactory(
        call_id="wartet", pbx=world.pbx, rufkreis=Rufkreis.objects.get(unit=world.nord.sc, topic="alg")
    )

    def check() -> None:
        live = WaveRegion.objects.get(pk=row.pk).live_from is not None
        alg = Rufkreis.objects.get(unit=world.nord.sc, topic=Topic.ALG)
        assert (alg.live_from is not None) == live
        assert Switch.objects.exists() == (not live)
        assert Call.objects.get(call_id="wartet").rufkreis.topic == (Topic.ALG if live else Topic.GENERAL)

    kills = for_every_statement(
        lambda: roll_back(wave_region=row, reason="Störung", by=system(), at=AT), check
    )
    assert kills > 8
    assert Switch.objects.count() == 1
