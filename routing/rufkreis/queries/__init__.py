"""Reading calls, desks and queues."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from routing.rufkreis.models import (
    Call,
    EntryNumber,
    Offer,
    Pbx,
    Presence,
    Rufkreis,
)
from routing.rufkreis.queries.matching import waiting_rows
from routing.rufkreis.rules import eligibility
from routing.rufkreis.rules.eligibility import POLLED_WITHIN as POLLED_WITHIN
from routing.rufkreis.rules.eligibility import SILENT_AFTER, Desk, Reason, Topic
from routing.rufkreis.rules.lifecycle import Activity, CallState, OfferState, Wish
from routing.rufkreis.rules.matching import Idle, Waiting
from routing.rufkreis.rules.priority import FAIR_AFTER, Priority, goes_first, turn
from routing.rufkreis.rules.region import region_of
from routing.rufkreis.rules.roster import half_hour
from routing.rufkreis.rules.waiting import estimated_wait
from routing.rufkreis.rules.widening import Step, reach, steps
from socl.core.db import rows
from socl.lib import phone
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga import gates
from socl.orga.models import ClearanceState, Person, TrainingState, Unit
from socl.orga.queries import agenturen_of_plz, regions_of_place
from socl.orga.rules.roles import Role


def presence_of(person: Person) -> Presence | None:
    """The person's desk, if it ever signed in."""
    return Presence.objects.filter(person=person).select_related("call", "unit").first()


def shown_activity(presence: Presence, at: datetime) -> Activity:
    """What the desk is doing; ``lagging`` if it should be idle but has been silent for 30 s."""
    activity = Activity(presence.activity)
    if activity is Activity.IDLE and presence.last_seen_at < at - SILENT_AFTER:
        return Activity.LAGGING
    return activity


# The dated facts of desks on one day. Written out, because every poll of every waiting caller asks for them under
# the lock, and Django needs five times as long to compose the three EXISTS as PostgreSQL to answer them (make bench).
TRAINED = """EXISTS (SELECT FROM orga_training t WHERE t.person_id = p.person_id AND t.state = %(trained)s
    AND t.completed_on <= %(day)s)"""
CLEARED = """EXISTS (SELECT FROM orga_clearance c WHERE c.person_id = p.person_id AND c.state = %(cleared)s
    AND c.valid_from <= %(day)s AND (c.valid_until > %(day)s OR c.valid_until IS NULL))"""
FACTS = f"""
SELECT p.person_id, p.unit_id, p.last_seen_at, p.wish, p.activity,
  p.device = 'unregistered' OR (p.device = 'inUse' AND p.device_at >= p.idle_since),
  (SELECT substr(r.half_hours, %(half_hour)s, 1) FROM rufkreis_plan r
    WHERE r.person_id = p.person_id AND r.day = %(day)s),
  EXISTS (SELECT FROM orga_dienstposten d WHERE d.person_id = p.person_id AND d.unit_id = p.unit_id
    AND d.role = %(role)s AND d.valid_from <= %(day)s AND (d.valid_until > %(day)s OR d.valid_until IS NULL)),
  {TRAINED},
  {CLEARED}
FROM rufkreis_presence p
"""
SIGNED_IN = """
SELECT count(*) FROM rufkreis_presence p
WHERE p.unit_id = %(unit)s AND p.wish IN %(wishes)s AND p.activity <> %(gone)s
  AND (p.activity <> %(idle)s OR p.last_seen_at >= %(seen_since)s)
"""
OF_PERSON = "WHERE p.person_id = %(person)s"
IDLE = """
WHERE p.unit_id = ANY (%(units)s) AND p.activity = %(idle)s AND p.wish IN %(wishes)s AND p.last_seen_at >= %(seen_since)s
ORDER BY p.idle_since, p.id
"""


def _facts(which: str, at: datetime, **values: Any) -> list[tuple[Any, ...]]:
    """(person, Service Center, last seen, facts ...) of the desks that ``which`` selects."""
    values |= {"role": Role.TSB, "day": berlin_day(at), "half_hour": half_hour(at) + 1}
    values |= {"trained": TrainingState.ABGESCHLOSSEN, "cleared": ClearanceState.ERTEILT}
    return rows(FACTS + which, values)


def _desk(seen_at: datetime, facts: Sequence[Any]) -> Desk:
    wish, activity, cut_off, planned, posten, trained, cleared = facts
    return Desk(posten, trained, cleared, Wish(wish), Activity(activity), seen_at, not cut_off, planned)


