"""The small world and its clock; a desk in a call, as the tests of the desk have it."""

from tests.escalation.conftest import built, call, connected, desk, time, world

__all__ = ["built", "call", "connected", "desk", "time", "world"]
