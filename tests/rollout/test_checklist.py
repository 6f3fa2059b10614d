"""Checklists: every Einzelauftrag of both directives becomes an item of its units, is ticked, and stays known."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from rollout.actions import meetings
from rollout.actions.checklist import tick
from rollout.actions.loading import load
from rollout.actions.programme import plan_region
from rollout.models import Arbeitsmittel, ChecklistItem, Level, MeetingKind
from rollout.queries import checklist
from rollout.rules.checklist import MOVES, ItemState, Klasse, Step, arbeitsmittel, auftraege, next_due
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.orga.models import Unit, UnitKind
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok, problem
from tests.factories.kalender import AT, system
from tests.factories.orga import CoordinatorFactory, Region, UnitFactory, nord, person, west
from tests.factories.rollout import wave_region

pytestmark = pytest.mark.django_db
AUFTRAEGE = {a.key: a for a in auftraege()}
TODAY = date(2026, 11, 17)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Region]:
    """Nord with all its checklists, built once and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        here = nord()
        wave_region(here)
        yield here
        transaction.set_rollback(True)


def of(region: Region, kind: str) -> Unit:
    units = {"rd": region.rd, "sc_region": region.region, "sc": region.sc, "os": region.os}
    return {**units, "agentur": region.agentur}[kind]


def item_of(region: Region, key: str) -> ChecklistItem:
    unit = of(region, AUFTRAEGE[key].unit_kind)
    return ChecklistItem.objects.select_related("auftrag", "wave_region").get(auftrag__key=key, unit=unit)


def told(key: str, mark: Any) -> Any:
    return pytest.param(key, id=key, marks=mark)


STORIES = [
    told("socl-rd-1", pytest.mark.rule("SOCL 3/RD/1")),
    told("socl-rd-2", pytest.mark.rule("SOCL 3/RD/2")),
    told("socl-rd-3", pytest.mark.rule("SOCL 3/RD/3")),
    told("socl-rd-4", pytest.mark.rule("SOCL 3/RD/4")),
    told("socl-rd-5", pytest.mark.rule("SOCL 2.2/2")),
    told("socl-rsc-1", pytest.mark.rule("SOCL 3/RSC/1")),
    told("socl-rsc-2", pytest.mark.rule("SOCL 3/RSC/2")),
    told("socl-rsc-3", pytest.mark.rule("SOCL 3/RSC/3")),
    told("socl-rsc-4", pytest.mark.rule("SOCL 3/RSC/4")),
    told("socl-rsc-5", pytest.mark.rule("SOCL 2.2/4")),
    told("socl-rsc-6", pytest.mark.rule("SOCL 2.2/5")),
    told("socl-sc-1", pytest.mark.rule("SOCL 3/SC/1")),
    told("socl-sc-2", pytest.mark.rule("SOCL 3/SC/2")),
    told("socl-sc-3", pytest.mark.rule("SOCL 3/SC/3")),
    told("socl-sc-4", pytest.mark.rule("SOCL 3/SC/4")),
    told("socl-sc-5", pytest.mark.rule("SOCL 3/SC/5")),
    told("socl-sc-6", pytest.mark.rule("SOCL 3/SC/6")),
    told("socl-sc-7", pytest.mark.rule("SOCL 3/SC/7")),
    told("socl-os-1", pytest.mark.rule("SOCL 3/OS/1")),
    told("socl-os-2", pytest.mark.rule("SOCL 3/OS/2")),
    told("socl-os-3", pytest.mark.rule("SOCL 3/OS/3")),
    told("socl-os-4", pytest.mark.rule("SOCL 3/OS/4")),
    told("socl-os-5", pytest.mark.rule("SOCL 3/OS/5")),
    told("socl-os-6", pytest.mark.rule("SOCL 3/OS/6")),
    told("otv-rd-1", pytest.mark.rule("OTV 3/RD/1")),
    told("otv-rd-2", pytest.mark.rule("OTV 3/RD/2")),
    told("otv-aa-1", pytest.mark.rule("OTV 3/AA/1")),
    told("otv-aa-2", pytest.mark.rule("OTV 3/AA/2")),
    told("otv-aa-3", pytest.mark.rule("OTV 3/AA/3")),
    told("otv-aa-4", pytest.mark.rule("OTV 3/AA/4")),
    told("otv-aa-5", pytest.mark.rule("OTV 3/AA/5")),
    told("otv-aa-6", pytest.mark.rule("OTV 3/AA/6")),
    told("otv-aa-7", pytest.mark.rule("OTV 3/AA/7")),
    told("otv-aa-8", pytest.mark.rule("OTV 3/AA/8")),
    told("otv-aa-9", pytest.mark.rule("OTV 2/15")),
    told("otv-sc-1", pytest.mark.rule("OTV 3/SC/1")),
    told("otv-sc-2", pytest.mark.rule("OTV 3/SC/2")),
    told("otv-sc-3", pytest.mark.rule("OTV 3/SC/3")),
]


