"""Erlang B, C and A against published values, to 1e-9; the three wrong published values are not reproduced."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socl.lib.erlang import (
    MOST_DESKS,
    TooLarge,
    Unstable,
    erlang_b,
    erlang_c,
    least_desks,
    staffing,
)

REFERENCE = json.loads((Path(__file__).parent / "erlang_reference.json").read_text(encoding="utf-8"))
QUEUES = [entry for entry in REFERENCE["entries"] if entry["model"] != "ErlangB"]
NAMES = {
    "probability_of_wait": "probability_of_wait",
    "asa_s": "asa_seconds",
    "mean_wait_answered_s": "asa_seconds",
    "service_level": "service_level",
    "service_level_answered_within_t_of_all": "service_level",
    "occupancy": "occupancy",
    "queue_length": "queue_length",
    "probability_of_abandonment": "abandonment",
}


def name(entry: dict[str, Any]) -> str:
    return str(entry["id"])


@pytest.mark.parametrize("entry", [e for e in REFERENCE["entries"] if e["model"] == "ErlangB"], ids=name)
def test_erlang_b_is_as_published(entry: dict[str, Any]) -> None:
    given_, published = entry["inputs"], entry["recomputed"]
    blocked = erlang_b(given_["erlangs"], given_["servers"])
    assert blocked == pytest.approx(published["blocking_probability"], rel=1e-9, abs=0)


@pytest.mark.parametrize("entry", QUEUES, ids=name)
def test_erlang_c_and_a_are_as_published(entry: dict[str, Any]) -> None:
    told, expected = entry["inputs"], entry["recomputed"]
    found = staffing(
        calls=told["calls"],
        interval=told["interval_s"],
        aht=told["aht_s"],
        patience=told.get("patience_s"),
        desks=told["servers"],
        target=told["target_s"] or 0,
    )
    ours = {theirs: getattr(found, our) for theirs, our in NAMES.items() if theirs in expected}
    assert ours == pytest.approx({theirs: expected[theirs] for theirs in ours}, rel=1e-9, abs=1e-12)


def test_the_number_of_desks_for_a_target_is_as_published() -> None:
    [entry] = [e for e in QUEUES if "required_servers" in e["recomputed"]]
    told = entry["inputs"]
    found = least_desks(
        calls=told["calls"],
        interval=told["interval_s"],
        aht=told["aht_s"],
        patience=None,
        target=told["target_s"],
        level=0.8,
    )
    assert found.desks == told["servers"]


def test_wrong_published_values_are_not_reproduced() -> None:
    wrong = {entry["id"]: (entry["published"], entry["correct"]) for entry in REFERENCE["negative_controls"]}
    waits = erlang_c(20, 25)
    ours = {
        "X01": [erlang_b(180, 200)],
        "X02": [
            waits,
            staffing(calls=20, interval=180, aht=180, patience=None, desks=25, target=0).asa_seconds,
        ],
        "X03": [erlang_b(123, 132)],
    }
    assert set(ours) == set(wrong)
    for control, values in ours.items():
        published, correct = (v if isinstance(v, list) else [v] for v in wrong[control])
        assert values == pytest.approx(correct, rel=1e-9)
        assert all(abs(a - b) > 1e-4 for a, b in zip(values, published, strict=True))


@given(
    calls=st.floats(0.1, 300),
    aht=st.floats(10, 900),
    patience=st.floats(5, 900),
    desks=st.integers(1, 60),
    target=st.floats(0, 120),
)
@settings(max_examples=40)
def test_what_must_hold_for_every_queue_that_gives_up(
    calls: float, aht: float, patience: float, desks: int, target: float
) -> None:
    load = {"calls": calls, "interval": 1800.0, "aht": aht, "patience": patience, "target": target}
    less, more = staffing(**load, desks=desks), staffing(**load, desks=desks + 1)
    for share in (less.probability_of_wait, less.service_level, less.abandonment, less.occupancy):
        assert -1e-9 <= share <= 1 + 1e-9
    assert more.service_level >= less.service_level - 1e-9
    assert more.abandonment <= less.abandonment + 1e-9
    assert less.service_level + less.abandonment <= 1 + 1e-9
    answered = calls / 1800 * (1 - less.abandonment)
    assert answered * aht == pytest.approx(less.occupancy * desks, rel=1e-9), "what comes in goes out"


@given(calls=st.floats(1, 300), patience=st.none() | st.floats(20, 900), level=st.floats(0.5, 0.99))
@settings(max_examples=25)
def test_the_least_number_of_desks_reaches_the_target_and_one_less_does_not(
    calls: float, patience: float | None, level: float
) -> None:
    load: Any = {"calls": calls, "interval": 1800.0, "aht": 300.0, "patience": patience, "target": 30.0}
    found = least_desks(**load, level=level)
    assert found.service_level >= level
    if found.desks > 1 and (patience is not None or calls / 6 < found.desks - 1):
        assert staffing(**load, desks=found.desks - 1).service_level < level


def test_without_patience_more_load_than_desks_is_refused() -> None:
    load = {"calls": 10.0, "interval": 60.0, "aht": 60.0, "target": 20.0}
    with pytest.raises(Unstable):
        staffing(**load, patience=None, desks=10)
    assert staffing(**load, patience=60.0, desks=10).abandonment > 0
    assert staffing(**load, patience=60.0, desks=0).abandonment == 1
    assert staffing(**{**load, "calls": 0.0}, patience=60.0, desks=1).service_level == 1


def test_what_is_too_large_to_add_up_is_refused() -> None:
    with pytest.raises(TooLarge):
        erlang_b(1, MOST_DESKS + 1)
    with pytest.raises(TooLarge):
        staffing(calls=1000, interval=1, aht=1, patience=1e9, desks=10, target=20)
