"""Whatever is sent, a client's mistake is a 4xx problem document and writes nothing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from routing.rufkreis.models import Offer
from tests.api.clients import Rest, ok, problem
from tests.api.worlds import World, counts
from tests.factories.kalender import berlin, booked

NINE = "2026-11-18T09:00:00+01:00"
KEY = "Idempotency-Key"


@dataclass(frozen=True)
class Ground:
    """Somebody who may do nearly everything, and something to do it to."""

    client: Rest
    call: int
    anliegen: int
    booking: int
    offer: int

    def path(self, template: str) -> str:
        return template.format(**{k: v for k, v in vars(self).items() if k != "client"})


@pytest.fixture(scope="module")
def prepared(
    built: World, connected: tuple[Rest, int], django_db_blocker: DjangoDbBlocker
) -> Iterator[Ground]:
    """A TSB in a call with an open Anliegen, and a booking in Kiel; once per module."""
    desk, call = connected
    with django_db_blocker.unblock(), transaction.atomic():
        anliegen = ok(desk.post(f"/calls/{call}/anliegen/", {"code": "ALG-27", "plz": "24103"}))["id"]
        booking = booked(built.kiel, berlin("2026-11-18", "10:00")).pk
        yield Ground(desk, call, anliegen, booking, Offer.objects.get().pk)
        transaction.set_rollback(True)


@pytest.fixture
def ground(prepared: Ground, world: World) -> Iterator[Ground]:
    """The same for each test, which must leave every table as long as it was."""
    before = counts()
    yield prepared
    assert counts() == before


PLACE = {"team": "alg-131", "kind": "sonstiges", "starts_at": NINE}
CONTACT = {"name": "Jan", "rueckruf_number": "+493023125900", "briefing": "x", "email": "jan@example.org"}
# Every address that takes a body, with one that is good.
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("PUT", "/me/presence/"): {"wish": "alg", "reason": "x"},
    ("POST", "/calls/{call}/identification/"): {
        "result": "confirmed",
        "features": ["name"],
        "name": "Jan",
        "kundennummer": "131A123456",
    },
    ("POST", "/calls/{call}/anliegen/"): {
        "code": "ALG-27",
        "plz": "24103",
        "agentur": "131",
        "kind": "sonstiges",
        "name": "Jan",
        "kundennummer": "131A123456",
        "language": "Polnisch",
        "communication_aid": "x",
    },
    ("PATCH", "/anliegen/{anliegen}/"): {
        "code": "ALG-01",
        "kind": "sonstiges",
        "plz": "24103",
        "agentur": "131",
        "name": "Jan",
        "kundennummer": "131A123456",
    },
    ("POST", "/anliegen/{anliegen}/resolve/"): {"note": "x"},
    ("POST", "/anliegen/{anliegen}/close/"): {"outcome": "referred", "note": "x"},
    ("POST", "/anliegen/{anliegen}/rueckruf/"): {"starts_at": NINE, "hold": None, **CONTACT},
    ("POST", "/holds/"): PLACE,
    ("POST", "/bookings/"): {
        **PLACE,
        **CONTACT,
        "channel": "sc",
        "hold": None,
        "kundennummer": "131A123456",
        "language": "x",
        "communication_aid": "x",
    },
    ("POST", "/bookings/search/"): {
        "name": "Jan",
        "kundennummer": "131A123456",
        "reference": "",
        "date": "2026-11-18",
    },
    ("POST", "/bookings/{booking}/move/"): {"starts_at": "2026-11-18T11:00:00+01:00", "version": 1},
    ("POST", "/bookings/{booking}/cancel/"): {"reason": "x"},
}
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


@pytest.mark.parametrize(
    "query",
    [
        "",
        "kind=",
        "kind=nonsense",
        "kind=sonstiges&kind=",
        "kind=sonstiges%00",
        "kind=%ed%a0%80",
        *(f"kind=sonstiges&days={days}" for days in ("0", "61", "-1", "x", "1.5", "9" * 30, "1" * 2_000, "")),
        *(
            f"kind=sonstiges&from={day}"
            for day in (
                "2026-02-30",
                "2026-13-01",
                "10000-01-01",
                "9999-12-31",
                "0001-01-01",
                "0000-00-00",
                "heute",
                "2026-11-18T00:00:00",
                "%00",
                "x" * 4_000,
            )
        ),
        "kind=sonstiges&channel=fax",
        "kind=sonstiges&channel=",
        "kind=sonstiges&explain=maybe",
    ],
)
def test_a_wrong_query_is_invalid(ground: Ground, query: str) -> None:
    answer = ground.client.get(f"/teams/alg-131/slots/?{query}")
    assert (problem(answer)["status"], problem(answer)["code"]) == (422, "invalid")


BIG = "9" * 30
NOWHERE = [
    "/teams/alg-131/days/2026-02-30/",
    "/teams/alg-131/days/2026-13-01/",
    "/teams/alg-131/days/1999-12-31/",
    "/teams/alg-131/days/2100-01-01/",
    "/teams/alg-131/days/9999-12-31/",
    "/teams/alg-131/days/10000-01-01/",
    "/teams/alg-131/days/heute/",
    "/teams/alg-131/days/%32%30%32%36-02-30/",
    "/teams/nobody/days/2026-11-18/",
    "/teams/131/slots/?kind=sonstiges",
    "/teams/%00/slots/?kind=sonstiges",
    "/teams/a%00b/days/2026-11-18/",
    "/teams/%ed%a0%80/slots/?kind=sonstiges",
    "/teams/" + "x" * 3_000 + "/slots/?kind=sonstiges",
    "/teams/../slots/?kind=sonstiges",
    *(
        f"/{thing}/{pk}/"
        for thing in ("bookings", "calls", "anliegen")
        for pk in ("424242", BIG, "9" * 5_000, "-1", "0", "1.5", "x", "1%00", "%31%32%33")
    ),
    "/anliegen/424242/next-steps/",
    f"/anliegen/{BIG}/next-steps/",
    "/nothing/",
    "/bookings/search/extra/",
    "/%00/",
    "/..%2f..%2fetc/passwd",
]


@pytest.mark.parametrize("path", NOWHERE, ids=lambda path: path[:50])
def test_what_is_not_there_is_not_found(ground: Ground, path: str) -> None:
    answer = ground.client.get(path)
    assert (problem(answer)["status"], problem(answer)["code"]) == (404, "not_found")


@pytest.mark.parametrize("pk", ["424242", BIG])
def test_a_verb_on_what_is_not_there_is_refused(ground: Ground, pk: str) -> None:
    found = {}
    for (method, path), body in BODIES.items():
        if "{" in path:
            where = path.format(call=pk, anliegen=pk, booking=pk, offer=pk)
            raw = json.dumps(body).encode()
            answer = ground.client.send(method, where, raw)
            found[path] = problem(answer)["status"]
    assert set(found.values()) == {404}
    for verb in ("accept", "decline"):
        answer = ground.client.post(f"/offers/{pk}/{verb}/")
        assert (problem(answer)["status"], problem(answer)["code"]) == (409, "offer_gone")
    answer = ground.client.post(f"/holds/{pk}/renew/")
    assert (problem(answer)["status"], problem(answer)["code"]) == (409, "hold_gone")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/me/"),
        ("DELETE", "/me/"),
        ("GET", "/me/presence/"),
        ("POST", "/me/presence/"),
        ("GET", "/offers/1/accept/"),
        ("PUT", "/calls/1/"),
        ("DELETE", "/anliegen/1/"),
        ("PUT", "/anliegen/1/"),
        ("GET", "/holds/"),
        ("GET", "/holds/1/"),
        ("GET", "/bookings/"),
        ("GET", "/bookings/search/"),
        ("DELETE", "/bookings/1/"),
        ("PATCH", "/bookings/1/"),
        ("POST", "/teams/alg-131/slots/"),
        ("POST", "/schema/"),
        ("TRACE", "/me/"),
        ("BREW", "/me/"),
    ],
)
def test_another_method_is_405(ground: Ground, method: str, path: str) -> None:
    answer = ground.client.send(method, path)
    assert (problem(answer)["status"], problem(answer)["code"]) == (405, "method_not_allowed")


def test_a_representation_that_does_not_exist_is_406(ground: Ground) -> None:
    answer = ground.client.send("GET", "/me/", Accept="application/xml")
    assert (problem(answer)["status"], problem(answer)["code"]) == (406, "not_acceptable")


@pytest.mark.parametrize("key", ["x" * 201, "x" * 20_000, "a\tb"])
def test_a_key_that_nobody_could_keep_is_invalid(ground: Ground, key: str) -> None:
    body = json.dumps(PLACE).encode()
    answer = ground.client.send("POST", "/holds/", body, **{KEY: key})
    assert (problem(answer)["status"], problem(answer)["code"]) == (422, "invalid")


def test_a_search_must_ask_for_something(ground: Ground) -> None:
    for wanted in ({}, {"name": ""}, {"name": "x"}, {"date": None, "reference": ""}):
        found = problem(ground.client.post("/bookings/search/", wanted))
        assert (found["status"], found["code"]) == (422, "invalid")


def test_a_wrong_host_is_a_problem_too(ground: Ground) -> None:
    answer = ground.client.send("GET", "/me/", Host="evil.example")
    assert (problem(answer)["status"], problem(answer)["code"]) == (400, "unparseable")
