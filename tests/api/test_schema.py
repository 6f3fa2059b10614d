"""The schema and its readable form describe what is really there."""

import re
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.validation import validate_schema

from tests.api.clients import browserless

SCHEMA = "/api/v1/schema/"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
OURS = {"schema/", "docs/"}


@pytest.fixture(scope="module")
def schema() -> Any:
    answer = browserless().get(f"{SCHEMA}?format=json")
    assert answer.status_code == 200
    return answer.json()


def addresses() -> set[str]:
    """Every path under /api/v1/ that the code has, in the schema's spelling."""
    every = get_resolver().url_patterns
    [rest] = [p for p in every if isinstance(p, URLResolver) and str(p.pattern) == "api/v1/"]
    found = {str(p.pattern) for p in rest.url_patterns if isinstance(p, URLPattern)}
    return {"/api/v1/" + PARAMETER.sub(r"{\1}", path).replace("{pk}", "{id}") for path in found - OURS}


def test_it_is_valid_openapi_3_1(schema: Any) -> None:
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)


def test_it_needs_no_login_and_is_yaml_unless_told_otherwise() -> None:
    answer = browserless().get(SCHEMA)
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, "application/vnd.oai.openapi")
    assert answer.content.startswith(b"openapi: 3.1")


def test_it_describes_every_address_and_no_other(schema: Any) -> None:
    assert {path for path in schema["paths"] if not path.startswith("/api/cti/")} == addresses()


def test_every_operation_says_in_words_what_it_does(schema: Any) -> None:
    silent = [
        f"{method} {path}"
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/api/v1/") and not operation.get("description", "").strip()
    ]
    assert silent == []


def test_operation_ids_are_unique(schema: Any) -> None:
    ids = [o["operationId"] for methods in schema["paths"].values() for o in methods.values()]
    assert sorted(set(ids)) == sorted(ids)


def test_the_readable_page_answers_and_names_every_address(schema: Any) -> None:
    answer = browserless().get("/api/v1/docs/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    page = answer.content.decode()
    assert [path for path in schema["paths"] if path not in page] == []
    assert '<script src="http' not in page
