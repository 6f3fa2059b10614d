"""Readiness: what the system sees by itself, since when, at a constant cost, once a day, and again after a kill."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from atv.kalender.actions.watch import watch
from atv.kalender.models import Reading
from atv.otv.actions.sites import report_start
from eakte.actions.setup import set_up_sonderpostkorb
from eakte.models import WorkOrder
from rollout.actions.meetings import note_held
from rollout.actions.readiness import check_region
from rollout.models import ReadinessReport, WaveRegion
from rollout.queries import facts
from rollout.queries.checklist import lines_of
from rollout.queries.facts import CHECKS, place_of
from rollout.queries.readiness import findings_of
from rollout.rules.checklist import Klasse
from rollout.rules.readiness import FACTS, Fact, Finding, dated, share_words
from routing.escalation.actions.guides import ship_guides
from routing.escalation.models import Gespraechsleitfaden
from routing.rufkreis.actions.setup import set_up_hotline
from routing.rufkreis.models import EntryNumberKind
from routing.rufkreis.rules.eligibility import Hotline
from socl.core import clock
from socl.orga.models import UnitKind
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, Time, ok
from tests.factories.eakte import order
from tests.factories.kalender import AT, kalender, system
from tests.factories.orga import CoordinatorFactory, Region, UnitFactory, nord, person, tsb
from tests.factories.otv import draft
from tests.factories.otv import order as site_order
from tests.factories.rollout import some_meeting, wave_region
from tests.factories.rufkreis import EntryNumberFactory

TODAY = date(2026, 11, 17)
DB = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Region]:
    """Nord in the programmes with nothing prepared, built once and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        here = nord()
        wave_region(here)
        yield here
        transaction.set_rollback(True)


def row_of(region: Region, programme: str = "soc_l") -> WaveRegion:
    found: WaveRegion = WaveRegion.objects.whole().get(programme__code=programme, region=region.region)
    return found


def seen(region: Region, fact: Fact, programme: str = "soc_l") -> list[tuple[str, str]]:
    """(unit, rule) of what one fact finds."""
    place = place_of(row_of(region, programme), AT)
    return [(f.unit, f.rule) for f in CHECKS[programme][fact](place)]


def mend_coordinators(here: Region) -> None:
    for unit in (here.sc, here.os):
        CoordinatorFactory(unit=unit)


def mend_clearances(here: Region) -> None:
    tsb(here)


def mend_share(here: Region) -> None:
    for qualified in (True, True, False, False, False):
        tsb(here, qualified=qualified)


def mend_hotline(here: Region) -> None:
    set_up_hotline(unit=here.os, hotline=Hotline.OS, by=system(), at=AT)
    person(Role.OS_STAFF, here.team)


def mend_serviceplaetze(here: Region) -> None:
    watch(kalender=kalender(here.team), at=AT)


def mend_postkorb(here: Region) -> None:
    set_up_sonderpostkorb(os=here.os, by=system(), at=AT)


def mend_kickoff(here: Region) -> None:
    meeting = some_meeting(row_of(here), kind="auftakt", level="leitung", every_days=None)
    note_held(meeting=meeting, held_on=TODAY, by=system(), at=AT)


def mend_numbers(here: Region) -> None:
    EntryNumberFactory()
    EntryNumberFactory(number="+493023125131", kind=EntryNumberKind.SAMMEL, agentur=here.agentur)


def mend_meetings(here: Region) -> None:
    for level in ("leitung", "arbeit"):
        some_meeting(row_of(here), level=level)


def told(fact: Fact, mend: Any, expected: list[tuple[str, str]], *rules: Any) -> Any:
    return pytest.param(fact, mend, expected, id=fact, marks=rules)


