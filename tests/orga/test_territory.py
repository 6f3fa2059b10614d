"""The real territory: every postcode leads to an Agentur, every Agentur to one Alg Plus-Team."""

from collections import Counter
from datetime import date

import pytest

from socl.lib.refusal import Refusal
from socl.orga.actions.territory import VALID_FROM, load_territory
from socl.orga.models import PlzArea, Responsibility, Unit, UnitKind
from socl.orga.queries import agentur_for, agenturen_of_plz, regions_of_place, responsible_for, unit_by_key
from socl.orga.rules.territory import LAND, plz_rows, slug, unit_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territory")]

TODAY = date(2026, 11, 17)


def test_the_units_are_those_of_the_files():
    assert Counter(Unit.objects.values_list("kind", flat=True)) == {
        UnitKind.SC_REGION: 5,
        UnitKind.SC: 5,
        UnitKind.RD: 10,
        UnitKind.AGENTUR: 150,
        UnitKind.GESCHAEFTSSTELLE: 709,
        UnitKind.EINGANGSZONE: 150,
        UnitKind.OS: 38,
        UnitKind.ALG_PLUS_TEAM: 150,
    }
    assert PlzArea.objects.count() == len(list(plz_rows()))
    assert PlzArea.objects.values("plz").distinct().count() == 8168


def test_loading_twice_changes_nothing():
    before = Unit.objects.count()
    assert load_territory() == 0
    assert Unit.objects.count() == before


def test_what_no_public_list_names_is_marked_as_fictitious():
    fictitious = set(Unit.objects.filter(demo=True).values_list("kind", flat=True))
    real = set(Unit.objects.filter(demo=False).values_list("kind", flat=True))
    assert fictitious == {UnitKind.SC, UnitKind.OS, UnitKind.ALG_PLUS_TEAM, UnitKind.EINGANGSZONE}
    assert not real & fictitious


def test_parents_come_before_children_and_every_key_once():
    seen: set[str] = set()
    for row in unit_rows():
        assert row.key not in seen
        assert {row.parent, row.region} - {""} <= seen
        seen.add(row.key)


def test_every_unit_below_a_region_knows_it_and_lies_in_the_region_of_its_parent():
    for unit in Unit.objects.exclude(kind=UnitKind.SC_REGION).select_related("parent", "region"):
        assert unit.region is not None and unit.parent is not None
        assert unit.region.kind == UnitKind.SC_REGION
        assert unit.parent.region_id in (unit.region_id, None)


def test_every_unit_that_closes_on_holidays_has_its_land():
    places = Unit.objects.exclude(kind__in=[UnitKind.SC_REGION, UnitKind.SC, UnitKind.RD])
    assert set(places.values_list("land", flat=True)) <= set(LAND.values())
    assert set(Unit.objects.filter(kind=UnitKind.AGENTUR).values_list("land", flat=True)) == set(
        LAND.values()
    )


@pytest.mark.rule("ORGA-2")
def test_every_agentur_has_one_team_in_an_os_of_its_own_directorate():
    found = list(Responsibility.objects.select_related("agentur", "team__parent"))
    assert len({r.agentur_id for r in found}) == len(found) == 150
    for r in found:
        assert r.team.parent is not None
        assert r.team.parent.kind == UnitKind.OS
        assert r.team.parent.parent_id == r.agentur.parent_id
    served = Counter(r.team.parent_id for r in found)
    assert set(served.values()) <= {2, 3, 4, 5}


@pytest.mark.rule("ORGA-1")
def test_kiel_leads_to_the_agentur_and_the_team_of_kiel():
    found = responsible_for(agentur_for(TODAY, plz="24103"), TODAY)
    assert (found.agentur.key, found.os.key, found.team.key) == ("131", "os-123", "alg-131")
    assert found.team.region is not None
    assert found.team.region.key == "sc-region-nord"


@pytest.mark.rule("ORGA-1")
def test_a_postcode_that_touches_several_agenturen_is_asked_and_never_guessed():
    agenturen = Counter(PlzArea.objects.values_list("plz", flat=True))
    several = sorted(plz for plz, count in agenturen.items() if count > 1)
    assert len(several) == 277
    for plz in several[:5] + several[-5:]:
        with pytest.raises(Refusal) as no:
            agentur_for(TODAY, plz=plz)
        keys = [c["key"] for c in no.value.extra["candidates"]]
        assert keys == [u.key for u in agenturen_of_plz(plz, TODAY)]
        assert [agentur_for(TODAY, plz=plz, agentur=key).key for key in keys] == keys


def test_a_place_whose_name_exists_in_several_regions_is_not_guessed():
    nord, west = unit_by_key("sc-region-nord", TODAY), unit_by_key("sc-region-west", TODAY)
    assert nord is not None and west is not None
    assert regions_of_place("Kiel", TODAY) == {nord.pk}
    assert regions_of_place("Hagen", TODAY) >= {west.pk}
    assert regions_of_place("Nirgendwo", TODAY) == set()


def test_nothing_is_in_force_before_the_files_begin():
    assert unit_by_key("131", VALID_FROM) is not None
    assert unit_by_key("131", date(2022, 12, 31)) is None


def test_keys_are_plain_ascii():
    assert slug("RD Baden-Württemberg") == "rd-baden-wuerttemberg"
    assert all(key.isascii() and " " not in key for key in Unit.objects.values_list("key", flat=True))
