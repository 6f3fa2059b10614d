"""The demo's telephone life: a roster for the TSB, the calls of today and of a week ago, and what today's were about."""

import random
from datetime import datetime, timedelta

from routing.escalation.actions.anliegen import Opening, close_resolved, open_anliegen
from routing.escalation.rules.catalogue import CATALOGUE, Kind
from routing.escalation.rules.groups import GROUP_LABELS, GROUP_OF
from routing.rufkreis.models import Call, Pbx, Plan, Rufkreis
from routing.rufkreis.rules import roster
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.lifecycle import CallState
from socl.lib.workdays import ONE_DAY, berlin_day, berlin_midnight
from socl.orga.models import Person, Unit

PLANNED_DAYS = 21
WEEK = timedelta(days=7)
HALF_HOUR = timedelta(minutes=30)
# Calls in each half-hour from 8:00 on: the morning is busy, the late afternoon quiet (domain facts, section 2).
CALLS = (9, 11, 12, 11, 10, 9, 8, 7, 6, 5, 5, 6, 6, 5, 5, 4, 3, 3, 2, 1)
MOST_ANLIEGEN = 40  # of today, by the real verbs
SHARES = (30, 25, 14, 13, 9, 5, 2, 2)  # of the groups, in their order
OPENS_AT = timedelta(hours=8)


def plan_everybody(people: list[Person], at: datetime) -> None:
    """Both kinds of calls round the clock for three weeks: the demo is open day and night."""
    first = berlin_day(at) - ONE_DAY
    Plan.objects.bulk_create(
        Plan(person=person, day=first + n * ONE_DAY, half_hours=roster.BOTH * roster.HALF_HOURS)
        for person in people
        for n in range(PLANNED_DAYS)
    )


def some_calls(service_center: Unit, pbx: Pbx, at: datetime) -> None:
    """Calls that are over: all of the same day a week ago, and those of today that came before ``at``.

    The same ones in every demo of that day; nobody stands behind them.
    """
    rufkreise = {Topic(r.topic): r for r in Rufkreis.objects.for_calls().filter(unit=service_center)}
    chance = random.Random(berlin_day(at).toordinal())
    calls = []
    for midnight in (berlin_midnight(berlin_day(at) - WEEK), berlin_midnight(berlin_day(at))):
        for n, number in enumerate(CALLS):
            begin = midnight + OPENS_AT + n * HALF_HOUR
            moments = sorted(begin + HALF_HOUR * chance.random() for _ in range(number))
            calls += [_over(rufkreise, pbx, moment, chance, f"{n}-{k}") for k, moment in enumerate(moments)]
    Call.objects.bulk_create(call for call in calls if call.ended_at and call.ended_at < at)


def _over(
    rufkreise: dict[Topic, Rufkreis], pbx: Pbx, began: datetime, chance: random.Random, name: str
) -> Call:
    """One call that was answered after a while, or given up."""
    rufkreis = rufkreise[Topic.ALG if chance.random() < 0.7 else Topic.GENERAL]
    waited = timedelta(seconds=chance.expovariate(1 / 18))
    answered = began + waited if chance.random() < 0.93 else None
    return Call(
        pbx=pbx,
        call_id=f"muster-{began:%Y%m%d}-{name}",
        state=CallState.ENDED,
        rufkreis=rufkreis,
        region=rufkreis.unit.region,
        first_queued_at=began,
        last_polled_at=began,
        answered_at=answered,
        ended_at=(answered + timedelta(seconds=chance.expovariate(1 / 300))) if answered else began + waited,
        end_cause="normalClearing" if answered else "cancel",
    )


def some_anliegen(service_center: Unit, by: Person, at: datetime) -> None:
    """What the latest calls of today were about, all solved, by the real verbs."""
    since, chance = berlin_midnight(berlin_day(at)), random.Random(berlin_day(at).toordinal())
    calls = Call.objects.filter(
        rufkreis__unit=service_center, first_queued_at__gte=since, answered_at__isnull=False
    )
    for call in calls.order_by("-first_queued_at")[:MOST_ANLIEGEN]:
        group = chance.choices(list(GROUP_LABELS), SHARES)[0]
        codes = [c for c, entry in CATALOGUE.items() if GROUP_OF[c] == group and entry.kind == Kind.AUSKUNFT]
        if codes and call.answered_at and call.ended_at:
            opening = Opening(chance.choice(codes))
            opened = open_anliegen(call=call, opening=opening, by=by, at=call.answered_at)
            close_resolved(anliegen=opened, note="Demodaten", by=by, at=call.ended_at)