@DB
@pytest.mark.rule("EINF-3")
@pytest.mark.parametrize(
    ("fact", "mend", "expected"),
    [
        told(
            Fact.COORDINATORS,
            mend_coordinators,
            [("sc-nord", "SOCL 3/SC/3"), ("os-123", "SOCL 3/OS/1")],
            pytest.mark.rule("SOCL 3/SC/3"),
            pytest.mark.rule("SOCL 3/OS/1"),
        ),
        told(
            Fact.COORDINATORS_RD,
            lambda here: CoordinatorFactory(unit=here.rd),
            [("rd-nord", "SOCL 2.2/2")],
            pytest.mark.rule("SOCL 2.2/2"),
        ),
        told(
            Fact.SHARE,
            mend_share,
            [("sc-nord", "SOCL 3/SC/4")],
            pytest.mark.rule("SOCL 3/SC/4"),
            pytest.mark.rule("SOCL 2.1/13"),
        ),
        told(Fact.CLEARANCES, mend_clearances, [("sc-nord", "SOCL 3/SC/5")], pytest.mark.rule("SOCL 3/SC/5")),
        told(Fact.HOTLINE, mend_hotline, [("os-123", "SOCL 3/OS/2")], pytest.mark.rule("SOCL 3/OS/2")),
        told(
            Fact.SERVICEPLAETZE,
            mend_serviceplaetze,
            [("alg-131", "SOCL 3/OS/3")],
            pytest.mark.rule("SOCL 3/OS/3"),
        ),
        told(Fact.POSTKORB, mend_postkorb, [("os-123", "SOCL 3/OS/4")], pytest.mark.rule("SOCL 3/OS/4")),
        told(
            Fact.KICKOFF,
            mend_kickoff,
            [("sc-nord", "SOCL 3/RD/3"), ("os-123", "SOCL 3/RD/3")],
            pytest.mark.rule("SOCL 3/RD/3"),
        ),
        told(
            Fact.NUMBERS,
            mend_numbers,
            [("131", "SOCL 2.1/2"), ("sc-region-nord", "SOCL 2.1/2")],
            pytest.mark.rule("SOCL 2.1/2"),
        ),
        told(
            Fact.MEETINGS,
            mend_meetings,
            [("sc-region-nord", "SOCL 2.2/5")] * 2,
            pytest.mark.rule("SOCL 2.2/5"),
        ),
    ],
)
def test_what_is_missing_is_found_and_what_is_mended_is_gone(built, db, fact, mend, expected):
    assert seen(built, fact) == expected
    mend(built)
    assert seen(built, fact) == []


@DB
@pytest.mark.rule("OTV 3/AA/2")
def test_an_agentur_without_rights_for_the_otk_is_found(built, db):
    assert seen(built, Fact.OTV_RIGHTS, "otv") == [("131", "OTV 3/AA/2")]
    person(Role.OTK_ADMIN, built.agentur)
    assert seen(built, Fact.OTV_RIGHTS, "otv") == []


@DB
@pytest.mark.rule("OTV 3/AA/1")
@pytest.mark.rule("OTV 3/AA/3")
def test_an_agentur_tells_its_start_and_offers_the_mandatory_anliegen(built, db):
    for fact, rule in ((Fact.OTV_START, "OTV 3/AA/1"), (Fact.OTV_MANDATORY, "OTV 3/AA/3")):
        assert seen(built, fact, "otv") == [("131", rule)]
    site = draft(built.agentur, codes=("OTV-02",))
    assert seen(built, Fact.OTV_MANDATORY, "otv") == [("131", "OTV 3/AA/3")]
    draft(built.agentur)
    report_start(order=site_order(site), planned_start_on=date(2022, 4, 1))
    assert seen(built, Fact.OTV_START, "otv") == seen(built, Fact.OTV_MANDATORY, "otv") == []


@DB
@pytest.mark.rule("SOCL 3/SC/5")
@pytest.mark.rule("SOCL 2/1")
@pytest.mark.rule("SOCL 2.1/11")
@pytest.mark.rule("SOCL 2.1/12")
def test_whoever_is_trained_needs_the_berechtigungen(built, db):
    tsb(built)
    waiting = tsb(built)
    waiting.clearances.all().delete()
    assert seen(built, Fact.CLEARANCES) == [("sc-nord", "SOCL 3/SC/5")]


@DB
@pytest.mark.rule("SOCL 3/OS/3")
@pytest.mark.rule("SOCL 2/7")
def test_too_few_minutes_by_the_formula_of_the_calendar_are_found(built, db):
    mend_serviceplaetze(built)
    Reading.objects.update(open_minutes=99, needed_minutes=100)
    assert seen(built, Fact.SERVICEPLAETZE) == [("alg-131", "SOCL 3/OS/3")]


