"""Against theory: the rule of matching, driven in simulated time, reproduces Erlang's published values."""

from collections.abc import Callable

import pytest

from routing.rufkreis.rules.eligibility import Topic
from socl.lib.erlang import erlang_c
from tests.rufkreis.simulated import Seen, simulate

ALG, BOTH = frozenset({Topic.ALG}), frozenset(Topic)
GENERAL = frozenset({Topic.GENERAL})
CALLS = 130_000
CLOSE = 0.01


def waited(wait: float) -> bool:
    return wait > 0


def within(seconds: float) -> Callable[[float], bool]:
    return lambda wait: wait <= seconds


def measured(seen: Seen, good: Callable[[float], bool], expected: float, what: str) -> float:
    mean, half = seen.share(good)
    print(f"{what}: {mean:.4f} ± {half:.4f}, theory {expected:.4f}")
    assert abs(mean - expected) <= CLOSE
    assert half <= 2 * CLOSE, "too few calls to say anything"
    return mean


@pytest.mark.rule("RUF-2")
@pytest.mark.parametrize(
    ("name", "desks", "patience", "waits", "level"),
    [
        ("C03", 13, None, 0.285270453036, 0.795594788418),
        ("C07", 15, None, 0.102042367008, 0.9414528428690),
        ("A02", 13, 300.0, 0.225797084047, 0.858177700031),
    ],
)
def test_the_engine_reproduces_published_queues(
    name: str, desks: int, patience: float | None, waits: float, level: float
) -> None:
    """100 calls in half an hour, 180 s each; answered within 20 s."""
    found = simulate(
        per_second={Topic.ALG: 100 / 1800}, desks=[ALG] * desks, aht=180, calls=CALLS, patience=patience
    )[Topic.ALG]
    measured(found, waited, waits, f"{name} wait")
    measured(found, within(20), level, f"{name} within 20 s")


@pytest.mark.rule("RUF-2")
def test_a_wrong_published_value_is_not_reproduced() -> None:
    """X02: 20 erlangs at 25 desks, published 0.261; 0.2091 is right."""
    found = simulate(per_second={Topic.ALG: 20 / 180}, desks=[ALG] * 25, aht=180, calls=CALLS)[Topic.ALG]
    assert abs(measured(found, waited, erlang_c(20, 25), "X02 wait") - 0.261) > 3 * CLOSE


@pytest.mark.rule("RUF-2")
@pytest.mark.parametrize("shared", [True, False])
def test_two_pools_all_shared_or_disjoint_are_what_their_closed_forms_say(shared: bool) -> None:
    """Alg and general, 5 erlangs each, 7 desks each: one queue of 10 at 14, or two of 5 at 7."""
    desks = [BOTH] * 14 if shared else [ALG] * 7 + [GENERAL] * 7
    found = simulate(per_second=dict.fromkeys(Topic, 5 / 180), desks=desks, aht=180, calls=CALLS)
    expected = erlang_c(10, 14) if shared else erlang_c(5, 7)
    both = Seen([wait for topic in Topic for wait in found[topic].waits])
    measured(both, waited, expected, "shared" if shared else "alone")
