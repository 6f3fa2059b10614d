"""Random histories of a Service Center: some hundred through the verbs, five thousand on paper by the rules alone."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from socl.orga.models import Person
from tests.api.worlds import World, built, time, world
from tests.rufkreis.histories import LONG_HISTORIES, History, Step, seats
from tests.rufkreis.paper import PAPER, PaperHistory, PaperStep

__all__ = ["built", "time", "world"]
pytestmark = [pytest.mark.soak, pytest.mark.rule("RUF-2"), pytest.mark.rule("RUF-19")]


@pytest.fixture
def desks(world: World) -> list[Person]:
    return seats(world)


@given(steps=LONG_HISTORIES)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_some_hundred_histories_through_the_verbs(
    world: World, desks: list[Person], steps: list[Step]
) -> None:
    with transaction.atomic():
        History(world, desks).play(steps)
        transaction.set_rollback(True)


@given(steps=PAPER)
@settings(max_examples=5000)
def test_thousands_of_histories_on_paper(steps: list[PaperStep]) -> None:
    PaperHistory().play(steps)
