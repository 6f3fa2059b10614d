"""Reading the roster of a Service Center and what a day needs by Erlang."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from routing.rufkreis.models import Plan, Rufkreis
from routing.rufkreis.queries.lagebild import half_hours_of, qualified_share
from routing.rufkreis.rules import roster
from routing.rufkreis.rules.eligibility import Topic
from socl.lib import erlang
from socl.lib.workdays import berlin_moment
from socl.orga.models import Dienstposten, Person, Unit
from socl.orga.queries.readiness import qualified_tsb
from socl.orga.rules.roles import Role

FIRST, UNTIL = 16, 36  # half-hours of 8:00 to 18:00, the hours of the Service Centers
HALF_HOUR_SECONDS = 1800
WEEK = timedelta(days=7)


def tsb_of(unit: Unit, day: date) -> list[Person]:
    """The TSB of a Service Center on ``day``, by name."""
    held = Dienstposten.objects.valid_on(day).filter(unit=unit, role=Role.TSB).values("person")
    return list(Person.objects.filter(pk__in=held, is_active=True).order_by("name", "pk"))


def plans_of(unit: Unit, day: date) -> list[tuple[Person, str]]:
    """(person, 48 letters or empty: no plan) for every TSB of the Service Center on ``day``."""
    people = tsb_of(unit, day)
    plans = dict(Plan.objects.filter(person__in=people, day=day).values_list("person_id", "half_hours"))
    return [(person, plans.get(person.pk, "")) for person in people]


def planned_for_alg(unit: Unit, day: date) -> list[int]:
    """How many people are planned for Alg calls in each half-hour and may take them: trained and cleared."""
    skilled = qualified_tsb([unit.pk], day)
    plans = [half_hours for one, half_hours in plans_of(unit, day) if half_hours and one.pk in skilled]
    return [sum(roster.allows(p[n], Topic.ALG.value) for p in plans) for n in range(roster.HALF_HOURS)]


@dataclass(frozen=True)
class Wanted:
    """What a service shall be: mean seconds per call and of patience (None: endless), the target and its level."""

    aht: float
    patience: float | None
    target: float
    level: float
    percent: float = 100.0  # of the calls of a week ago
    calls: float | None = None  # per half-hour, instead of those of a week ago


@dataclass(frozen=True)
class Need:
    """One half-hour: calls expected, Alg desks needed for them, that share of the SC's TSB, and those planned."""

    begin: datetime
    calls: float
    desks: int | None
    share: float | None
    planned: int

    @property
    def missing(self) -> int:
        """Desks that the plan lacks; negative: to spare."""
        return (self.desks or 0) - self.planned


def needs(unit: Unit, day: date, wanted: Wanted) -> list[Need]:
    """The half-hours from 8:00 to 18:00; Erlang A, or C without patience. Rule RUF-17."""
    rufkreis = Rufkreis.objects.filter(unit=unit, topic=Topic.ALG).first()
    past: dict[int, float] = {}
    if rufkreis is not None and wanted.calls is None:
        past = {roster.half_hour(begin): d.offered for begin, d in half_hours_of(rufkreis, day - WEEK)}
    return needs_for(unit, day, wanted, past)


def needs_for(unit: Unit, day: date, wanted: Wanted, past: Mapping[int, float]) -> list[Need]:
    """The same for calls (by half-hour of the day) that somebody else has counted. Rule RUF-17."""
    planned = planned_for_alg(unit, day)
    tsb, _ = qualified_share(unit, day)
    found = []
    for n in range(FIRST, UNTIL):
        calls = wanted.calls if wanted.calls is not None else past.get(n, 0) * wanted.percent / 100
        desks = _desks(calls, wanted)
        share = desks / tsb if desks is not None and tsb else None
        begin = berlin_moment(day, datetime.min.time().replace(hour=n // 2, minute=30 * (n % 2)))
        found.append(Need(begin, calls, desks, share, planned[n]))
    return found


def _desks(calls: float, wanted: Wanted) -> int | None:
    """The least desks for the target; 0 without calls, None where nobody can say."""
    if calls == 0:
        return 0
    try:
        return erlang.least_desks(
            calls=calls,
            interval=HALF_HOUR_SECONDS,
            aht=wanted.aht,
            patience=wanted.patience,
            target=wanted.target,
            level=wanted.level,
        ).desks
    except erlang.TooLarge:
        return None
