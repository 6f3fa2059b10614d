"""Who is responsible for a place, as staff look it up."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from socl.orga.queries import districts
from tests.factories.orga import PersonFactory

DAY = date(2026, 11, 23)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territory")]


@pytest.mark.rule("ORGA-1")
def test_a_postcode_of_several_districts_names_them_all() -> None:
    assert [f.agentur.key for f in districts("10115", DAY)] == ["922", "955", "962"]


def test_a_place_is_found_by_part_of_its_name_whatever_the_case() -> None:
    found = districts("falkenstein/harz", DAY)
    assert [(f.agentur.key, f.orte) for f in found] == [
        ("043", ["Falkenstein/Harz"]),
        ("044", ["Falkenstein/Harz"]),
    ]


def test_a_district_comes_with_its_team_and_os() -> None:
    (kiel,) = districts("24103", DAY)
    assert kiel.team is not None
    assert (kiel.agentur.name, kiel.team.name) == ("Agentur für Arbeit Kiel", "Alg Plus-Team Kiel")
    assert kiel.team.parent is not None


@pytest.mark.parametrize("text", ["24103", "10115", "1"])
def test_one_district_or_thirty_take_two_queries(
    text: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        districts(text, DAY)


def test_the_page_is_for_staff_only() -> None:
    assert Client().get("/zustaendigkeit/?ort=Kiel").status_code == 302


def test_the_page_answers_found_unknown_and_too_short() -> None:
    client = Client()
    client.force_login(PersonFactory.create())
    answers = [client.get("/zustaendigkeit/", {"ort": ort}) for ort in ("Kiel", "Nirgendwo", "x")]
    assert [a.status_code for a in answers] == [200, 200, 422]
    assert "Alg Plus-Team Kiel" in answers[0].content.decode()
    assert "nichts gefunden" in answers[1].content.decode()
