"""Every address that takes something, with every field wrong in its own way: the schema says which fields there are.

Whoever gets in according to the rights table asks; so a new address is asked as soon as it has its row there.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from socl.orga.models import Person
from tests.api.clients import Rest, browserless
from tests.api.worlds import World, counts
from tests.rights.table import ROWS, Row
from tests.rights.visitors import House, house, worker

__all__ = ["house"]

pytestmark = pytest.mark.django_db
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
WRITES = ("POST", "PUT", "PATCH")
UNREADABLE = (b'{"a": ', b'{"a": "\xff"}', b"[]")
LONG = "x" * 10_000
# By the type and format of a field: values that none of that kind takes.
WRONG: dict[str, list[Any]] = {
    "date": ["2026-02-30", "10000-01-01", {}, [], LONG],
    "date-time": ["2026-11-18T09:00:00", "9999-12-31T23:59:59-14:00", {}, LONG],
    "time": ["25:00", "8", {}, LONG],
    "enum": ["nonsense", 10**30, {}, [], LONG],
    "string": [{}, ["x"], True],
    "integer": ["x", 10**30, 1.5, {}],
    "number": ["x", {}, [], LONG],
    "boolean": ["vielleicht", {}, 7],
    "array": ["x", {"a": 1}, 7],
}


@pytest.fixture(scope="module")
def schema() -> Any:
    return browserless().get("/api/v1/schema/?format=json").json()


def test_no_field_of_any_address_takes_what_it_should_not(world: World, house: House, schema: Any) -> None:
    rows = [(m, row) for row in ROWS for m in row.methods if row.route.startswith("api/v1/") and m in WRITES]
    clients = [client_for(row, house) for _, row in rows]
    before, faults, asked = counts(), [], 0
    for (method, row), client in zip(rows, clients, strict=True):
        path = house.path(row).removeprefix("/api/v1")
        for raw in UNREADABLE:
            status = client.send(method, path, raw).status_code
            if status not in (400, 415):
                faults.append(f"{method} {path} {raw!r}: {status}")
        for name, value in wrong_values(schema, method, row):
            asked += 1
            answer = client.send(method, path, json.dumps({name: value}).encode())
            said = answer.json() if answer.status_code == 422 else {}
            if name not in said.get("errors", {}):
                faults.append(f"{method} {path} {name}={str(value)[:40]!r}: {answer.status_code} {said}")
    assert faults == [], "\n".join(faults)
    assert asked > 400
    assert counts() == before, "something was written"


def client_for(row: Row, house: House) -> Rest:
    """Somebody who gets in: the desk in the call, nobody where it is public, else the first role of the row."""
    if row.is_public:
        return Rest()
    if row.is_mine:
        return Rest(Person.objects.get(username="tsb1"))
    role = sorted(row.own)[0]
    known = Person.objects.filter(username=f"{role}-besucht").first()
    return Rest(known or worker(role, house.world.nord))


def wrong_values(schema: Any, method: str, row: Row) -> Iterator[tuple[str, Any]]:
    """(field, value) for every field that the address takes as JSON."""
    for name, field in fields(schema, method, row):
        kind = field.get("format") or field.get("type")
        kind = "enum" if "enum" in field else kind
        for value in WRONG.get(kind if kind in WRONG else str(field.get("type")), WRONG["string"]):
            yield name, value
        if "maxLength" in field:
            yield name, "x" * (field["maxLength"] + 1)


def fields(schema: Any, method: str, row: Row) -> Iterator[tuple[str, Any]]:
    """The fields of the body that the schema describes; none for an address without one."""
    shape = "/" + PARAMETER.sub(r"{\1}", row.route).replace("{pk}", "{id}")
    operation = schema["paths"][shape][method.lower()]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    for name, field in resolved(schema, body).get("properties", {}).items():
        found = resolved(schema, field)
        kinds = found.get("type")
        if isinstance(kinds, list):  # nullable
            found = {**found, "type": next(k for k in kinds if k != "null")}
        yield name, found


def resolved(schema: Any, part: Any) -> Any:
    """What a reference means."""
    while True:
        for key in ("allOf", "anyOf", "oneOf"):
            inner = [p for p in part.get(key, []) if "$ref" in p]
            if inner:
                part = {**part, **inner[0]}
                del part[key]
        if "$ref" not in part:
            return part
        rest = {k: v for k, v in part.items() if k != "$ref"}
        part = {**schema["components"]["schemas"][part["$ref"].rpartition("/")[2]], **rest}
