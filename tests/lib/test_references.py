"""Booking references: every slip of one sign or of two swapped signs is noticed."""

from hypothesis import given
from hypothesis import strategies as st

from socl.lib.references import ALPHABET, LENGTH, check_character, new_reference, parse_reference

BODIES = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)
PLACES = st.integers(0, LENGTH)


def signs_of(body: str) -> str:
    return body + check_character(body)


def test_a_new_reference_is_read_back_from_any_spacing_and_case():
    for _ in range(200):
        fresh = new_reference()
        assert len(fresh) == 9
        assert parse_reference(fresh) == fresh
        assert parse_reference(f"  {fresh.lower().replace('-', ' ')} ") == fresh
        assert parse_reference(".".join(fresh.replace("-", ""))) == fresh


def test_no_sign_sounds_or_looks_like_another():
    for group in ("0O", "1IL", "BP", "DT", "MN", "VW"):
        assert sum(sign in ALPHABET for sign in group) <= 1, group
    assert len(set(ALPHABET)) == len(ALPHABET) == 23


def test_what_cannot_be_a_reference_is_none():
    body = "K7XW4RC"
    good = signs_of(body)
    for wrong in ("", good[:-1], good + "2", good.replace("K", "O"), "K7XW-4RC\N{DIGIT TWO}\0", "ß" * 4):
        assert parse_reference(wrong) is None


@given(BODIES, PLACES, st.sampled_from(ALPHABET))
def test_every_single_wrong_sign_is_found(body, place, sign):
    right = signs_of(body)
    wrong = right[:place] + sign + right[place + 1 :]
    assert (parse_reference(wrong) is None) == (wrong != right)


@given(BODIES, PLACES, PLACES)
def test_every_swap_of_two_signs_is_found(body, one, other):
    right = list(signs_of(body))
    wrong = list(right)
    wrong[one], wrong[other] = wrong[other], wrong[one]
    assert (parse_reference("".join(wrong)) is None) == (wrong != right)
