"""The small world of the REST tests, with something in it to ask about."""

from tests.api.worlds import built, connected, time, world
from tests.rights.visitors import house

__all__ = ["built", "connected", "house", "time", "world"]
