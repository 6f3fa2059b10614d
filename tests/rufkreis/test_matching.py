"""Which waiting call goes to which idle desk: the pure rule, for every queue that hypothesis can think of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.matching import Idle, Waiting, pairs

ALG, GENERAL = Topic.ALG, Topic.GENERAL
BOTH = frozenset(Topic)
Barred = frozenset[tuple[int, int]]
Queue = tuple[list[Waiting], list[Idle], Barred]


@st.composite
def queues(draw: st.DrawFn) -> Queue:
    """Calls in the order of waiting, desks in the order of idleness, and pairs that failed a moment ago."""
    topics = draw(st.lists(st.sampled_from(Topic), max_size=8))
    served = draw(st.lists(st.frozensets(st.sampled_from(Topic), min_size=1), max_size=8))
    calls = [Waiting(n, topic) for n, topic in enumerate(topics)]
    desks = [Idle(100 + n, what) for n, what in enumerate(served)]
    every = [(c.call, d.person) for c in calls for d in desks]
    barred = draw(st.frozensets(st.sampled_from(every), max_size=6)) if every else frozenset()
    return calls, desks, barred


def may(call: Waiting, desk: Idle, barred: Barred) -> bool:
    return call.topic in desk.topics and (call.call, desk.person) not in barred


@given(queues())
@settings(max_examples=50)
@pytest.mark.rule("RUF-2")
def test_nobody_is_offered_twice(queue: Queue) -> None:
    found = pairs(*queue)
    assert len({call for call, _ in found}) == len({person for _, person in found}) == len(found)


@given(queues())
@settings(max_examples=50)
@pytest.mark.rule("RUF-2")
def test_only_a_desk_that_may_take_the_call_is_offered_it(queue: Queue) -> None:
    calls, desks, barred = queue
    call_of, desk_of = {c.call: c for c in calls}, {d.person: d for d in desks}
    assert all(may(call_of[call], desk_of[person], barred) for call, person in pairs(*queue))


@given(queues())
@settings(max_examples=50)
@pytest.mark.rule("SOCL 2.1/2")
def test_no_idle_desk_is_left_beside_a_waiting_call_that_it_may_take(queue: Queue) -> None:
    calls, desks, barred = queue
    found = pairs(*queue)
    waiting = [c for c in calls if c.call not in {call for call, _ in found}]
    idle = [d for d in desks if d.person not in {person for _, person in found}]
    assert [(c, d) for c in waiting for d in idle if may(c, d, barred)] == []


@given(queues())
@settings(max_examples=50)
@pytest.mark.rule("RUF-2")
def test_the_longest_waiting_goes_first_within_what_each_desk_may_take(queue: Queue) -> None:
    """No desk takes a call while an older one, which it may take too, is left waiting."""
    calls, desks, barred = queue
    found = dict(pairs(*queue))
    for younger, person in found.items():
        desk = next(d for d in desks if d.person == person)
        older = [c for c in calls if c.call < younger and may(c, desk, barred)]
        assert [c for c in older if c.call not in found] == []


@given(queues())
@settings(max_examples=50)
@pytest.mark.rule("RUF-2")
def test_of_the_free_desks_that_may_take_a_call_the_longest_idle_gets_it(queue: Queue) -> None:
    calls, desks, barred = queue
    free, expected = list(desks), []
    for call in calls:
        able = [d for d in free if may(call, d, barred)]
        if able:
            expected.append((call.call, able[0].person))
            free.remove(able[0])
    assert pairs(*queue) == expected


def test_a_call_that_no_desk_may_take_does_not_block_the_one_behind_it() -> None:
    general = [Waiting(1, ALG), Waiting(2, ALG), Waiting(3, GENERAL)]
    assert pairs(general, [Idle(10, frozenset({GENERAL}))]) == [(3, 10)]


@pytest.mark.rule("SOCL 2.1/2")
def test_a_desk_of_both_topics_serves_whoever_waits_longest() -> None:
    assert pairs([Waiting(1, GENERAL), Waiting(2, ALG)], [Idle(10, BOTH)]) == [(1, 10)]
    assert pairs([Waiting(1, ALG), Waiting(2, GENERAL)], [Idle(10, BOTH)]) == [(1, 10)]


def test_a_pair_that_failed_a_moment_ago_is_not_tried_again() -> None:
    desks = [Idle(10, BOTH), Idle(11, BOTH)]
    assert pairs([Waiting(1, ALG), Waiting(2, ALG)], desks, frozenset({(1, 10)})) == [(1, 11), (2, 10)]


def test_a_call_goes_only_to_the_service_centers_that_it_reaches_by_now() -> None:
    near, far = Idle(1, frozenset({ALG}), unit=7), Idle(2, frozenset({ALG}), unit=8)
    assert pairs([Waiting(5, ALG, {7: 1})], [far, near]) == [(5, 1)]
    assert pairs([Waiting(5, ALG)], [far, near]) == [(5, 2)], "without a way it reaches all"


def test_nobody_waiting_or_nobody_idle_is_no_pair() -> None:
    assert pairs([], [Idle(10, BOTH)]) == []
    assert pairs([Waiting(1, ALG)], []) == []
