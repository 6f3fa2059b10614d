"""Keeping why: one Decision for every offer, and one for a call that has to wait."""

from collections.abc import Sequence
from datetime import datetime

from routing.rufkreis import queries
from routing.rufkreis.models import Call, Decision, Rufkreis
from routing.rufkreis.queries.decisions import busy_desks
from routing.rufkreis.rules import why
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.matching import Idle, Waiting


def note_offers(
    found: Sequence[tuple[Waiting, Idle]], desks: Sequence[Idle], units: tuple[int, ...], at: datetime
) -> None:
    """Why each of these calls goes to a desk, counted before the desks are reserved. Rule RUF-13."""
    busy = busy_desks(units, at)
    counted: dict[tuple[Topic, tuple[int, ...]], dict[str, int]] = {}
    rows = []
    for call, desk in found:
        reach = call.reach or dict.fromkeys(units, 1)
        key = (call.topic, tuple(sorted(reach)))
        if key not in counted:
            counted[key] = why.counts(call.topic, reach, desks, busy)
        rows.append(_decision(call.call, reach.get(desk.unit, 0), counted[key], at, offered=True))
    Decision.objects.bulk_create(rows)


def note_wait(call: Call, rufkreise: Sequence[Rufkreis], at: datetime) -> None:
    """Why a call that has just come must wait. Rule RUF-13."""
    live = queries.live_units(rufkreise, at)
    own = {call.rufkreis.unit_id: 1}
    counts = why.counts(
        Topic(call.rufkreis.topic), own, queries.idle_desks(live, at), busy_desks(tuple(live), at)
    )
    _decision(call.pk, 0, counts, at, offered=False).save()


def _decision(call: int, step: int, counts: dict[str, int], at: datetime, *, offered: bool) -> Decision:
    return Decision(call_id=call, offered=offered, step=step, counts=counts, rule_version=why.VERSION, at=at)
