"""The small world and its clock; a desk in a call."""

import pytest

from tests.api.clients import Rest
from tests.api.worlds import World, built, connected, time, world

__all__ = ["built", "call", "connected", "desk", "time", "world"]


@pytest.fixture
def desk(connected: tuple[Rest, int], world: World) -> Rest:
    """A TSB in a call."""
    return connected[0]


@pytest.fixture
def call(connected: tuple[Rest, int], world: World) -> int:
    """The id of this call."""
    return connected[1]