def test_every_einzelauftrag_has_its_story():
    assert [story.id for story in STORIES] == list(AUFTRAEGE)
    read = {story.id: story.marks[0].args[0] for story in STORIES}
    assert read == {key: a.rule for key, a in AUFTRAEGE.items()}


@pytest.mark.rule("EINF-2")
@pytest.mark.parametrize("key", STORIES)
def test_an_einzelauftrag_is_an_item_of_its_unit_ticked_with_evidence_and_kept(built, db, key):
    auftrag, item = AUFTRAEGE[key], item_of(built, key)
    first = item.wave_region.planned_on + timedelta(days=auftrag.days)
    assert (item.due_on, item.state, item.klasse) == (first, "open", auftrag.klasse)
    who = system()
    after = tick(item=item, step=Step.DONE, note="besprochen", evidence="Az. 1", by=who, at=AT)
    if auftrag.every:
        assert after.state == ItemState.OPEN
        assert TODAY < after.due_on <= TODAY + timedelta(days=auftrag.every)
        assert (after.due_on - first).days % auftrag.every == 0
    else:
        assert (after.state, after.due_on, after.closed_at) == (ItemState.DONE, first, AT)
    [said] = checklist.history(after)
    assert (said.state, said.due_on, said.note, said.evidence, said.by) == (
        "done",
        first,
        "besprochen",
        "Az. 1",
        who,
    )
    assert Entry.objects.get(verb="tick").rule == auftrag.rule


@pytest.mark.rule("EINF-2")
def test_what_recurs_is_done_once_a_day_for_sent_twice_it_would_skip_a_turn(built, db):
    item = item_of(built, "socl-sc-6")
    done: dict[str, Any] = {"item": item, "step": Step.DONE, "note": "", "evidence": "", "by": system()}
    due = tick(**done, at=AT).due_on
    with pytest.raises(Refusal, match="heute schon"):
        tick(**done, at=AT)
    assert tick(**done, at=AT + timedelta(days=1)).due_on == due + timedelta(days=28)


@pytest.mark.rule("EINF-2")
@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("state", ItemState)
def test_a_step_starts_from_its_states_and_from_no_other(built, db, state, step):
    item = item_of(built, "socl-rsc-5")  # no Pflicht: it may be dropped
    closed_at = AT if state in (ItemState.DONE, ItemState.DROPPED) else None
    ChecklistItem.objects.filter(pk=item.pk).update(state=state, closed_at=closed_at)
    if MOVES[step].allows(state):
        assert (
            tick(item=item, step=step, note="x", evidence="", by=system(), at=AT).state == MOVES[step].target
        )
    else:
        with pytest.raises(Refusal) as no:
            tick(item=item, step=step, note="x", evidence="", by=system(), at=AT)
        assert no.value.code == "wrong_state"
        item.refresh_from_db()
        assert item.state == state


