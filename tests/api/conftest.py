"""The small world and its clock, and something to do wrong things to."""

from tests.api.ground import ground, prepared
from tests.api.worlds import built, connected, time, world

__all__ = ["built", "connected", "ground", "prepared", "time", "world"]
