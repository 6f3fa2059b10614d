"""Strict reading: what clients send is understood or refused, and never reaches the database half."""

import contextlib
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework import serializers
from rest_framework.exceptions import ParseError

from socl.core.api.parsing import AwareDateTimeField, DayField, PhoneField, read_json

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
)


@settings(max_examples=40)
@given(PLAIN)
def test_honest_json_is_read_as_it_is_meant(value):
    if "\\u0000" not in json.dumps(value, ensure_ascii=False):
        assert read_json(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'"\\u0000"',
        b'{"\\u0000": 1}',
        b'"\\ud800"',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"1" * 5_000,
        b"{'a': 1}",
    ],
)
def test_what_json_utf8_or_postgresql_could_not_carry_is_refused(raw):
    with pytest.raises(ParseError):
        read_json(raw)


@given(st.binary(max_size=40))
def test_no_bytes_end_in_anything_but_a_value_or_a_refusal(raw):
    with contextlib.suppress(ParseError):
        read_json(raw)


def read(field: serializers.Field[Any, Any, Any, Any], data: Any) -> Any:
    """The value, or the codes of the refusal."""
    try:
        return field.run_validation(data)
    except serializers.ValidationError as error:
        return [getattr(detail, "code", None) for detail in error.detail]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("2026-11-24T09:20:00+01:00", datetime(2026, 11, 24, 8, 20, tzinfo=UTC)),
        ("2026-11-24T08:20:00Z", datetime(2026, 11, 24, 8, 20, tzinfo=UTC)),
        ("2026-11-24T09:20+01:00", datetime(2026, 11, 24, 8, 20, tzinfo=UTC)),
        ("2026-11-24T09:20:00", ["naive"]),
        ("2026-11-24", ["naive"]),
        ("1999-12-31T23:59:59+00:00", ["range"]),
        ("0001-01-01T00:00:00+14:00", ["range"]),
        ("9999-12-31T23:59:59-14:00", ["range"]),
        ("morgen", ["invalid"]),
        ("", ["invalid"]),
        (20261124, ["invalid"]),
        (["2026-11-24T09:20:00Z"], ["invalid"]),
        (None, ["null"]),
    ],
)
def test_a_moment_needs_an_offset_and_a_year_of_this_century(data, expected):
    assert read(AwareDateTimeField(), data) == expected


def test_a_moment_is_written_in_berlin_time_with_its_offset():
    written = AwareDateTimeField().to_representation(datetime(2026, 7, 1, 7, tzinfo=UTC))
    assert written == "2026-07-01T09:00:00+02:00"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("9999-12-31", ["range"]),
        ("0001-01-01", ["range"]),
        ("2026-02-30", ["invalid"]),
        ("2026-11-24T09:20:00Z", ["invalid"]),
        (20261124, ["invalid"]),
    ],
)
def test_a_day_is_one_that_calendars_can_count_from(data, expected):
    assert read(DayField(), data) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("0431 / 12 345", "+4943112345"),
        ("+4943112345", "+4943112345"),
        ("12345", ["invalid"]),
        ("keine", ["invalid"]),
        ("0" * 41, ["invalid"]),
        ("", ["blank"]),
    ],
)
def test_a_number_is_one_that_can_be_dialled(data, expected):
    assert read(PhoneField(), data) == expected
