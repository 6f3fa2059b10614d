"""Keeping why: one Decision for every offer, and one for a call that has to wait."""

import json
from collections.abc import Sequence
from datetime import datetime

from routing.rufkreis import queries
from routing.rufkreis.models import Call, Rufkreis
from routing.rufkreis.queries.decisions import busy_desks
from routing.rufkreis.rules import why
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.matching import Idle, Waiting
from socl.core.db import execute


def note_offers(
    found: Sequence[tuple[Waiting, Idle]], desks: Sequence[Idle], units: tuple[int, ...], at: datetime
) -> None:
    """Why each of these calls goes to a desk, counted before the desks are reserved. Rule RUF-13."""
    busy = busy_desks(units, at)
    counted: dict[tuple[Topic, tuple[int, ...]], dict[str, int]] = {}
    steps = []
    for call, desk in found:
        reach = call.reach or dict.fromkeys(units, 1)
        key = (call.topic, tuple(sorted(reach)))
        if key not in counted:
            counted[key] = why.counts(call.topic, reach, desks, busy)
        steps.append((call.call, reach.get(desk.unit, 0), counted[key]))
    _keep(steps, at, offered=True)


def note_wait(call: Call, rufkreise: Sequence[Rufkreis], at: datetime) -> None:
    """Why a call that has just come must wait. Rule RUF-13."""
    live = queries.live_units(rufkreise, at)
    own = {call.rufkreis.unit_id: 1}
    counts = why.counts(
        Topic(call.rufkreis.topic), own, queries.idle_desks(live, at), busy_desks(tuple(live), at)
    )
    _keep([(call.pk, 0, counts)], at, offered=False)


# Written out like everything under the lock.
KEEP = """
INSERT INTO rufkreis_decision (call_id, step, counts, offered, rule_version, at)
SELECT call, step, counts, %(offered)s, %(version)s, %(at)s
FROM unnest(%(calls)s::bigint[], %(steps)s::int[], %(counts)s::text[]::jsonb[]) AS decision (call, step, counts)
"""


def _keep(decisions: Sequence[tuple[int, int, dict[str, int]]], at: datetime, *, offered: bool) -> None:
    """Write (call, step, counts) down."""
    calls, steps, counts = zip(*decisions, strict=True)
    values = {"calls": list(calls), "steps": list(steps), "counts": [json.dumps(c) for c in counts]}
    execute(KEEP, values | {"offered": offered, "version": why.VERSION, "at": at})
