"""Reading why calls were offered: counts of desks and what was decided."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from routing.rufkreis.models import Call, Decision
from routing.rufkreis.rules.eligibility import SILENT_AFTER
from routing.rufkreis.rules.lifecycle import Activity, Wish
from routing.rufkreis.rules.why import Busy, sentence
from socl.core.db import rows

# Signed-in desks that are not there to be asked right now: one pass over the Service Centers, counted.
BUSY = """
SELECT unit_id, wish, CASE WHEN activity = 'idle' THEN 'lagging' ELSE activity END, count(*)
FROM rufkreis_presence
WHERE unit_id = ANY (%(units)s) AND wish IN ('alg', 'general', 'both', 'break', 'training')
  AND (activity <> 'idle' OR last_seen_at < %(seen_since)s OR wish IN ('break', 'training'))
GROUP BY 1, 2, 3
"""


def busy_desks(units: Iterable[int], at: datetime) -> Busy:
    """(Service Center, wish, activity) -> desks that are signed in and not idle, or silent, or on a break."""
    found: Counter[tuple[int, Wish, Activity]] = Counter()
    for unit, wish, activity, number in rows(BUSY, {"units": list(units), "seen_since": at - SILENT_AFTER}):
        found[unit, Wish(wish), Activity(activity)] += number
    return found


def decisions_of(call: Call) -> list[tuple[datetime, str]]:
    """(moment, sentence) of every decision about the call, oldest first."""
    return [(d.at, _said(call, d)) for d in call.decisions.order_by("at", "pk")]


def decision_lines(call: Call) -> list[dict[str, Any]]:
    """The same for a timeline: verb, moment, rule, and the counts as facts."""
    return [
        {
            "verb": "decision",
            "at": d.at,
            "rule": "RUF-13",
            "facts": {"offered": d.offered, "step": d.step, "counts": d.counts, "text": _said(call, d)},
        }
        for d in call.decisions.order_by("at", "pk")
    ]


def _said(call: Call, decision: Decision) -> str:
    waited = max(0, int((decision.at - call.first_queued_at).total_seconds()))
    what = f"angeboten nach {waited} s" if decision.offered else f"wartet, nach {waited} s"
    where = f", Stufe {decision.step}" if decision.step > 1 else ""
    return f"{what}{where}: {sentence(decision.counts)}"