@pytest.mark.rule("EINF-2")
def test_a_pflicht_never_drops_out_neither_by_verb_nor_in_the_database(built, db):
    item = item_of(built, "socl-os-4")
    with pytest.raises(Refusal) as no:
        tick(item=item, step=Step.DROP, note="weil", evidence="", by=system(), at=AT)
    assert (no.value.code, no.value.rule) == ("duty", "EINF-2")
    with pytest.raises(IntegrityError, match="checklist_item_duty_stays"), transaction.atomic():
        ChecklistItem.objects.filter(pk=item.pk).update(state=ItemState.DROPPED, closed_at=AT)
    with pytest.raises(Refusal) as no:
        optional = item_of(built, "socl-rsc-5")
        tick(item=optional, step=Step.DROP, note=" ", evidence="", by=system(), at=AT)
    assert (no.value.code, no.value.status) == ("note_missing", 422)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (TODAY + timedelta(days=3), TODAY + timedelta(days=31)),
        (TODAY, TODAY + timedelta(days=28)),
        (TODAY - timedelta(days=28), TODAY + timedelta(days=28)),
        (TODAY - timedelta(days=29), TODAY + timedelta(days=27)),
    ],
)
def test_a_rhythm_goes_on_after_today_in_its_own_steps(due, expected):
    assert next_due(due, 28, TODAY) == expected


def test_loading_again_adds_what_is_new_and_keeps_what_is_ticked(built, db):
    item = item_of(built, "socl-sc-3")
    tick(item=item, step=Step.DONE, note="", evidence="", by=system(), at=AT)
    assert load(at=AT) == 0
    UnitFactory(key="os-9", kind=UnitKind.OS, parent=built.rd, region=built.region)
    assert load(at=AT) == sum(a.unit_kind == "os" for a in AUFTRAEGE.values()) == 6
    item.refresh_from_db()
    assert item.state == ItemState.DONE


def test_a_new_plan_moves_what_is_unfinished_and_nothing_else(built, db):
    row = item_of(built, "socl-sc-3").wave_region
    before = {i.pk: i.due_on for i in row.items.all()}
    done = item_of(built, "socl-sc-3")
    tick(item=done, step=Step.DONE, note="", evidence="", by=system(), at=AT)
    to = row.planned_on + timedelta(days=14)
    plan_region(wave_region=row, planned_on=to, team_until=to + timedelta(days=90), by=system(), at=AT)
    moved = {i.pk: i.due_on - before[i.pk] for i in row.items.all()}
    assert moved.pop(done.pk) == timedelta(0)
    assert set(moved.values()) == {timedelta(days=14)}


@pytest.mark.rule("SOCL 2.2/3")
def test_the_einfuehrungsteam_are_all_who_are_named_in_the_region_until_its_end(built, db):
    row = item_of(built, "socl-sc-3").wave_region
    named = [CoordinatorFactory.create(unit=unit) for unit in (built.os, built.sc)]
    CoordinatorFactory(unit=west().sc)
    CoordinatorFactory(unit=built.sc, programme="otv")
    assert checklist.team_of(row, row.team_until - timedelta(days=1)) == named
    assert checklist.team_of(row, row.team_until) == []


@pytest.mark.rule("SOCL 2/3")
def test_gespraechsformate_go_on_in_their_rhythm_on_both_levels(built, db):
    row, who = item_of(built, "socl-sc-3").wave_region, system()
    weekly, kickoff = (
        meetings.plan_meeting(
            wave_region=row,
            kind=kind,
            level=level,
            title="Treffen",
            unit=unit,
            every_days=every,
            next_on=TODAY - timedelta(days=1),
            by=who,
            at=AT,
        )
        for kind, level, unit, every in (
            (MeetingKind.GESPRAECH, Level.ARBEIT, None, 7),
            (MeetingKind.AUFTAKT, Level.LEITUNG, built.sc, None),
        )
    )
    held = meetings.note_held(meeting=weekly, held_on=TODAY, by=who, at=AT)
    assert (held.last_held_on, held.next_on) == (TODAY, TODAY + timedelta(days=6))
    for day in (TODAY, TODAY - timedelta(days=1)):  # sent twice, or the one before
        twice = meetings.note_held(meeting=weekly, held_on=day, by=who, at=AT)
        assert (twice.last_held_on, twice.next_on) == (TODAY, TODAY + timedelta(days=6))
    over = meetings.note_held(meeting=kickoff, held_on=TODAY, by=who, at=AT)
    assert (over.last_held_on, over.next_on) == (TODAY, None)
    with pytest.raises(Refusal) as no:
        meetings.note_held(meeting=weekly, held_on=TODAY + timedelta(days=1), by=who, at=AT)
    assert (no.value.code, no.value.status) == ("not_yet", 422)
    meetings.end_meeting(meeting=weekly, by=who, at=AT)
    weekly.refresh_from_db()
    assert (weekly.next_on, weekly.last_held_on) == (None, TODAY)