def idle_desks(live: Mapping[int, bool], at: datetime) -> list[Idle]:
    """The idle desks of these Service Centers (id -> is SOC-L live there), longest idle first.

    Each with the topics it is eligible for and, for the others, the first reason why not.
    """
    wishes = tuple({wish for wishes in eligibility.WISHES.values() for wish in wishes})
    seen_since = at - SILENT_AFTER
    found = _facts(IDLE, at, units=list(live), idle=Activity.IDLE, wishes=wishes, seen_since=seen_since)
    judged: dict[
        tuple[Any, ...], tuple[frozenset[Topic], dict[Topic, Reason]]
    ] = {}  # hundreds of desks, few cases
    desks = []
    for person, unit, seen_at, *facts in found:
        case = (*facts, live[unit])
        if case not in judged:
            judged[case] = _judge(_desk(seen_at, facts), live=live[unit], at=at)
        topics, why = judged[case]
        desks.append(Idle(person, topics, unit, why))
    return desks


def _judge(desk: Desk, *, live: bool, at: datetime) -> tuple[frozenset[Topic], dict[Topic, Reason]]:
    """The topics that a desk with these facts may be offered, and the first reason against each of the others."""
    why = {t: eligibility.reasons(desk, t, live=live, at=at) for t in Topic}
    topics = frozenset(t for t, reasons in why.items() if not reasons)
    return topics, {t: reasons[0] for t, reasons in why.items() if reasons}


def live_units(rufkreise: Iterable[Rufkreis], at: datetime) -> dict[int, bool]:
    """Service Center (id) -> is SOC-L live there."""
    live = {r.unit_id: False for r in rufkreise}
    return live | {r.unit_id: is_live(r, at) for r in rufkreise if r.topic == Topic.ALG}


def waiting_calls(
    rufkreise: dict[int, Topic], at: datetime
) -> tuple[list[Waiting], frozenset[tuple[int, int]]]:
    """Queued calls whose telephone system asked within 5 s, longest waiting first within a priority (rule RUF-19);
    and the (call, person) pairs that failed a moment ago.
    """
    found = waiting_rows(rufkreise, at)
    found.sort(key=lambda row: turn(row[3], row[5], at))
    calls = [
        Waiting(pk, rufkreise[rufkreis_id], reach(way or [[0, [unit]]], (at - since).total_seconds()))
        for pk, rufkreis_id, unit, _, way, since, _ in found
    ]
    return calls, frozenset((row[0], person) for row in found for person in row[6])


def eligible(person: Person, at: datetime) -> list[tuple[Rufkreis, list[Reason]]]:
    """For each Rufkreis of the person's Service Center, the reasons against being offered its calls."""
    unit = gates.unit_as(person, Role.TSB, berlin_day(at))
    found = _facts(OF_PERSON, at, person=person.pk)
    if unit is None or not found:
        return []
    ((_, _, seen_at, *facts),) = found
    desk = _desk(seen_at, facts)
    return [
        (r, eligibility.reasons(desk, Topic(r.topic), live=is_live(r, at), at=at))
        for r in Rufkreis.objects.for_calls().filter(unit=unit).select_related("unit").order_by("topic")
    ]


def is_live(rufkreis: Rufkreis, at: datetime) -> bool:
    """True if SOC-L is live there at ``at``."""
    return rufkreis.live_from is not None and rufkreis.live_from <= at


def way_of(rufkreis: Rufkreis, at: datetime) -> list[Step]:
    """The steps by which a call of this Rufkreis reaches further Service Centers: only from live ones to live ones."""
    own = rufkreis.unit_id
    sites = Rufkreis.objects.filter(topic=Topic.ALG, live_from__lte=at)
    if rufkreis.nation_after is None:
        sites = sites.filter(unit__region=rufkreis.unit.region_id)
    units = dict(sites.values_list("unit_id", "unit__region_id"))
    if own not in units:
        return steps(own, [])
    region = [unit for unit, above in units.items() if above == rufkreis.unit.region_id]
    return steps(own, [(rufkreis.region_after, region), (rufkreis.nation_after, list(units))])


