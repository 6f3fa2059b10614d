"""Hundreds of random histories of a Service Center, with everything that must hold after every step."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from tests.api.worlds import World, built, time, world
from tests.rufkreis.histories import HISTORIES, History, Step

__all__ = ["built", "time", "world"]


@pytest.mark.soak
@pytest.mark.rule("RUF-2")
@given(steps=HISTORIES)
@settings(max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hundreds_of_histories(world: World, steps: list[Step]) -> None:
    with transaction.atomic():
        History(world).play(steps)
        transaction.set_rollback(True)
