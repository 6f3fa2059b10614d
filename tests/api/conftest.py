"""The small world and its clock."""

from tests.api.worlds import built, connected, time, world

__all__ = ["built", "connected", "time", "world"]
