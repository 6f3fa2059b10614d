"""The small world and its clock."""

from tests.api.worlds import built, time, world

__all__ = ["built", "time", "world"]
