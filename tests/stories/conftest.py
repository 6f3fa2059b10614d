"""The small world and its clock; a desk in a call, and whom it may ask, as the tests of the desk have them."""

from tests.escalation.conftest import built, call, connected, desk, fit, hotlines, os, time, world

__all__ = ["built", "call", "connected", "desk", "fit", "hotlines", "os", "time", "world"]
