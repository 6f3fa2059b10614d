"""The Lagebild: what is happening at a Service Center right now, in counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min

from routing.rufkreis import queries
from routing.rufkreis.models import Call, Presence, Rufkreis
from routing.rufkreis.rules.eligibility import SILENT_AFTER, Topic
from routing.rufkreis.rules.level import NO_CALLS, SHORT_ABANDON_SECONDS, TARGET_SECONDS, Day
from routing.rufkreis.rules.lifecycle import ACTIVITY_LABELS, Activity, CallState, Wish
from routing.rufkreis.rules.offers import UNANSWERED
from routing.rufkreis.rules.waiting import expected_wait
from socl.core.db import rows
from socl.lib.workdays import ONE_DAY, berlin_day, berlin_midnight
from socl.orga import gates
from socl.orga.models import Unit, UnitKind
from socl.orga.queries.readiness import tsb_counts

HALF_HOUR = timedelta(minutes=30)
QUALIFIED_SHARE = 0.4  # Erfahrungswert of the pilots (202302002, 2.1): about 40 % of the TSB

# One pass over the calls of a day; the waiting time counts from the first queue entry. The successor of a requeued
# call counts with the whole wait, a closed number has no queue, who is called waits in none.
FIGURES = """count(*), count(answered_at),
  count(*) FILTER (WHERE answered_at - first_queued_at <= %(target)s),
  count(*) FILTER (WHERE answered_at IS NULL AND ended_at - first_queued_at >= %(short)s)
FROM rufkreis_call
WHERE rufkreis_id = ANY (%(rufkreise)s) AND first_queued_at >= %(first)s AND first_queued_at < %(until)s
  AND end_cause NOT IN ('requeued', 'closed', 'outgoing')
