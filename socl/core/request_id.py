"""The id that ties together what one request or one task wrote into the logs."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Request-ID"
# Only what a program makes up (a UUID): a name or a telephone number does not get into the logs this way.
SHAPE = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The id of what runs now; empty outside of requests and tasks."""
    return _current.get()


def accepted(given: str) -> str:
    """``given`` if it has the shape of an id, else a new one."""
    return given if SHAPE.fullmatch(given) else secrets.token_hex(16)


@contextmanager
def carried(request_id: str) -> Iterator[None]:
    """Everything logged within bears this id."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)