@DB
@pytest.mark.rule("SOCL 3/OS/4")
def test_a_sonderpostkorb_that_nobody_reads_is_found(built, db):
    found = order(built.os)
    assert seen(built, Fact.POSTKORB) == []
    WorkOrder.objects.filter(pk=found.pk).update(due_on=TODAY - timedelta(days=1))
    assert seen(built, Fact.POSTKORB) == [("os-123", "SOCL 3/OS/4")]


@DB
@pytest.mark.rule("SOCL 2.3/1")
def test_an_anliegen_without_a_released_guide_is_found(built, db):
    assert seen(built, Fact.GUIDES) == [("sc-region-nord", "SOCL 2.3/1")]
    ship_guides(at=AT)
    assert seen(built, Fact.GUIDES) == []
    Gespraechsleitfaden.objects.filter(code="ALG-07").delete()
    assert facts.guides_missing(TODAY) == ["ALG-07"]


@DB
@pytest.mark.rule("EINF-3")
def test_before_the_start_only_what_is_due_before_it_counts(built, db):
    before = {rule for _, rule in seen(built, Fact.CHECKLIST)}
    assert "SOCL 3/RD/1" in before and "SOCL 3/SC/7" in before
    assert "SOCL 3/RD/4" not in before and "SOCL 3/SC/6" not in before
    WaveRegion.objects.update(live_from=AT - timedelta(days=1))
    after = {rule for _, rule in seen(built, Fact.CHECKLIST)}
    assert after - before == {"SOCL 3/RD/4", "SOCL 3/RSC/4", "SOCL 3/SC/6", "SOCL 3/OS/5"}


@DB
@pytest.mark.rule("EINF-1")
def test_to_be_late_is_a_finding_but_keeps_nobody_from_starting(built, db):
    [late] = facts.late(place_of(row_of(built), AT))
    assert (late.rule, late.klasse, late.is_red) == ("EINF-1", Klasse.PFLICHT, False)
    assert late.words == "Überfällig: geplant war der 20.03.2023."


def test_no_share_is_shown_about_fewer_than_five():
    assert share_words(10, 3) == "30 % der TSB sind qualifiziert und berechtigt; Erfahrungswert ca. 40 %."
    assert share_words(5, 2).startswith("40 % der TSB")
    assert not any(digit in share_words(4, 1).replace("40", "") for digit in "0123456789")


@pytest.mark.rule("EINF-3")
def test_a_finding_keeps_the_day_since_which_it_has_been_there():
    old, new = (
        Finding(Fact.HOTLINE, "SOCL 3/OS/2", Klasse.PFLICHT, unit, unit, "fehlt") for unit in ("os-1", "os-2")
    )
    hint = Finding(Fact.MEETINGS, "SOCL 2.2/5", Klasse.EMPFEHLUNG, "r", "r", "fehlt")
    found = dated([hint, new, old], {old.identity: "2026-11-01"}, "2026-11-17")
    assert [(f.unit, f.since) for f in found] == [
        ("os-1", "2026-11-01"),
        ("os-2", "2026-11-17"),
        ("r", "2026-11-17"),
    ]


def test_every_fact_says_who_acts_and_where():
    used = {fact for checks in CHECKS.values() for fact in checks}
    assert used == set(FACTS) == set(Fact)


def grow(here: Region) -> None:
    """Two more of everything below the region."""
    for n in (1, 2):
        sc = UnitFactory.create(key=f"sc-{n}", kind=UnitKind.SC, parent=here.region, region=here.region)
        os = UnitFactory.create(key=f"os-{n}", kind=UnitKind.OS, parent=here.rd, region=here.region)
        team = UnitFactory.create(key=f"alg-{n}", parent=os, region=here.region)
        UnitFactory(key=f"90{n}", kind=UnitKind.AGENTUR, parent=here.rd, region=here.region)
        set_up_sonderpostkorb(os=os, by=system(), at=AT)
        person(Role.OS_LEAD, team)
        person(Role.TSB, sc, qualified=True)


