"""How often the team calls, when it may give up, and what a briefing says: pure rules."""

from datetime import timedelta

import pytest

from atv.kalender.rules.attempts import Policy, Standing, Tried, standing
from atv.kalender.rules.briefing import Part, parts
from socl.lib.spans import Span
from tests.factories.kalender import berlin

DAY = "2026-11-18"
AGREED = Span(berlin(DAY, "09:00"), berlin(DAY, "09:20"))
POLICY = Policy(3, timedelta(minutes=5))


def stands(*tried: str, at: str = "09:12") -> Standing:
    """The standing at ``at`` after attempts: ``09:00`` rang, ``09:00 silent`` did not, ``09:00 wrong`` is no number."""
    found = []
    for text in tried:
        clock, _, how = text.partition(" ")
        found.append(Tried(berlin(DAY, clock), not how, how == "wrong"))
    return standing(found, AGREED, POLICY, berlin(DAY, at))


@pytest.mark.rule("ATV-30")
@pytest.mark.parametrize(
    ("tried", "counted", "next_at"),
    [
        ([], 0, "09:12"),
        (["09:00"], 1, "09:12"),
        (["09:10"], 1, "09:15"),
        (["09:00", "09:04"], 1, "09:12"),
        (["09:00", "09:05"], 2, "09:12"),
        (["09:05", "09:00"], 2, "09:12"),
        (["08:59", "09:20", "09:30"], 0, "09:12"),
        (["09:00 silent", "09:05"], 1, "09:12"),
        (["09:00", "09:05", "09:10"], 3, None),
        (["09:00", "09:05 wrong"], 1, None),
    ],
)
def test_an_attempt_counts_if_it_rang_in_the_agreed_time_and_far_enough_from_the_last(
    tried, counted, next_at
):
    found = stands(*tried)
    expected = berlin(DAY, next_at) if next_at else None
    assert (found.counted, found.wanted, found.next_at) == (counted, 3, expected)


@pytest.mark.rule("ATV-30")
@pytest.mark.parametrize(
    ("tried", "may_give_up", "is_early", "is_complete"),
    [
        ([], False, True, False),
        (["09:00 silent"], False, True, False),
        (["09:40"], True, True, False),
        (["09:00"], True, True, False),
        (["09:00 wrong"], True, False, False),
        (["09:00", "09:05", "09:10"], True, False, True),
    ],
)
def test_giving_up_needs_a_ring_and_before_the_last_attempt_a_reason(
    tried, may_give_up, is_early, is_complete
):
    found = stands(*tried)
    assert (found.may_give_up, found.is_early, found.is_complete) == (may_give_up, is_early, is_complete)


@pytest.mark.parametrize(("at", "next_at"), [("08:00", "09:00"), ("09:19", "09:19"), ("09:20", None)])
def test_the_next_attempt_lies_in_the_agreed_time_or_nowhere(at, next_at):
    assert stands(at=at).next_at == (berlin(DAY, next_at) if next_at else None)
    assert stands("09:16", at="09:17").next_at is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Zahlung fehlt.", [Part("", "Zahlung fehlt.")]),
        (
            "Frage: Abfindung?\nGeprüft: Kündigungsfrist\nGesagt: ",
            [Part("Frage", "Abfindung?"), Part("Geprüft", "Kündigungsfrist")],
        ),
        (
            "Eilt. Frage: Geld. Geprüft: Konto. Gesagt: Rückruf.\nFolgetermin: Bescheid liegt vor",
            [
                Part("", "Eilt."),
                Part("Frage", "Geld."),
                Part("Geprüft", "Konto."),
                Part("Gesagt", "Rückruf."),
                Part("Folgetermin", "Bescheid liegt vor"),
            ],
        ),
        ("Die Rückfrage: offen", [Part("", "Die Rückfrage: offen")]),
    ],
)
def test_a_briefing_is_read_in_its_parts_and_nothing_is_left_out(text, expected):
    assert parts(text) == expected
