"""Generated requests against the schema: no server error, no answer that the schema does not promise."""

from typing import Any

import pytest
import schemathesis
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from socl.wsgi import application
from tests.api.ground import Ground
from tests.api.worlds import World

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# Few, for this runs with every change; the generator makes the same ones each time (tests/conftest.py).
EXAMPLES = {GenerationMode.POSITIVE: 2, GenerationMode.NEGATIVE: 1}
LEFT_OUT = r"^/api/cti/|/commands"  # signed: tests/rufkreis/test_cti_*.py


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request ends by giving its connection back; here it is the test's own, with the world in its transaction."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture
def operations(world: World) -> list[Any]:
    """Every operation of the REST contract, as the running application describes it."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)
    found: Any = schema.exclude(path_regex=LEFT_OUT).get_all_operations()
    return [result.ok() for result in found]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_request_breaks_the_house_or_the_contract(
    prepared: Ground, operations: list[Any], mode: GenerationMode
) -> None:
    faults: dict[str, str] = {}
    asked = 0
    able = operations if mode is GenerationMode.POSITIVE else [o for o in operations if takes_something(o)]
    for operation in able:
        seen, broken = ask(operation, prepared, mode)
        asked += seen
        if broken:
            faults[operation.label] = broken
    assert faults == {}, "\n\n".join(sorted(faults))
    assert asked >= len(able) > 30


def takes_something(operation: Any) -> bool:
    """A body or a query; without one there is nothing to ask wrongly, and looking for it takes a second."""
    return bool(len(operation.body) or len(operation.query))


def ask(operation: Any, ground: Ground, mode: GenerationMode) -> tuple[int, str]:
    """How many requests the operation got, and what was wrong with the first bad answer."""
    headers = {"Authorization": ground.client.headers["Authorization"]}
    seen, broken = 0, ""

    @settings(max_examples=EXAMPLES[mode], phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=subjects(operation, ground)))
    def one(case: Any) -> None:
        nonlocal seen, broken
        seen += 1
        if broken:
            return
        with transaction.atomic():
            try:
                case.call_and_validate(headers=headers, checks=CHECKS)
            except (Failure, FailureGroup) as found:
                broken = f"{case.as_curl_command()}\n{found}"
            transaction.set_rollback(True)

    one()
    return seen, broken


def subjects(operation: Any, ground: Ground) -> dict[str, Any]:
    """Real things for the path, so that more than 404 is answered."""
    by_collection = {
        "calls": ground.call,
        "anliegen": ground.anliegen,
        "offers": ground.offer,
        "bookings": ground.booking,
    }
    collection = operation.path.removeprefix("/api/v1/").split("/")[0]
    usual = {"id": by_collection.get(collection, 1), "team": "alg-131", "day": "2026-11-18", "os": "os-123"}
    return {name: usual.get(name, 1) for name in names(operation)}


def names(operation: Any) -> list[str]:
    """The parameters in the path."""
    return [parameter.name for parameter in operation.path_parameters]


def test_the_generator_would_notice(prepared: Ground, world: World) -> None:
    """The same checks against an answer that breaks the promise: a fault of ours, and an unknown status."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", broken_application)
    operation = schema["/api/v1/me/"]["GET"]
    assert "500" in ask(operation, prepared, GenerationMode.POSITIVE)[1]


def broken_application(environ: Any, start_response: Any) -> Any:
    """The house, but for its answers about the person."""
    if environ["PATH_INFO"].endswith("/me/"):
        start_response("500 Internal Server Error", [("Content-Type", "text/html")])
        return [b"oh"]
    return application(environ, start_response)
