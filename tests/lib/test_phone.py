"""Telephone numbers in the spellings that people and telephone systems use."""

import pytest

from socl.lib.phone import e164, masked, place_of, shown


@pytest.mark.parametrize(
    "spelling",
    [
        "0431 12345",
        "(0431) 12345",
        "0431/123-45",
        "0049 431 12345",
        "+49 431 12345",
        "+49 (0)431 12345",
        "4943112345",
        " 0431 12345 ",
    ],
)
def test_any_customary_spelling_is_the_same_number(spelling):
    assert e164(spelling) == "+4943112345"


def test_numbers_from_abroad_keep_their_country():
    assert e164("+1 202 555 0143") == "+12025550143"
    assert e164("0043 1 711000") == "+431711000"


@pytest.mark.parametrize(
    "spelling",
    ["", " ", "anonymous", "unterdrückt", "+", "0", "12345", "110", "112233", "1" * 41, "+49", "\0"],
)
def test_what_another_town_could_not_dial_is_no_number(spelling):
    assert e164(spelling) is None


def test_a_number_is_shown_as_people_write_it():
    assert shown("+4943112345") == "0431 12345"
    assert shown("+12025550143") == "+1 202-555-0143"
    assert shown("anonymous") == "anonymous"


def test_a_masked_number_hides_its_last_five_digits():
    assert masked("+4943112345") == "+49431*****"
    assert masked("12345") == "*****"


def test_an_area_code_names_its_place_and_a_mobile_number_none():
    assert place_of("+4943112345") == "Kiel"
    assert place_of("+4915112345678") is None
    assert place_of("+498004555500") is None
    assert place_of("+12025550143") is None
    assert place_of("anonymous") is None