@DB
@pytest.mark.rule("EINF-3")
def test_each_kind_of_fact_costs_the_same_however_many_units(built, db):
    def counted() -> dict[str, int]:
        found = {}
        for programme, checks in CHECKS.items():
            place = place_of(row_of(built, programme), AT)
            for fact, check in checks.items():
                with CaptureQueriesContext(connection) as queries:
                    list(check(place))
                found[f"{programme} {fact}"] = len(queries)
        return found

    before = counted()
    grow(built)
    wave_region(built)  # the new units get their checklists
    assert counted() == before
    assert max(before.values()) <= 2


@DB
@pytest.mark.rule("EINF-3")
def test_a_report_a_day_carries_the_dates_of_the_one_before(built, db):
    row = row_of(built)
    first = check_region(wave_region=row, by=system(), at=AT)
    assert first is not None
    mend_postkorb(built)
    assert check_region(wave_region=row, by=None, at=AT) == first
    later = check_region(wave_region=row, by=None, at=AT + timedelta(days=3))
    assert later is not None
    assert {f.since for f in findings_of(later)} == {"2026-11-17"}
    assert (later.red, ReadinessReport.objects.filter(wave_region=row).count()) == (first.red - 1, 2)


@DB
def test_the_page_names_who_acts_and_links_for_those_who_can(built, db):
    row = row_of(built)
    check_region(wave_region=row, by=None, at=AT)
    url = "/einfuehrung/soc_l/sc-region-nord/"
    pages = {}
    for role, unit in ((Role.SC_LEAD, built.sc), (Role.OS_LEAD, built.team)):
        client = Client()
        client.force_login(person(role, unit))
        pages[role] = client.get(url).content.decode()
    assert 'href="/personal/sc-nord/"' in pages[Role.SC_LEAD]
    assert 'href="/personal/sc-nord/"' not in pages[Role.OS_LEAD]
    assert 'href="/kalender/alg-131/serviceplaetze/"' in pages[Role.OS_LEAD]
    assert "Noch ist keine Kapazität gemessen" in pages[Role.SC_LEAD]
    found = ok(Rest(person(Role.RD, built.rd)).get("/rollout/regions/sc-region-nord/readiness/"))
    assert found["is_ready"] is False
    [postkorb] = [f for f in found["findings"] if f["fact"] == "postkorb"]
    assert postkorb == {
        "rule": "SOCL 3/OS/4",
        "class": "pflicht",
        "unit": {"key": "os-123", "name": "Operativer Service für Kiel"},
        "fact": "postkorb",
        "since": "2026-11-17",
        "detail": "Der Sonderpostkorb ist nicht eingerichtet.",
        "responsible": "Teamleitung Alg Plus-Team",
        "blocks": True,
    }


@DB
def test_the_checklist_says_what_the_check_has_seen(built, db):
    mend_postkorb(built)
    check_region(wave_region=row_of(built), by=None, at=AT)
    seen_by = {line.item.auftrag.key: line.is_found for line in lines_of(built.os, TODAY)}
    assert seen_by == {
        "socl-os-1": True,
        "socl-os-2": True,
        "socl-os-3": True,  # found at its team
        "socl-os-4": False,
        "socl-os-5": None,
        "socl-os-6": None,
    }
    assert {line.item.auftrag.key for line in lines_of(built.rd, TODAY) if line.is_found} == {
        "socl-rd-3",
        "socl-rd-5",
    }


@DB
def test_a_lead_sets_up_the_sonderpostkorb_and_checks_again(built, db, monkeypatch):
    monkeypatch.setattr(clock, "now", Time(AT))
    lead, region = Client(), Client()
    lead.force_login(person(Role.OS_LEAD, built.team))
    region.force_login(person(Role.SC_REGION, built.region))
    assert "Sonderpostkorb einrichten" in lead.get("/einfuehrung/liste/os-123/").content.decode()
    assert lead.post("/einfuehrung/liste/os-123/postkorb/").status_code == 302
    assert "Sonderpostkorb einrichten" not in lead.get("/einfuehrung/liste/os-123/").content.decode()
    checked = region.post("/einfuehrung/soc_l/sc-region-nord/pruefen/", follow=True).content.decode()
    assert "Die Region ist geprüft." in checked
    assert "Der Sonderpostkorb ist nicht eingerichtet" not in checked
