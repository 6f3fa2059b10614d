"""Sums over the whole house, for those who watch it; no unit and no person."""

from datetime import datetime

from django.db.models import Count, Min, Q

from routing.rufkreis.models import Call, Presence
from routing.rufkreis.rules.eligibility import SILENT_AFTER
from routing.rufkreis.rules.lifecycle import Activity, CallState


def live_figures(at: datetime) -> dict[str, tuple[str, float]]:
    """Name -> (what it is, value), over the whole house: calls per state, the longest wait in seconds, desks."""
    found: dict[str, tuple[str, float]] = {}
    for state in (CallState.QUEUED, CallState.OFFERED, CallState.ANSWERED):
        number = Call.objects.filter(state=state).count()
        found[f"calls_{state}"] = (f"Calls that are {state}", number)
    first = Call.objects.filter(state=CallState.QUEUED).aggregate(m=Min("first_queued_at"))["m"]
    longest = (at - first).total_seconds() if first else 0.0
    found["longest_wait_seconds"] = ("How long the first caller has been waiting", longest)
    here = Presence.objects.filter(last_seen_at__gte=at - SILENT_AFTER).aggregate(
        idle=Count("pk", filter=Q(activity=Activity.IDLE)), all=Count("pk")
    )
    found["desks_idle"] = ("Desks that wait for a call", here["idle"])
    found["desks"] = ("Desks that were heard of within 30 s", here["all"])
    return found
