"""Who may speak as a telephone system: a Bearer token bound to one, and a fresh signature over every byte."""

from datetime import timedelta
from typing import Any

import pytest

from routing.rufkreis.models import Call, CtiEvent, Pbx
from socl.orga.rules.roles import Role
from tests.api.clients import Answer, Switch, encoded, ok, problem, refusal
from tests.api.worlds import World, counts
from tests.factories.orga import bearer, portal, tsb
from tests.factories.rufkreis import pbx

UNSIGNED = "Die Signatur stimmt nicht."


def new_call(switch: Switch) -> bytes:
    return encoded(switch.message("newCall", "c1", **{"from": "anonymous", "to": "08004555500"}))


def assert_refused(answer: Answer, status: int, code: str) -> None:
    assert refusal(answer) == (status, code, "")
    assert not CtiEvent.objects.exists()
    assert not Call.objects.exists()


@pytest.mark.rule("RUF-4")
@pytest.mark.parametrize(
    "wrong",
    ["", "t=1,v1=0", "forged", "older", "newer", "other_body", "other_secret"],
)
def test_a_forged_missing_or_old_signature_is_401(world: World, wrong: str) -> None:
    switch = world.switch()
    body = new_call(switch)
    signatures = {
        "forged": switch.signature(body)[:-1] + "x",
        "older": switch.signature(body, at=world.time() - timedelta(seconds=301)),
        "newer": switch.signature(body, at=world.time() + timedelta(seconds=301)),
        "other_body": switch.signature(body + b" "),
        "other_secret": switch.signature(body, secret="geraten"),
    }
    answer = switch.send(body, **{"X-SOCL-Signature": signatures.get(wrong, wrong)})
    assert_refused(answer, 401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert problem(answer)["detail"] == UNSIGNED


@pytest.mark.rule("RUF-4")
def test_a_message_without_a_signature_header_is_401(world: World) -> None:
    switch = world.switch()
    assert_refused(switch.send(new_call(switch), **{"X-SOCL-Signature": None}), 401, "unauthenticated")


@pytest.mark.rule("RUF-4")
def test_commands_and_call_states_need_the_signature_too(world: World) -> None:
    switch = world.switch()
    for path in ("/commands?wait=0", "/calls/c1"):
        for wrong in (None, switch.signature(b"x")):
            answer = switch.fetch(path, **{"X-SOCL-Signature": wrong})
            assert refusal(answer) == (401, "unauthenticated", "")


@pytest.mark.parametrize("authorization", [None, "Bearer unknown", "Bearer", "Basic cGJ4OnBieA==", "pbx"])
def test_without_a_known_token_it_is_401(world: World, authorization: str | None) -> None:
    switch = world.switch()
    answer = switch.send(new_call(switch), Authorization=authorization)
    assert_refused(answer, 401, "unauthenticated")


def test_an_expired_token_is_401(world: World) -> None:
    switch = world.switch()
    switch.authorization = bearer(world.pbx.person, expires=world.time())
    assert_refused(switch.send(new_call(switch)), 401, "unauthenticated")


def test_the_token_of_another_client_is_403_whatever_it_signs(world: World) -> None:
    switch = world.switch()
    others = [portal(username="portal"), tsb(username="tsb1"), world.person(Role.BETRIEB, world.nord.rd)]
    for who in others:
        switch.authorization = bearer(who)
        assert_refused(switch.send(new_call(switch)), 403, "forbidden")
        assert refusal(switch.fetch("/commands?wait=0")) == (403, "forbidden", "")


def test_a_telephone_systems_person_without_a_telephone_system_is_403(world: World) -> None:
    switch = world.switch()
    switch.authorization = bearer(world.person(Role.PBX, world.nord.region, "pbx3"))
    assert_refused(switch.send(new_call(switch)), 403, "forbidden")


def test_one_telephone_system_cannot_sign_for_another(world: World) -> None:
    switch = world.switch()
    other = pbx(world.nord, username="pbx2", secret="anders")
    switch.authorization = bearer(other.person)
    assert_refused(switch.send(new_call(switch)), 401, "unauthenticated")


@pytest.mark.rule("RUF-4")
@pytest.mark.parametrize(("left", "status"), [(1, 200), (0, 401), (None, 401)])
def test_the_previous_secret_is_good_until_its_end(world: World, left: int | None, status: int) -> None:
    until = None if left is None else world.time() + timedelta(seconds=left)
    Pbx.objects.update(secret="neu", previous_secret="geheim", previous_until=until)
    switch = world.switch()
    assert switch.send(new_call(switch)).status_code == status
    switch.secret = "neu"
    assert ok(switch.send(encoded(switch.message("poll", "c9"))))


def test_a_telephone_system_sees_its_own_calls_only(world: World) -> None:
    switch = world.switch()
    other = Switch(pbx(world.nord, username="pbx2"), world.time)
    decision = switch.rings("c1")
    assert ok(switch.fetch("/calls/c1")) == {
        "callId": "c1",
        "state": "queued",
        "lastSeq": 0,
        "decision": decision,
    }
    assert refusal(other.fetch("/calls/c1")) == (404, "not_found", "")


GOOD: dict[str, Any] = {
    "event": "newCall",
    "eventId": "e1",
    "callId": "c1",
    "from": "0431 12345",
    "to": "08004555500",
}
BAD: dict[str, tuple[int, Any]] = {
    "nothing": (400, b""),
    "half_json": (400, b'{"event": '),
    "not_utf8": (400, b'{"event": "\xff"}'),
    "nul": (400, {**GOOD, "callId": "c\x001"}),
    "lone_surrogate": (400, b'{"event": "newCall", "eventId": "\\ud800", "callId": "c1"}'),
    "not_a_number": (400, b'{"event": "newCall", "seq": NaN}'),
    "infinity": (400, b'{"event": "newCall", "eventId": "e", "callId": "c", "ext": {"x": 1e999}}'),
    "very_deep": (400, b"[" * 30_000),
    "deeper_than_the_size": (413, b"[" * 100_000),
    "larger_than_any_event": (413, {**GOOD, "ext": {"x": "x" * 70_000}}),
    "array": (422, []),
    "string": (422, "newCall"),
    "number": (422, 7),
    "null": (422, None),
    "empty": (422, {}),
    "no_event_id": (422, {"event": "poll", "callId": "c1"}),
    "no_call_id": (422, {"event": "poll", "eventId": "e1"}),
    "blank_call_id": (422, {**GOOD, "callId": ""}),
    "event_of_wrong_type": (422, {**GOOD, "event": ["newCall"]}),
    "long_event": (422, {**GOOD, "event": "x" * 10_000}),
    "long_event_id": (422, {**GOOD, "eventId": "x" * 10_000}),
    "long_call_id": (422, {**GOOD, "callId": "x" * 101}),
    "long_from": (422, {**GOOD, "from": "1" * 10_000}),
    "long_to": (422, {**GOOD, "to": "1" * 10_000}),
    "from_of_wrong_type": (422, {**GOOD, "from": {"number": 1}}),
    "from_missing": (422, {k: v for k, v in GOOD.items() if k != "from"}),
    "to_missing": (422, {k: v for k, v in GOOD.items() if k != "to"}),
    "dtmf_of_wrong_type": (422, {**GOOD, "dtmf": "2"}),
    "dtmf_of_objects": (422, {**GOOD, "dtmf": [{"2": "2"}]}),
    "too_many_digits": (422, {**GOOD, "dtmf": ["2"] * 21}),
    "ext_of_wrong_type": (422, {**GOOD, "ext": ["24103"]}),
    "plz_of_wrong_type": (422, {**GOOD, "ext": {"plz": 24103}}),
    "plz_too_short": (422, {**GOOD, "ext": {"plz": "2410"}}),
    "plz_of_other_digits": (422, {**GOOD, "ext": {"plz": "٢٤١٠٣"}}),
    "direction_unknown": (422, {**GOOD, "direction": "sideways"}),
    "seq_negative": (422, {**GOOD, "seq": -1}),
    "seq_huge": (422, {**GOOD, "seq": 10**30}),
    "seq_of_wrong_type": (422, {**GOOD, "seq": {}}),
    "time_naive": (422, {**GOOD, "occurredAt": "2026-11-23T08:15:03"}),
    "time_in_year_10000": (422, {**GOOD, "occurredAt": "10000-01-01T00:00:00Z"}),
    "time_at_the_end": (422, {**GOOD, "occurredAt": "9999-12-31T23:59:59-14:00"}),
    "time_that_never_was": (422, {**GOOD, "occurredAt": "2026-02-30T08:00:00+01:00"}),
    "answer_without_offer": (422, {"event": "answer", "eventId": "e1", "callId": "c1"}),
    "offer_id_of_letters": (422, {"event": "answer", "eventId": "e1", "callId": "c1", "offerId": "o-1"}),
    "offer_id_huge": (422, {"event": "answer", "eventId": "e1", "callId": "c1", "offerId": "9" * 30}),
    "failure_of_unknown_cause": (
        422,
        {"event": "offerFailed", "eventId": "e1", "callId": "c1", "offerId": "1", "cause": "bored"},
    ),
    "hangup_without_cause": (422, {"event": "hangup", "eventId": "e1", "callId": "c1"}),
    "hangup_of_unknown_cause": (422, {"event": "hangup", "eventId": "e1", "callId": "c1", "cause": "bored"}),
    "result_without_command": (422, {"event": "commandResult", "eventId": "e1", "callId": "c1", "ok": True}),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_a_problem_and_leaves_nothing_behind(world: World, name: str) -> None:
    status, message = BAD[name]
    body = message if isinstance(message, bytes) else encoded(message)
    switch, before = world.switch(), counts()
    answer = switch.send(body)
    assert problem(answer)["status"] == status
    assert counts() == before


@pytest.mark.parametrize(
    ("depth", "status"),
    [(30, 202), (31, 400), (500, 400), (700, 400), (800, 400), (850, 400), (900, 400), (950, 400)],
)
def test_an_event_may_be_nested_up_to_32_levels(world: World, depth: int, status: int) -> None:
    """Deep enough for the parser may be too deep for whoever handles it next (900 was a fault once)."""
    switch, before = world.switch(), counts()
    nested = b"[" * depth + b"]" * depth
    body = b'{"event": "weather", "eventId": "e1", "callId": "c1", "ext": {"x": ' + nested + b"}}"
    answer = switch.send(body)
    assert answer.status_code == status
    if status == 400:
        assert problem(answer)["code"] == "unparseable"
        assert counts() == before


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_another_content_type_is_415(world: World, content_type: str) -> None:
    switch = world.switch()
    body = new_call(switch)
    headers = {"Authorization": switch.authorization, "X-SOCL-Signature": switch.signature(body)}
    answer = switch.client.post("/api/cti/v1/events", body, content_type, headers=headers)
    assert_refused(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/events", 405),
        ("PUT", "/events", 405),
        ("POST", "/commands", 405),
        ("DELETE", "/calls/c1", 405),
        ("GET", "/nothing", 404),
        ("GET", "/calls/c%00", 404),
        ("GET", "/calls/%ff%fe", 404),
        ("GET", "/calls/" + "x" * 300, 404),
        ("GET", "/commands?wait=-1", 422),
        ("GET", "/commands?wait=26", 422),
        ("GET", "/commands?wait=x", 422),
        ("GET", "/commands?wait=" + "9" * 40, 422),
    ],
)
def test_a_wrong_method_path_or_parameter_is_a_problem(
    world: World, method: str, path: str, status: int
) -> None:
    switch = world.switch()
    headers = {"Authorization": switch.authorization, "X-SOCL-Signature": switch.signature(b"")}
    answer = switch.client.generic(method, f"/api/cti/v1{path}", b"", "application/json", headers=headers)
    assert problem(answer)["status"] == status
