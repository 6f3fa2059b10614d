"""Whatever is sent, a client's mistake is a 4xx problem document and writes nothing (``ground`` looks after that)."""

import json
from typing import Any

import pytest
from django.db import transaction

from tests.api.clients import ok, problem
from tests.api.ground import BODIES, PLACE, Ground

KEY = "Idempotency-Key"
# Addresses that need no body, but get one that cannot be read.
BODILESS = [
    "/offers/{offer}/accept/",
    "/offers/{offer}/decline/",
    "/calls/{call}/hangup/",
    "/me/wrap-up/finish/",
    "/me/wrap-up/extend/",
    "/holds/1/renew/",
]
TEXTS = ["x" * 10_000, {}, [["x"]], True]
MOMENTS = [
    "2026-11-18T09:00:00",
    "10000-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    "2026-02-30T09:00:00+01:00",
    "2026-11-18T25:00:00+01:00",
    "2026-11-18",
    "morgen",
    "",
    10**30,
    -1,
    1.5,
    None,
    *TEXTS,
]
NUMBERS = [10**30, -1, 0, 1.5, "x", "1" * 2_000, [], {}, None]
WRONG: dict[str, list[Any]] = {
    "starts_at": MOMENTS,
    "date": ["2026-02-30", "2026-13-01", "10000-01-01", "9999-12-31", "0001-01-01", "heute", 7, *TEXTS],
    "due_on": ["2026-02-30", "10000-01-01", "0001-01-01", "morgen", 7, *TEXTS],
    "hold": [n for n in NUMBERS if n is not None],
    "version": NUMBERS,
    "team": ["", "nobody", "alg-347", "131", "a\u202eb", None, 10**30, *TEXTS],
    "agentur": ["nobody", "alg-131", "347", None, 10**30, *TEXTS],
    "plz": ["2410", "241033", "٢٤١٠٣", "00000", 10**30, None, *TEXTS],
    "kundennummer": ["131A12345", "131a123456", "131A1234567\n", "١٣١A١٢٣٤٥٦", 131, None, *TEXTS],
    "features": ["name", {}, 7, ["shoe_size"], [["name"]], [None], None],
    "email": ["jan", "jan@", "@example.org", "jan@example.org\n\nx", None, *TEXTS],
    "rueckruf_number": ["", "anonymous", "1", "+49" + "1" * 38, None, *TEXTS],
    "reference": ["x" * 21, None, *TEXTS],
    "name": [None, *TEXTS],
    "reason": [None, *TEXTS],
    "note": [None, *TEXTS],
    "briefing": ["", None, *TEXTS],
    "subject": ["", None, *TEXTS],
    "text": ["", None, *TEXTS],
    "question": ["", None, *TEXTS],
    "language": [None, *TEXTS],
    "communication_aid": [None, *TEXTS],
}
CHOICES: list[Any] = ["nonsense", "ALG-41", "ALG-27 ", 7, None, 10**30, *TEXTS]
RAW: dict[str, tuple[int, bytes]] = {
    "half_json": (400, b'{"a": '),
    "single_quotes": (400, b"{'a': 1}"),
    "not_utf8": (400, b'{"a": "\xff\xfe"}'),
    "utf16": (400, '{"a": 1}'.encode("utf-16")),
    "nul": (400, b'{"a": "\\u0000"}'),
    "nul_in_a_name": (400, b'{"\\u0000": 1}'),
    "raw_nul": (400, b'{"a": "\x00"}'),
    "lone_surrogate": (400, b'{"a": "\\ud800"}'),
    "not_a_number": (400, b'{"a": NaN}'),
    "infinity": (400, b'{"a": -Infinity}'),
    "too_large_a_number": (400, b'{"a": 1e999}'),
    "a_number_of_5000_digits": (400, b'{"a": ' + b"9" * 5_000 + b"}"),
    "array": (400, b"[]"),
    "string": (400, b'"x"'),
    "number": (400, b"7"),
    "null": (400, b"null"),
    "nested_100000_times": (413, b"[" * 100_000),
    "nested_30000_times": (400, b"[" * 30_000),
    "nested_objects": (400, b'{"a":' * 10_000 + b"1" + b"}" * 10_000),
    "nested_900_times": (400, b'{"a": ' + b"[" * 900 + b"]" * 900 + b"}"),
    "larger_than_64_kib": (413, b'{"a": "' + b"x" * 70_000 + b'"}'),
    "larger_than_any_body": (413, b'{"a": "' + b"x" * 300_000 + b'"}'),
}


@pytest.mark.parametrize(("method", "path"), list(BODIES), ids=str)
def test_the_good_body_is_good(ground: Ground, method: str, path: str) -> None:
    """Or else what follows would prove nothing."""
    with transaction.atomic():
        ok(ground.client.send(method, ground.path(path), json.dumps(BODIES[method, path]).encode()))
        transaction.set_rollback(True)


@pytest.mark.parametrize(("method", "path"), [*BODIES, *(("POST", p) for p in BODILESS)], ids=str)
def test_a_body_that_cannot_be_read_is_a_problem(ground: Ground, method: str, path: str) -> None:
    found = {
        name: problem(ground.client.send(method, ground.path(path), raw))["status"]
        for name, (_, raw) in RAW.items()
    }
    assert found == {name: status for name, (status, _) in RAW.items()}


@pytest.mark.parametrize(("method", "path"), list(BODIES), ids=str)
def test_each_wrong_value_of_each_field_is_a_problem(ground: Ground, method: str, path: str) -> None:
    good = BODIES[method, path]
    for field in good:
        for value in WRONG.get(field, CHOICES):
            raw = json.dumps({**good, field: value}).encode()
            answer = ground.client.send(method, ground.path(path), raw)
            assert 400 <= answer.status_code < 500, (field, value, answer.content)
            found = problem(answer)
            if found["code"] == "invalid":
                assert found["errors"], (field, value)


@pytest.mark.parametrize(("method", "path"), list(BODIES), ids=str)
def test_what_is_required_is_missed(ground: Ground, method: str, path: str) -> None:
    optional = {
        ("PATCH", "/anliegen/{anliegen}/"),
        ("POST", "/anliegen/{anliegen}/resolve/"),
    }
    if (method, path) not in optional:
        answer = ground.client.send(method, ground.path(path), b"{}")
        assert (problem(answer)["status"], problem(answer)["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml"]
)
@pytest.mark.parametrize(("method", "path"), list(BODIES), ids=str)
def test_another_content_type_is_415(ground: Ground, method: str, path: str, content_type: str) -> None:
    body = json.dumps(BODIES[method, path]).encode()
    answer = ground.client.send(method, ground.path(path), body, content_type)
    assert (problem(answer)["status"], problem(answer)["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("key", ["x" * 201, "x" * 20_000, "a\tb"])
def test_a_key_that_nobody_could_keep_is_invalid(ground: Ground, key: str) -> None:
    body = json.dumps(PLACE).encode()
    answer = ground.client.send("POST", "/holds/", body, **{KEY: key})
    assert (problem(answer)["status"], problem(answer)["code"]) == (422, "invalid")


def test_a_search_must_ask_for_something(ground: Ground) -> None:
    for wanted in ({}, {"name": ""}, {"name": "x"}, {"date": None, "reference": ""}):
        found = problem(ground.client.post("/bookings/search/", wanted))
        assert (found["status"], found["code"]) == (422, "invalid")
