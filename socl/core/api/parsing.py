"""Strict reading of what clients send: JSON without surprises, times with an offset, numbers that can be dialled."""

import json
from datetime import UTC, date, datetime
from functools import cache
from typing import IO, Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from socl.core.forms import YEARS
from socl.lib import phone
from socl.lib.workdays import berlin_iso

Shape = type[serializers.Serializer[Any]]
MAX_BYTES = 64 * 1024
DEEPEST = 32  # levels of nesting; what the parser can carry may still be too deep for whoever handles it next


def read_json(raw: bytes) -> Any:
    """The value that ``raw`` holds; ParseError for anything that JSON, UTF-8 or PostgreSQL could not carry.

    Refused: bad UTF-8, NaN and Infinity, NUL and lone surrogates in strings, nesting beyond 32 levels.
    """
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
        plain = json.dumps(value, ensure_ascii=False, allow_nan=False)  # 1e999 is read as infinity
        plain.encode("utf-8")
    except RecursionError:
        raise ParseError("Zu tief verschachtelt.") from None
    except (ValueError, UnicodeError):
        raise ParseError("Kein gültiges JSON.") from None
    if "\\u0000" in plain:
        raise ParseError("NUL ist nicht erlaubt.")
    if _is_deep(value):
        raise ParseError("Zu tief verschachtelt.")
    return value


def _is_deep(value: Any) -> bool:
    """True if ``value`` is nested beyond ``DEEPEST`` levels; looked at level by level, without recursion."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(DEEPEST):
        inside = [child for node in level for child in (node.values() if isinstance(node, dict) else node)]
        level = [child for child in inside if isinstance(child, dict | list)]
    return bool(level)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


class StrictJSONParser(BaseParser):
    """JSON objects only, through ``read_json``."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None
    ) -> dict[str, Any]:
        raw = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise TooLarge
        value = read_json(raw) if raw.strip() else {}
        if not isinstance(value, dict):
            raise ParseError("Erwartet wird ein JSON-Objekt.")
        return value


class TooLarge(ParseError):
    """The body is larger than any honest request."""

    status_code = 413
    default_detail = "Die Anfrage ist zu groß."


@extend_schema_field(OpenApiTypes.DATETIME)
class AwareDateTimeField(serializers.Field[datetime, str, str, Any]):
    """ISO 8601 with offset, years 2000 to 2099; read as UTC, written in Berlin time with its offset."""

    default_error_messages = {
        "invalid": "Kein gültiger Zeitpunkt (ISO 8601).",
        "naive": "Der Zeitpunkt braucht eine Zeitverschiebung, zum Beispiel +01:00.",
        "range": "Der Zeitpunkt liegt außerhalb der Jahre 2000 bis 2099.",
    }

    def to_internal_value(self, data: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(data)
        except (TypeError, ValueError):
            self.fail("invalid")
        if moment.tzinfo is None:
            self.fail("naive")
        if moment.year not in YEARS:
            self.fail("range")
        return moment.astimezone(UTC)

    def to_representation(self, value: datetime) -> str:
        return berlin_iso(value)


class DayField(serializers.DateField):
    """A Berlin day, years 2000 to 2099: beyond them lie days that no calendar can add to."""

    default_error_messages = {"range": "Der Tag liegt außerhalb der Jahre 2000 bis 2099."}

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if day.year not in YEARS:
            self.fail("range")
        return day


class PhoneField(serializers.CharField):
    """A number in any customary spelling, read as E.164."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        number = phone.e164(super().to_internal_value(data))
        if number is None:
            raise serializers.ValidationError("Das ist keine Telefonnummer, die gewählt werden kann.")
        return number


def body(request: Request, shape: Shape) -> dict[str, Any]:
    """The request's JSON, checked by ``shape``; ValidationError (422) with a message per field."""
    return checked(shape, request.data)


def query(request: Request, shape: Shape) -> dict[str, Any]:
    """The query parameters, checked likewise."""
    return checked(shape, request.query_params.dict())


def checked(shape: Shape, data: Any) -> dict[str, Any]:
    """``data`` as ``shape`` reads it. ValidationError."""
    values: dict[str, Any] = _reader(shape).run_validation(data)
    return values


@cache
def _reader(shape: Shape) -> serializers.Serializer[Any]:
    """One of each, for all requests: a new one copies all its fields first, which costs as much as a statement.

    It keeps nothing of what it reads; what would (``is_valid`` and what follows it) is not used.
    """
    return shape()
