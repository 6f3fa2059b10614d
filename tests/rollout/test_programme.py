"""Programmes as data: four waves inside the span, a planned day that cannot leave it, a start that may."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rollout.actions.programme import load_programmes, note_beteiligung, plan_region
from rollout.models import Programme, WaveRegion
from rollout.rules.programme import Stage, programmes, stage
from socl.lib.refusal import Refusal
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok
from tests.factories.kalender import AT, berlin, system
from tests.factories.orga import nord, person, west
from tests.factories.rollout import wave_region

pytestmark = pytest.mark.django_db
PLANNED = date(2023, 3, 20)


@pytest.mark.rule("SOCL 2.2/1")
@pytest.mark.rule("SOCL 2/4")
@pytest.mark.rule("SOCL 2.2/6")
@pytest.mark.rule("SOCL 2.2/7")
@pytest.mark.rule("SOCL 2.2/8")
@pytest.mark.rule("SOCL 2.2/9")
def test_soc_l_comes_in_four_waves_from_20_march_to_31_may_2023(territory):
    assert load_programmes(at=AT) == 10
    assert load_programmes(at=AT) == 0
    programme = Programme.objects.get(code="soc_l")
    rows = WaveRegion.objects.whole().filter(programme=programme)
    assert (programme.starts_on, programme.ends_on) == (date(2023, 3, 20), date(2023, 5, 31))
    assert [(r.wave.number, r.region.name) for r in rows] == [
        (1, "SC-Region Nord"),
        (2, "SC-Region Ost"),
        (2, "SC-Region Südwest"),
        (3, "SC-Region West"),
        (4, "SC-Region Südost"),
    ]
    assert [row.wave.directorates for row in rows if row.region.name != "SC-Region Ost"] == [
        "Niedersachsen-Bremen und Nord",
        "Baden-Württemberg, Hessen, Rheinland-Pfalz-Saarland, Berlin-Brandenburg und Sachsen-Anhalt-Thüringen",
        "Nordrhein-Westfalen",
        "Bayern und Sachsen",
    ]


@pytest.mark.rule("OTV 2/3")
@pytest.mark.rule("SOCL 6/1")
@pytest.mark.rule("OTV 6/1")
def test_the_otv_is_introduced_by_1_april_2022_and_who_takes_part_is_noted():
    row = wave_region(programme="otv")
    assert (row.not_after, row.planned_on) == (date(2022, 4, 1), date(2022, 4, 1))
    taking_part = {p.code: [b.body for b in p.beteiligungen.all()] for p in Programme.objects.all()}
    assert taking_part == {
        "soc_l": ["Hauptpersonalrat"],
        "otv": ["Hauptpersonalrat", "Hauptschwerbehindertenvertretung"],
    }


def test_every_planned_day_of_the_data_lies_in_its_span():
    for programme in programmes():
        days = [day for wave in programme.waves for _, day in wave.regions]
        assert all(programme.starts_on <= day <= programme.ends_on for day in days)
        assert len(days) == 5


@pytest.mark.rule("SOCL 2.2/1")
@pytest.mark.parametrize("day", [date(2023, 3, 20), date(2023, 5, 31)])
def test_the_first_and_the_last_day_of_the_span_may_be_planned(day):
    row = wave_region()
    plan_region(wave_region=row, planned_on=day, team_until=day + timedelta(days=1), by=system(), at=AT)
    assert WaveRegion.objects.get(pk=row.pk).planned_on == day


@pytest.mark.rule("EINF-1")
@pytest.mark.parametrize("day", [date(2023, 3, 19), date(2023, 6, 1)])
def test_a_planned_day_outside_of_the_span_is_refused_by_verb_and_database(day):
    row = wave_region()
    with pytest.raises(Refusal) as no:
        plan_region(wave_region=row, planned_on=day, team_until=date(2023, 12, 1), by=system(), at=AT)
    assert (no.value.code, no.value.status, no.value.rule) == ("outside_span", 422, "SOCL 2.2/1")
    for change in ({"planned_on": day}, {"planned_on": day, "not_before": day, "not_after": day}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WaveRegion.objects.filter(pk=row.pk).update(**change)
            connection.check_constraints()


def test_a_span_that_would_leave_a_planned_day_outside_is_refused():
    row = wave_region()
    with pytest.raises(IntegrityError, match="wave_region_planned_in_span"), transaction.atomic():
        Programme.objects.filter(pk=row.programme_id).update(starts_on=date(2023, 3, 21))
    Programme.objects.filter(pk=row.programme_id).update(ends_on=date(2023, 6, 30))
    row.refresh_from_db()
    assert row.not_after == date(2023, 6, 30)


def test_a_wave_of_another_programme_is_refused():
    row, other = wave_region(), wave_region(programme="otv")
    with pytest.raises(IntegrityError, match="wave_region_wave_of_programme"), transaction.atomic():
        WaveRegion.objects.filter(pk=row.pk).update(wave=other.wave)


@pytest.mark.rule("EINF-1")
@pytest.mark.parametrize(
    ("live_from", "today", "expected"),
    [
        (None, PLANNED, Stage.PLANNED),
        (None, PLANNED + timedelta(days=1), Stage.LATE),
        (AT + timedelta(hours=1), PLANNED, Stage.SCHEDULED),
        (AT, PLANNED, Stage.LIVE),
    ],
)
def test_the_real_start_is_free_and_who_is_behind_the_plan_is_late(
    live_from: datetime | None, today: date, expected: Stage
):
    assert stage(PLANNED, live_from, today, AT) is expected


@pytest.mark.rule("SOCL 2.2/3")
def test_the_einfuehrungsteam_works_on_after_the_start():
    row = wave_region()
    assert row.team_until == row.planned_on + timedelta(days=90)
    with pytest.raises(Refusal) as no:
        plan_region(wave_region=row, planned_on=PLANNED, team_until=PLANNED, by=system(), at=AT)
    assert (no.value.code, no.value.rule) == ("team_too_short", "SOCL 2.2/3")
    WaveRegion.objects.update(live_from=AT)
    with pytest.raises(Refusal) as no:
        plan_region(
            wave_region=row,
            planned_on=PLANNED + timedelta(days=1),
            team_until=date(2024, 1, 1),
            by=system(),
            at=AT,
        )
    assert no.value.code == "is_live"
    plan_region(wave_region=row, planned_on=PLANNED, team_until=date(2024, 1, 1), by=system(), at=AT)


def test_a_lead_plans_on_the_page_and_is_told_what_is_wrong():
    row = wave_region()
    client = Client()
    client.force_login(person(Role.RD, nord().rd))
    url = "/einfuehrung/soc_l/sc-region-nord/"
    refused = client.post(f"{url}plan/", {"planned_on": "2023-06-01", "team_until": "2023-12-01"})
    assert refused.status_code == 422
    assert "Spanne der Weisung: 20.03.2023 bis 31.05.2023" in refused.content.decode()
    done = client.post(f"{url}plan/", {"planned_on": "2023-04-03", "team_until": "2023-12-01"}, follow=True)
    assert "geplant für 03.04.2023" in done.content.decode()
    row.refresh_from_db()
    assert row.planned_on == date(2023, 4, 3)


def test_the_overview_costs_the_same_for_one_region_and_for_two(django_assert_num_queries):
    client = Client()
    client.force_login(person(Role.RD, nord().rd))
    wave_region()
    client.get("/einfuehrung/")
    with CaptureQueriesContext(connection) as one:
        client.get("/einfuehrung/")
    wave_region(west())
    with django_assert_num_queries(len(one.captured_queries)):
        page = client.get("/einfuehrung/").content.decode()
    assert "/einfuehrung/soc_l/sc-region-nord/" in page
    assert "SC-Region West" in page and "/einfuehrung/soc_l/sc-region-west/" not in page


def test_rest_names_the_waves_with_their_regions():
    row = wave_region()
    note_beteiligung(beteiligung=row.programme.beteiligungen.get(), on=date(2023, 2, 1), by=system(), at=AT)
    WaveRegion.objects.filter(pk=row.pk).update(live_from=berlin("2023-03-27", "08:00"))
    found = ok(Rest(person(Role.KOORDINATOR, nord().sc)).get("/rollout/waves/"))["results"]
    assert found[0] == {
        "programme": "soc_l",
        "directive": "202302002",
        "number": 1,
        "name": "Region Nord",
        "starts_on": "2023-03-20",
        "ends_on": "2023-05-31",
        "regions": [
            {
                "region": {"key": "sc-region-nord", "name": "SC-Region Nord"},
                "planned_on": "2023-03-20",
                "live_from": "2023-03-27T08:00:00+02:00",
                "team_until": "2023-06-18",
                "state": "live",
            }
        ],
    }
