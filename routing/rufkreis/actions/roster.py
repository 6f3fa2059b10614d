"""The roster: who takes which calls in which half-hours, and the lead's switch for right now."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from routing.rufkreis.actions.matching import lock_service_center, offer_next_calls
from routing.rufkreis.models import Plan, Rufkreis
from routing.rufkreis.queries.planning import tsb_of
from routing.rufkreis.rules import roster
from socl.journal import bell
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.models import Person, Unit

WEEK = 7


@dataclass(frozen=True)
class Hours:
    """Half-hours of a day, from ``first`` to before ``until`` (0 to 48), and what is taken in them.

    ``letter`` is one of ``rules.roster``; empty takes the whole day's plan away.
    """

    first: int
    until: int
    letter: str


@transaction.atomic
def plan_hours(
    *, unit: Unit, day: date, people: Collection[int], hours: Hours, by: Person, at: datetime
) -> None:
    """Plan these hours for several people (ids) of a Service Center; the rest of their day stays as it was.

    Refusal ``not_here`` for somebody who is no TSB there on that day; then nothing is written. Rule SOCL 2.1/1.
    """
    if set(people) - {person.pk for person in tsb_of(unit, day)}:
        raise Refusal(
            "not_here", "Diese Person ist an dem Tag nicht TSB in diesem Service Center.", status=422
        )
    rufkreise = lock_service_center(unit.pk)
    there = dict(Plan.objects.filter(person__in=people, day=day).values_list("person_id", "half_hours"))
    for person in sorted(people):
        plan = roster.between(
            there.get(person, roster.EMPTY), hours.first, hours.until, hours.letter or roster.NOTHING
        )
        _write(person, day, plan if hours.letter else "")
    record("plan_hours", unit, by=by, at=at, rule="SOCL 2.1/1", day=day.isoformat(), people=len(people))
    _look_again(rufkreise, people, at)


@transaction.atomic
def copy_week(*, unit: Unit, monday: date, by: Person, at: datetime) -> int:
    """Plan the week from ``monday`` like the week before; days that have a plan keep it. The number of plans copied."""
    rufkreise = lock_service_center(unit.pk)
    before = monday - timedelta(days=WEEK)
    people = [person.pk for person in tsb_of(unit, monday)]
    old = Plan.objects.filter(person__in=people, day__gte=before, day__lt=monday)
    copies = [
        Plan(person_id=p.person_id, day=p.day + timedelta(days=WEEK), half_hours=p.half_hours) for p in old
    ]
    there = set(
        Plan.objects.filter(
            person__in=people, day__gte=monday, day__lt=monday + timedelta(days=WEEK)
        ).values_list("person_id", "day")
    )
    new = [plan for plan in copies if (plan.person_id, plan.day) not in there]
    Plan.objects.bulk_create(new, ignore_conflicts=True)
    record("copy_week", unit, by=by, at=at, monday=monday.isoformat(), plans=len(new))
    _look_again(rufkreise, {plan.person_id for plan in new}, at)
    return len(new)


@transaction.atomic
def switch_now(*, unit: Unit, person: Person, letter: str, by: Person, at: datetime) -> Plan:
    """The lead's switch for right now: from this half-hour to midnight ``person`` takes these calls.

    What was planned before stays; a call that is on goes on. Refusal ``not_here``. Rule SOCL 2.1/1.
    """
    day, now = berlin_day(at), roster.half_hour(at)
    if person.pk not in {one.pk for one in tsb_of(unit, day)}:
        raise Refusal("not_here", "Diese Person ist heute nicht TSB in diesem Service Center.", status=422)
    rufkreise = lock_service_center(unit.pk)
    plan, _ = Plan.objects.get_or_create(person=person, day=day, defaults={"half_hours": roster.EMPTY})
    plan.half_hours = roster.between(plan.half_hours, now, roster.HALF_HOURS, letter)
    plan.save(update_fields=["half_hours"])
    record("switch_now", plan, by=by, at=at, rule="SOCL 2.1/1")
    _look_again(rufkreise, [person.pk], at)
    return plan


def _write(person: int, day: date, half_hours: str) -> None:
    if half_hours:
        Plan.objects.update_or_create(person_id=person, day=day, defaults={"half_hours": half_hours})
    else:
        Plan.objects.filter(person=person, day=day).delete()


def _look_again(rufkreise: list[Rufkreis], people: Iterable[int], at: datetime) -> None:
    """Desks hear of it, and who may take a waiting call now gets it."""
    bell.ring(*(f"desk:{person}" for person in people))
    offer_next_calls(rufkreise, at)
