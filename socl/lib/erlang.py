"""Erlang B, C and A: how many desks a stream of calls needs. Pure; times in seconds, load in erlangs.

Formulas and conventions as in the literature (A. K. Erlang 1917; C. Palm 1957; Garnett, Mandelbaum, Reiman 2002);
compared with published values to 1e-9 in tests/lib/test_erlang.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, expm1, isinf

MOST_DESKS = 20_000
MOST_WAITING = 100_000  # states of the queue that are summed up before we refuse
NEGLIGIBLE = 1e-18
HUGE = 1e200


class Unstable(ValueError):
    """More load than desks, and nobody ever gives up: the queue grows without end."""


class TooLarge(ValueError):
    """More desks or more waiting callers than we add up."""


@dataclass(frozen=True)
class Staffing:
    """What ``desks`` do for a load. Shares from 0 to 1, ``asa_seconds``: mean wait of the answered calls.

    ``service_level``: answered within the target, of all calls offered.
    """

    model: str
    desks: int
    probability_of_wait: float
    service_level: float
    asa_seconds: float
    occupancy: float
    abandonment: float
    queue_length: float


def erlang_b(load: float, desks: int) -> float:
    """The share of calls that find all desks busy when nobody may wait."""
    return 1 / _inverse_b(load, desks) if load else float(desks == 0)


def _inverse_b(load: float, desks: int) -> float:
    """1/B by the recursion on the inverse: no factorials, nothing that overflows but to infinity."""
    if desks > MOST_DESKS:
        raise TooLarge(desks)
    inverse = 1.0
    for n in range(1, desks + 1):
        inverse = 1 + inverse * n / load
    return inverse


def erlang_c(load: float, desks: int) -> float:
    """The share of calls that wait when everybody does. ``Unstable`` unless there are more desks than erlangs."""
    if load >= desks:
        raise Unstable
    b = erlang_b(load, desks)
    return b / (1 - (load / desks) * (1 - b))


def patient(calls_per_second: float, aht: float, desks: int, target: float) -> Staffing:
    """Erlang C: everybody waits until answered. ``Unstable`` unless there are more desks than erlangs."""
    load = calls_per_second * aht
    c = erlang_c(load, desks)
    spare = desks - load
    return Staffing(
        model="erlang_c",
        desks=desks,
        probability_of_wait=c,
        service_level=1 - c * exp(-spare * target / aht),
        asa_seconds=c * aht / spare,
        occupancy=load / desks,
        abandonment=0.0,
        queue_length=c * load / spare,
    )


def impatient(calls_per_second: float, aht: float, patience: float, desks: int, target: float) -> Staffing:
    """Erlang A: callers give up after an exponential time of mean ``patience``. Never unstable."""
    if calls_per_second == 0 or desks == 0:
        return _nothing_happens(calls_per_second, desks)
    served, given_up = desks / aht, 1 / patience  # rates
    inverse = _inverse_b(calls_per_second * aht, desks)
    if isinf(inverse):
        return Staffing("erlang_a", desks, 0.0, 1.0, 0.0, calls_per_second / served, 0.0, 0.0)
    queue = _sum_up(calls_per_second, served, given_up, target, inverse)
    abandonment = given_up * queue.length / calls_per_second
    return Staffing(
        model="erlang_a",
        desks=desks,
        probability_of_wait=queue.waiting,
        service_level=queue.in_time,
        asa_seconds=queue.wait_of_answered / (1 - abandonment),
        occupancy=calls_per_second * (1 - abandonment) / served,
        abandonment=abandonment,
        queue_length=queue.length,
    )


def _nothing_happens(calls_per_second: float, desks: int) -> Staffing:
    """No calls: all is well. No desks: everybody gives up."""
    if calls_per_second == 0:
        return Staffing("erlang_a", desks, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    return Staffing("erlang_a", 0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


@dataclass
class _Queue:
    """Sums over the states with c + j callers, in units of the state with all desks busy and nobody waiting."""

    waiting: float = 0.0
    length: float = 0.0
    in_time: float = 0.0
    wait_of_answered: float = 0.0

    def scale(self, by: float) -> None:
        self.waiting *= by
        self.length *= by
        self.in_time *= by
        self.wait_of_answered *= by


def _sum_up(arriving: float, served: float, given_up: float, target: float, inverse_b: float) -> _Queue:
    """The stationary queue. ``late``: the chance that a caller with j ahead is not through by ``target``, that is
    the regularised incomplete beta function I_x(served/given_up + 1, j + 1), x = exp(-target given_up), whose second
    argument is whole and so a finite sum that grows by one ``term`` per j.
    """
    x_gone = -expm1(-target * given_up)
    first = served / given_up + 1
    term = late = exp(-target * given_up * first)
    weight, below, passing, found = 1.0, inverse_b - 1, 0.0, _Queue()
    for j in range(MOST_WAITING):
        rate = served + (j + 1) * given_up
        answered = served / rate
        passing += 1 / rate
        found.waiting += weight
        found.length += j * weight
        found.in_time += weight * answered * (1 - late)
        found.wait_of_answered += weight * answered * passing
        grows = arriving / rate
        if grows < 1 and weight * (j + 1) < NEGLIGIBLE * (found.waiting + below) * (1 - grows):
            found.in_time += below
            found.scale(1 / (found.waiting + below))
            return found
        weight *= grows
        term *= (first + j) / (j + 1) * x_gone
        late += term
        if weight > HUGE:
            found.scale(1 / HUGE)
            below, weight = below / HUGE, weight / HUGE
    raise TooLarge(MOST_WAITING)


def staffing(
    *, calls: float, interval: float, aht: float, patience: float | None, desks: int, target: float
) -> Staffing:
    """``calls`` in ``interval`` seconds, each ``aht`` long; ``patience`` None: nobody gives up."""
    rate = calls / interval
    if patience is None:
        return patient(rate, aht, desks, target)
    return impatient(rate, aht, patience, desks, target)


def least_desks(
    *, calls: float, interval: float, aht: float, patience: float | None, target: float, level: float
) -> Staffing:
    """The smallest number of desks with which at least ``level`` of all calls are answered within ``target``."""
    load = calls / interval * aht

    def at(desks: int) -> Staffing:
        return staffing(
            calls=calls, interval=interval, aht=aht, patience=patience, desks=desks, target=target
        )

    def good(desks: int) -> bool:
        try:
            return at(desks).service_level >= level
        except (
            TooLarge
        ):  # a queue without measure: certainly too few desks, unless there are more than erlangs
            if desks > load:
                raise
            return False

    return at(_first(int(load) + 1 if patience is None else 1, good))


def _first(low: int, good: Callable[[int], bool]) -> int:
    """By doubling and halving: the service level never falls with another desk."""
    step, high = 1, low
    while not good(high):
        high += step
        step *= 2
        if high > MOST_DESKS:
            raise TooLarge(high)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if good(middle) else (middle + 1, high)
    return low
