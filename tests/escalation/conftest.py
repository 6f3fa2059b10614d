"""The small world and its clock; a desk in a call; the hotlines that it may ask."""

import pytest

from routing.rufkreis.actions.setup import set_up_hotline
from routing.rufkreis.rules.eligibility import Hotline
from socl.orga.rules.roles import Role
from tests.api.clients import Rest
from tests.api.worlds import World, built, connected, time, world
from tests.factories.kalender import AT, system

__all__ = ["built", "call", "connected", "desk", "time", "world"]


@pytest.fixture
def desk(connected: tuple[Rest, int], world: World) -> Rest:
    """A TSB in a call."""
    return connected[0]


@pytest.fixture
def call(connected: tuple[Rest, int], world: World) -> int:
    """The id of this call."""
    return connected[1]


@pytest.fixture
def hotlines(world: World) -> None:
    """Those of FiT and OS."""
    set_up_hotline(unit=world.nord.sc, hotline=Hotline.FIT, by=system(), at=AT)
    set_up_hotline(unit=world.nord.os, hotline=Hotline.OS, by=system(), at=AT)


@pytest.fixture
def fit(world: World) -> Rest:
    """A FiT at her hotline."""
    return world.staff(Role.FIT, world.nord.sc, "greta")


@pytest.fixture
def os(world: World) -> Rest:
    """Somebody of the OS at theirs."""
    return world.staff(Role.OS_STAFF, world.nord.team, "imke")
