"""Who is responsible for a caller: residence decides, and what is unclear is asked."""

import inspect
from datetime import date
from typing import Any

import pytest

from socl.lib.refusal import Refusal
from socl.orga.models import PlzArea, Responsibility
from socl.orga.queries import agentur_for, responsible_for, unit_by_key, unit_json
from tests.factories.orga import HAGEN, KIEL, SINCE, PlzAreaFactory, UnitFactory, nord, west

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 17)


def refusal(**asked: str) -> tuple[str, str, int, dict[str, Any]]:
    with pytest.raises(Refusal) as no:
        agentur_for(TODAY, **asked)
    return no.value.code, no.value.rule, no.value.status, no.value.extra


@pytest.mark.rule("ORGA-1")
def test_residence_decides_and_nothing_else_is_asked():
    kiel, hagen = nord(), west()
    assert agentur_for(TODAY, plz=KIEL.plz) == kiel.agentur
    assert agentur_for(TODAY, plz=HAGEN.plz) == hagen.agentur
    assert agentur_for(TODAY, agentur="131") == kiel.agentur
    assert agentur_for(TODAY, plz=KIEL.plz, agentur="131") == kiel.agentur
    assert set(inspect.signature(agentur_for).parameters) == {"day", "plz", "agentur"}, (
        "never the Kundennummer"
    )


@pytest.mark.rule("ORGA-1")
def test_a_postcode_of_two_agenturen_is_refused_with_both_names():
    kiel, hagen = nord(), west()
    PlzAreaFactory.create(plz=KIEL.plz, agentur=hagen.agentur)
    candidates = [
        {"key": "131", "name": "Agentur für Arbeit Kiel"},
        {"key": "347", "name": "Agentur für Arbeit Hagen"},
    ]
    assert refusal(plz=KIEL.plz) == ("agentur_ambiguous", "ORGA-1", 422, {"candidates": candidates})
    assert agentur_for(TODAY, plz=KIEL.plz, agentur="347") == hagen.agentur
    assert agentur_for(TODAY, plz=KIEL.plz, agentur="131") == kiel.agentur


@pytest.mark.rule("ORGA-1")
@pytest.mark.parametrize(
    "asked",
    [
        {"plz": "00000"},
        {"plz": "00000", "agentur": "131"},
        {"agentur": "999"},
        {"agentur": "alg-131"},  # a team is no Agentur
        {"plz": KIEL.plz, "agentur": "347"},  # not of this postcode
        {},
    ],
)
def test_what_leads_to_no_agentur_is_refused(asked):
    nord(), west()
    assert refusal(**asked) == ("agentur_unknown", "ORGA-1", 422, {})


@pytest.mark.rule("ORGA-1")
def test_a_postcode_counts_on_the_days_of_its_validity():
    kiel, hagen = nord(), west()
    PlzArea.objects.update(valid_until=TODAY)
    PlzAreaFactory.create(plz=KIEL.plz, agentur=hagen.agentur, valid_from=TODAY)
    assert agentur_for(date(2026, 11, 16), plz=KIEL.plz) == kiel.agentur
    assert agentur_for(TODAY, plz=KIEL.plz) == hagen.agentur


@pytest.mark.rule("ORGA-2")
def test_the_team_of_an_agentur_and_its_os_are_responsible():
    kiel = nord()
    found = responsible_for(kiel.agentur, TODAY)
    assert (found.agentur, found.os, found.team) == (kiel.agentur, kiel.os, kiel.team)


@pytest.mark.rule("ORGA-2")
def test_an_agentur_without_a_team_is_refused():
    kiel = nord()
    Responsibility.objects.update(valid_until=TODAY)
    with pytest.raises(Refusal) as no:
        responsible_for(kiel.agentur, TODAY)
    assert (no.value.code, no.value.rule) == ("no_team", "ORGA-2")


def test_a_unit_is_found_by_its_key_while_it_is_in_force():
    old = UnitFactory.create(key="300", valid_until=TODAY)
    new = UnitFactory.create(key="301", valid_from=TODAY)
    assert unit_by_key("300", SINCE) == old
    assert unit_by_key("300", TODAY) is None
    assert unit_by_key("301", TODAY) == new
    assert unit_by_key("30\0", TODAY) is None


def test_clients_read_a_unit_as_key_and_name():
    assert unit_json(nord().agentur) == {"key": "131", "name": "Agentur für Arbeit Kiel"}
    assert unit_json(None) is None