def rufkreis_for(region_id: int, topic: Topic, at: datetime) -> Rufkreis:
    """The Rufkreis that takes ``topic`` in the region; where SOC-L is not live, the general queue. SOCL 2.2/1.

    A region without one of its own is helped by the first there is: nobody is sent away. Refusal ``no_rufkreis``.
    """
    open_ones = Rufkreis.objects.for_calls().filter(unit__in=Unit.objects.valid_on(berlin_day(at)))
    found: dict[str, Rufkreis] = {
        r.topic: r
        for r in open_ones.filter(unit__region=region_id).select_related("unit").order_by("-unit__key")
    }
    wanted = found.get(topic)
    if wanted is not None and topic is Topic.ALG and not is_live(wanted, at):
        wanted = None
    elsewhere = open_ones.filter(topic=Topic.GENERAL).select_related("unit").order_by("unit__key")
    arrived: Rufkreis | None = wanted or found.get(Topic.GENERAL) or elsewhere.first()
    if arrived is None:
        raise Refusal("no_rufkreis", "Es ist noch kein Rufkreis eingerichtet.")
    return arrived


def region_and_agentur(
    pbx: Pbx, at: datetime, *, plz: str, entry: EntryNumber | None, from_e164: str
) -> tuple[int, Unit | None]:
    """The region (id) of a call, and its Agentur where PLZ or Sammelrufnummer name exactly one."""
    day = berlin_day(at)
    by_plz = agenturen_of_plz(plz, day) if plz else []
    place = phone.place_of(from_e164) if from_e164 else None
    entry_agentur = entry.agentur if entry else None
    region = region_of(
        own=pbx.own_region_id,
        bound=frozenset(pbx.regions.values_list("pk", flat=True)),
        by_plz={u.region_id for u in by_plz if u.region_id},
        by_entry=entry_agentur.region_id if entry_agentur else None,
        by_area_code=regions_of_place(place, day) if place else set(),
    )
    agentur = by_plz[0] if len(by_plz) == 1 else (entry_agentur if not by_plz else None)
    return region, agentur


def live_offer(call: Call) -> Offer | None:
    """The offer that rings or has just been accepted for this call."""
    return (
        call.offers.filter(state__in=[OfferState.OPEN, OfferState.ACCEPTED])
        .select_related("person")
        .order_by("-pk")
        .first()
    )


def position(call: Call, at: datetime) -> int:
    """The caller's place in the queue at ``at``; 1 is next."""
    earlier = Q(first_queued_at__lt=call.first_queued_at) | Q(
        first_queued_at=call.first_queued_at, pk__lt=call.pk
    )
    first = Q(priority=Priority.FIRST) | Q(first_queued_at__lte=at - FAIR_AFTER)
    ahead = earlier & first if goes_first(call.priority, call.first_queued_at, at) else earlier | first
    return 1 + Call.objects.filter(ahead, rufkreis=call.rufkreis_id, state=CallState.QUEUED).count()


def wait_of(call: Call, at: datetime) -> tuple[int, int]:
    """(position, estimated seconds) for the announcement."""
    place = position(call, at)
    return place, estimated_wait(place, signed_in(call.rufkreis.unit_id, Topic(call.rufkreis.topic), at))


def signed_in(unit_id: int, topic: Topic, at: datetime) -> int:
    """The desks of a Service Center that serve ``topic`` now or after what they are doing: there, willing, qualified."""
    values = {"unit": unit_id, "wishes": eligibility.WISHES[topic], "gone": Activity.NOT_RESPONDING}
    values["idle"] = Activity.IDLE
    values |= {"seen_since": at - SILENT_AFTER, "day": berlin_day(at)}
    values |= {"trained": TrainingState.ABGESCHLOSSEN, "cleared": ClearanceState.ERTEILT}
    skilled = f" AND {TRAINED} AND {CLEARED}" if topic is Topic.ALG else ""
    [(number,)] = rows(SIGNED_IN + skilled, values)
    return int(number)


def open_offer_of(person: Person, at: datetime) -> Offer | None:
    """The offer that rings at the person's desk right now."""
    return (
        Offer.objects.filter(person=person, state=OfferState.OPEN, expires_at__gt=at)
        .select_related("call__rufkreis", "call__entry_number", "call__agentur")
        .first()
    )


def waited_seconds(call: Call, at: datetime) -> int:
    """How long the caller has waited since the first queue entry, until answered or ended."""
    until = call.answered_at or call.ended_at or at
    return max(0, int((until - call.first_queued_at).total_seconds()))


def entry_number(number: str | None) -> EntryNumber | None:
    """The entry number that was dialled; None if it is not one of ours."""
    if not number:
        return None
    return EntryNumber.objects.filter(number=number).select_related("agentur").first()


def calls_of(person: Person) -> QuerySet[Call]:
    """The calls that are or were at this person's desk."""
    return Call.objects.filter(person=person).select_related("rufkreis__unit", "pbx", "entry_number")
