"""Where the Rückruf of an Anliegen can be booked soon: its own team, sister teams, or nowhere."""

from datetime import datetime
from typing import Any

from atv.kalender.models import Channel, Kalender
from atv.kalender.queries.bookings import kalender_of
from atv.kalender.queries.free import terminart
from atv.kalender.queries.reach import Reach, reach_json, reach_of
from routing.escalation import queries
from routing.escalation.models import Anliegen
from routing.escalation.rules.catalogue import Kind
from routing.escalation.rules.ladder import Step, terminart_of
from socl.lib.refusal import Refusal


def reach_for(anliegen: Anliegen, at: datetime) -> Reach | None:
    """The reach of its responsible team; None while none is known, or where it has no calendar. Rule ATV-34."""
    if anliegen.team is None:
        return None
    try:
        calendar = kalender_of(anliegen.team)
    except Refusal:
        return None
    kind = terminart(terminart_of(Kind(anliegen.kind)))
    return reach_of(calendar, kind, channel=Channel.SC, at=at)


def helper_for(anliegen: Anliegen, team: str, at: datetime) -> Kalender | None:
    """The calendar of the sister ``team`` that helps now; None for the responsible team itself or none named.

    Refusal ``not_allowed`` for any other team. Rule ATV-34.
    """
    if not team or (anliegen.team and anliegen.team.key == team):
        return None
    reach = reach_for(anliegen, at)
    for _, sister in reach.sisters if reach else ():
        if sister.unit.key == team:
            return sister
    raise Refusal("not_allowed", "Dieses Team hilft jetzt nicht aus.", rule="ATV-34")


def next_steps_json(anliegen: Anliegen, at: datetime) -> list[dict[str, Any]]:
    """The steps as clients read them; where the responsible team has no time soon, the Rückruf says who has."""
    steps = [{**vars(advice), "reach": None} for advice in queries.next_steps(anliegen)]
    by_step = {step["step"]: step for step in steps if step["allowed"]}
    booking = by_step.get(Step.RUECKRUF)
    reach = reach_for(anliegen, at) if booking else None
    if booking and reach and reach.reason:
        booking["reach"] = reach_json(reach)
        if reach.recommends_work_order and Step.WORK_ORDER in by_step:
            booking["recommended"] = False
            by_step[Step.WORK_ORDER].update(recommended=True, reason=reach.reason, rule="ATV-34")
    return steps