GROUP BY 1 ORDER BY 1
"""
BY_HALF_HOUR = "SELECT floor(EXTRACT(epoch FROM first_queued_at - %(first)s) / 1800)::int, " + FIGURES
BY_RUFKREIS = "SELECT rufkreis_id, " + FIGURES


@dataclass(frozen=True)
class Queue:
    """One Rufkreis right now and today. Seconds; ``half_hours``: (begin, its figures), only those with calls."""

    rufkreis: Rufkreis
    is_live: bool
    waiting: int
    longest: int
    expected: int | None  # None: nobody is there
    free: int
    today: Day
    half_hours: list[tuple[datetime, Day]]


@dataclass(frozen=True)
class Lagebild:
    """A Service Center at one moment: counts only; ``names`` are for its lead alone and stored nowhere."""

    unit: Unit
    at: datetime
    queues: list[Queue]
    desks: list[tuple[str, int]]
    tsb: int
    qualified: int

    @property
    def share(self) -> float | None:
        """The share of the TSB that is qualified for SOC-L."""
        return self.qualified / self.tsb if self.tsb else None


def lagebild(unit: Unit, at: datetime) -> Lagebild:
    """The whole picture of one Service Center."""
    rufkreise = list(Rufkreis.objects.for_calls().filter(unit=unit).order_by("topic"))
    live = queries.live_units(rufkreise, at)
    idle = queries.idle_desks(live, at) if live else []
    waiting = _waiting(rufkreise)
    found = []
    for rufkreis in rufkreise:
        topic = Topic(rufkreis.topic)
        number, since = waiting.get(rufkreis.pk, (0, None))
        half_hours = half_hours_of(rufkreis, berlin_day(at))
        free = sum(topic in desk.topics for desk in idle)
        found.append(
            Queue(
                rufkreis,
                topic is Topic.GENERAL or live[unit.pk],
                number,
                _seconds(since, at),
                expected_wait(number, free, queries.signed_in(unit.pk, topic, at)),
                free,
                _sum(day for _, day in half_hours),
                half_hours,
            )
        )
    tsb, qualified = qualified_share(unit, berlin_day(at))
    return Lagebild(unit, at, found, desks_by_activity(unit, at), tsb, qualified)


def _waiting(rufkreise: list[Rufkreis]) -> dict[int, tuple[int, datetime | None]]:
    calls = Call.objects.filter(rufkreis__in=rufkreise, state=CallState.QUEUED).values("rufkreis")
    counted = calls.annotate(number=Count("pk"), since=Min("first_queued_at"))
    return {row["rufkreis"]: (row["number"], row["since"]) for row in counted}


def half_hours_of(rufkreis: Rufkreis, day: date) -> list[tuple[datetime, Day]]:
    """(begin, figures) of the half-hours of a Berlin day in which calls came."""
    first = berlin_midnight(day)
    found = rows(BY_HALF_HOUR, _day_of([rufkreis], day))
    return [(first + n * HALF_HOUR, Day(*counts)) for n, *counts in found]


def _day_of(rufkreise: Iterable[Rufkreis], day: date) -> dict[str, Any]:
    return {
        "rufkreise": [r.pk for r in rufkreise],
        "first": berlin_midnight(day),
        "until": berlin_midnight(day + ONE_DAY),
        "target": timedelta(seconds=TARGET_SECONDS),
        "short": timedelta(seconds=SHORT_ABANDON_SECONDS),
    }


@dataclass(frozen=True)
class Row:
    """One Rufkreis in the overview, right now and today. Seconds."""

    rufkreis: Rufkreis
    is_live: bool
    waiting: int
    longest: int
    today: Day


def overview(units: Iterable[Unit], at: datetime) -> list[Row]:
    """The Rufkreise of these Service Centers, in three questions however many there are."""
    here = Rufkreis.objects.for_calls().filter(unit__in=units).select_related("unit")
    rufkreise = list(here.order_by("unit__key", "topic"))
    live, waiting = queries.live_units(rufkreise, at), _waiting(rufkreise)
    today = {pk: Day(*counts) for pk, *counts in rows(BY_RUFKREIS, _day_of(rufkreise, berlin_day(at)))}
    found = []
    for rufkreis in rufkreise:
        number, since = waiting.get(rufkreis.pk, (0, None))
        is_live = rufkreis.topic == Topic.GENERAL or live[rufkreis.unit_id]
        found.append(Row(rufkreis, is_live, number, _seconds(since, at), today.get(rufkreis.pk, NO_CALLS)))
    return found


def _seconds(since: datetime | None, at: datetime) -> int:
    return max(0, int((at - since).total_seconds())) if since else 0


def _sum(days: Iterable[Day]) -> Day:
    total = NO_CALLS
    for day in days:
        total = Day(
            total.offered + day.offered,
            total.answered + day.answered,
            total.in_time + day.in_time,
            total.abandoned + day.abandoned,
        )
    return total


def desks_by_activity(unit: Unit, at: datetime) -> list[tuple[str, int]]:
    """(what they do, how many) of the signed-in desks; breaks and training stand for themselves.

    Who signs off in a conversation is in it until it is over.
    """
    resting = (Activity.IDLE, Activity.NOT_RESPONDING)
    desks = Presence.objects.filter(unit=unit).exclude(wish=Wish.OFF, activity__in=resting)
    found: Counter[str] = Counter()
    for wish, activity, seen in desks.values_list("wish", "activity", "last_seen_at"):
        found[_label(Wish(wish), Activity(activity), seen < at - SILENT_AFTER)] += 1
    order = [*ACTIVITY_LABELS.values(), "Pause", "Schulung"]
    return [(label, found[label]) for label in order if label in found]


def _label(wish: Wish, activity: Activity, silent: bool) -> str:
    if activity is Activity.IDLE and wish in (Wish.BREAK, Wish.TRAINING):
        return "Pause" if wish is Wish.BREAK else "Schulung"
    if activity is Activity.IDLE and silent:
        return ACTIVITY_LABELS[Activity.LAGGING]
    return ACTIVITY_LABELS[activity]


def for_the_lead(unit: Unit, at: datetime) -> tuple[list[str], list[str]]:
    """(who is free now, who was sent into a break after three unanswered offers): for the lead of the shift alone.

    Read, shown, and stored nowhere (domain facts, section 8).
    """
    here = Presence.objects.filter(unit=unit).select_related("person").order_by("person__name")
    awake = here.filter(activity=Activity.IDLE, last_seen_at__gte=at - SILENT_AFTER)
    free = awake.filter(wish__in=[Wish.ALG, Wish.GENERAL, Wish.BOTH]).values_list("person__name", flat=True)
    paused = here.filter(wish=Wish.BREAK, reason=UNANSWERED).values_list("person__name", flat=True)
    return list(free), list(paused)


def qualified_share(unit: Unit, day: date) -> tuple[int, int]:
    """(TSB of the Service Center, those trained and cleared for SOC-L) on ``day``."""
    found = tsb_counts([unit.pk], day).get(unit.pk)
    return (found.all, found.qualified) if found else (0, 0)


def service_centers(reach: gates.Scope, day: date) -> list[Unit]:
    """The Service Centers within ``reach`` that are in force on ``day``, by key."""
    units = Unit.objects.valid_on(day).filter(kind=UnitKind.SC).select_related("region", "parent")
    return [unit for unit in units.order_by("key") if reach.covers(unit)]
