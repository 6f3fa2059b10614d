"""Keeping why: one Decision for every offer, and one for a call that has to wait."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from routing.rufkreis import queries
from routing.rufkreis.models import Call, Rufkreis
from routing.rufkreis.queries.decisions import busy_desks
from routing.rufkreis.rules import why
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.matching import Idle, Waiting
from socl.core.db import execute

# Written out like everything under the lock.
DECIDE = """
INSERT INTO rufkreis_decision (call_id, step, counts, offered, rule_version, at)
SELECT call, step, counts, %(offered)s, %(version)s, %(at)s
FROM unnest(%(decided)s::bigint[], %(steps)s::int[], %(counts)s::text[]::jsonb[]) AS decision (call, step, counts)
"""


def decisions(
    found: Sequence[tuple[Waiting, Idle]], desks: Sequence[Idle], live: Mapping[int, bool], at: datetime
) -> dict[str, Any]:
    """Why each of these calls goes to a desk, as values of ``DECIDE``; before the desks are reserved. Rule RUF-13."""
    busy = busy_desks(live, at)
    counted: dict[tuple[Topic, tuple[int, ...]], dict[str, int]] = {}
    steps = []
    for call, desk in found:
        reach = call.reach or dict.fromkeys(live, 1)
        key = (call.topic, tuple(sorted(reach)))
        if key not in counted:
            counted[key] = why.counts(call.topic, reach, desks, busy, live)
        steps.append((call.call, reach.get(desk.unit, 0), counted[key]))
    return _values(steps, at, offered=True)


def note_wait(call: Call, rufkreise: Sequence[Rufkreis], at: datetime) -> None:
    """Why a call that has just come must wait. Rule RUF-13."""
    live = queries.live_units(rufkreise, at)
    own = {call.rufkreis.unit_id: 1}
    idle, busy = queries.idle_desks(live, at), busy_desks(live, at)
    counts = why.counts(Topic(call.rufkreis.topic), own, idle, busy, live)
    execute(DECIDE, _values([(call.pk, 0, counts)], at, offered=False))


def _values(
    steps: Sequence[tuple[int, int, dict[str, int]]], at: datetime, *, offered: bool
) -> dict[str, Any]:
    """The values of ``DECIDE`` for these (call, step, counts)."""
    calls, numbers, counts = zip(*steps, strict=True)
    values = {"decided": list(calls), "steps": list(numbers), "counts": [json.dumps(c) for c in counts]}
    return {**values, "offered": offered, "version": why.VERSION, "at": at}
