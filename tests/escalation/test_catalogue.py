"""The catalogue of 40 Anliegen and what it prefills."""

from collections import Counter

import pytest

from routing.escalation.rules.catalogue import CATALOGUE, WAYS, Kind


def test_the_catalogue_holds_40_anliegen_numbered_without_a_gap() -> None:
    assert list(CATALOGUE) == [f"ALG-{n:02}" for n in range(1, 41)]
    assert [entry.code for entry in CATALOGUE.values()] == list(CATALOGUE)


def test_24_end_at_first_contact_7_are_advice_5_are_other_2_go_to_the_e_akte_and_2_elsewhere() -> None:
    assert Counter(entry.usual_way for entry in CATALOGUE.values()) == {
        "ERSTKONTAKT": 24,
        "OS_LEISTUNGSBERATUNG": 7,
        "OS_SONSTIGES": 5,
        "EAKTE_AUFTRAG": 2,
        "ANDERE_STELLE": 2,
    }
    assert set(WAYS) == {entry.usual_way for entry in CATALOGUE.values()}


@pytest.mark.rule("SOCL 2.1/4")
@pytest.mark.parametrize("code", list(CATALOGUE))
def test_the_kind_is_prefilled_by_the_usual_way(code: str) -> None:
    kinds = {"OS_LEISTUNGSBERATUNG": Kind.LEISTUNGSBERATUNG, "OS_SONSTIGES": Kind.SONSTIGES}
    assert CATALOGUE[code].kind is kinds.get(CATALOGUE[code].usual_way, Kind.AUSKUNFT)


def test_every_entry_says_what_it_is_about_and_on_which_basis() -> None:
    empty = [
        (code, field)
        for code, entry in CATALOGUE.items()
        for field in ("title", "description", "basis", "hint")
        if not getattr(entry, field).strip()
    ]
    assert empty == []


def test_the_titles_are_different_from_one_another() -> None:
    assert len({entry.title for entry in CATALOGUE.values()}) == 40
