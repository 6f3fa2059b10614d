"""Moves between states."""

import pytest

from socl.lib.states import Move


def test_a_move_is_allowed_from_its_sources_only():
    cancel = Move({"booked", "held"}, "cancelled")
    assert [state for state in ("held", "booked", "done", "cancelled") if cancel.allows(state)] == [
        "held",
        "booked",
    ]
    assert cancel.target == "cancelled"


def test_a_move_is_a_value_that_nobody_changes():
    cancel = Move({"booked"}, "cancelled")
    assert cancel == Move({"booked"}, "cancelled")
    assert hash(cancel) == hash(Move({"booked"}, "cancelled"))
    with pytest.raises(AttributeError):
        cancel.target = "done"  # type: ignore[misc]
