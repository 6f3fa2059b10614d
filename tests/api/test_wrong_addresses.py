"""Wrong queries, addresses, methods and hosts: a 4xx problem document, and nothing written."""

import json

import pytest

from tests.api.clients import problem
from tests.api.ground import BODIES, Ground


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
            where = path.format(call=pk, anliegen=pk, question=pk, booking=pk, offer=pk)
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


def test_a_wrong_host_is_a_problem_too(ground: Ground) -> None:
    answer = ground.client.send("GET", "/me/", Host="evil.example")
    assert (problem(answer)["status"], problem(answer)["code"]) == (400, "unparseable")
