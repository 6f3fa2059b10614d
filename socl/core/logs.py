"""How a log line looks: one JSON object, with the request's id and without anything that somebody typed.

Paths, query strings, parameters, messages of exceptions and values from the database stay outside: all of them may
hold a name or a number. What remains says where it happened.
"""

import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from socl.core import request_id

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
FACTS = ("face", "method", "route", "status", "ms", "task")  # what our own lines may add


class Line(JsonFormatter):
    """Time, level, logger, words, request id, our own facts; for a fault its kind and the lines of code."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Only what is listed here: a library's extras may hold anything."""
        log_data["at"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data["level"] = record.levelname
        log_data["logger"] = record.name
        log_data["message"] = _words(record)
        if request_id.current():
            log_data["request_id"] = request_id.current()
        log_data |= {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
        if record.exc_info:
            log_data["fault"] = self.formatException(record.exc_info)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's name
        """Kinds of exceptions and lines of code, oldest first: their messages would quote what was typed."""
        parts, error = [], ei[1]
        while error is not None:
            frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
            parts.append(f"{frames}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(parts))


def _words(record: logging.LogRecord) -> str:
    """What was said; without its arguments where they quote a path or an exception."""
    if hasattr(record, "request"):  # django.request and its relatives write the path
        return f"answered {getattr(record, 'status_code', '')}".strip()
    if record.exc_info or record.name == "celery.app.trace":
        return str(record.msg)
    return record.getMessage()