@pytest.mark.rule("OTV 2/14")
@pytest.mark.rule("OTV 2/18")
@pytest.mark.rule("OTV 2/20")
def test_an_anlage_without_a_version_is_not_at_hand(built, db):
    client = Client()
    client.force_login(person(Role.REDAKTION, built.region))
    page = client.get("/einfuehrung/arbeitsmittel/").content.decode()
    assert page.count("liegt nicht vor</strong>") == len(arbeitsmittel()) == 10
    named = {m.key: m.source for m in arbeitsmittel() if m.programme == "otv"}
    assert [named[f"otv-anlage-{n}"] for n in (1, 3, 4)] == ["202202013, 2"] * 3
    found = Arbeitsmittel.objects.get(key="socl-anlage-1")
    url = f"/einfuehrung/arbeitsmittel/{found.pk}/"
    assert client.post(url, {"version": "1.2"}).status_code == 422
    assert client.post(url, {"version": "1.2", "version_on": "2023-02-09"}).status_code == 302
    assert "1.2 vom 09.02.2023" in client.get("/einfuehrung/arbeitsmittel/").content.decode()


def test_a_unit_ticks_its_own_list_and_reads_its_neighbours(built, db):
    client = Client()
    client.force_login(person(Role.OS_LEAD, built.team))
    mine, theirs = item_of(built, "socl-os-2"), item_of(built, "socl-sc-3")
    answer = client.post(f"/einfuehrung/punkt/{mine.pk}/", {"step": "done", "note": "", "evidence": "=1+1"})
    assert (answer.status_code, answer["Location"]) == (302, "/einfuehrung/liste/os-123/")
    assert client.get(f"/einfuehrung/punkt/{theirs.pk}/").status_code == 200
    assert client.post(f"/einfuehrung/punkt/{theirs.pk}/", {"step": "done"}).status_code == 404
    again = client.post(f"/einfuehrung/punkt/{mine.pk}/", {"step": "done"})
    assert (again.status_code, "Der Punkt ist schon erledigt." in again.content.decode()) == (422, True)
    rows = client.get("/einfuehrung/liste/os-123/csv/").content.decode().splitlines()
    assert len(rows) == 1 + 6
    assert rows[2].endswith(";erledigt;'=1+1;")
    assert Entry.objects.get(verb="export").facts == {
        "what": "checkliste",
        "rows": 6,
        "purpose": "einfuehrung",
    }


def test_a_checklist_costs_the_same_whatever_its_length(built, db):
    client = Client()
    client.force_login(person(Role.RD, built.rd))
    counted = {}
    for unit in ("sc-nord", "131"):  # ten items, eight
        client.get(f"/einfuehrung/liste/{unit}/")
        with CaptureQueriesContext(connection) as found:
            client.get(f"/einfuehrung/liste/{unit}/")
        counted[unit] = len(found)
    assert counted["sc-nord"] == counted["131"] <= 9


def test_rest_ticks_once(built, db):
    rest, item = Rest(person(Role.KOORDINATOR, built.sc)), item_of(built, "socl-sc-4")
    path = f"/rollout/items/{item.pk}/tick/"
    done = ok(rest.post(path, {"note": "ok", "evidence": "Liste"}, key="a"))
    assert ok(rest.post(path, {"note": "ok", "evidence": "Liste"}, key="a")) == done
    assert {k: done[k] for k in ("id", "rule", "class", "state", "unit", "due_on")} == {
        "id": item.pk,
        "rule": "SOCL 3/SC/4",
        "class": Klasse.ERFAHRUNGSWERT,
        "state": "done",
        "unit": {"key": "sc-nord", "name": "Service Center Nord"},
        "due_on": "2023-03-06",
    }
    assert len(done["history"]) == 1
    refused = problem(rest.post(path, {"note": "ok"}))
    assert (refused["status"], refused["code"], refused["rule"]) == (409, "wrong_state", "EINF-2")
