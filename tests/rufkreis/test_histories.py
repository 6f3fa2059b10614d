"""The engine's promises over random histories: a few here, thousands in tests/soak."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from socl.orga.models import Person
from tests.api.worlds import World
from tests.rufkreis.histories import HISTORIES, History, Step, seats


@pytest.fixture
def desks(world: World) -> list[Person]:
    return seats(world)


@pytest.mark.rule("RUF-2")
@pytest.mark.rule("RUF-5")
@pytest.mark.rule("RUF-19")
@given(steps=HISTORIES)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_every_history_no_call_is_lost_and_nobody_waits_beside_an_idle_desk(
    world: World, desks: list[Person], steps: list[Step]
) -> None:
    with transaction.atomic():
        History(world, desks).play(steps)
        transaction.set_rollback(True)
