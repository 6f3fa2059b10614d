"""How it looks at a hotline right now: a help to choose between asking and booking."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from routing.escalation.models import Consult
from routing.escalation.rules.lifecycle import KINDER_AFTER, ConsultState, Target
from routing.rufkreis.models import Presence
from routing.rufkreis.rules.eligibility import HOTLINE_LABELS, SILENT_AFTER
from routing.rufkreis.rules.eligibility import Hotline as HotlineName
from routing.rufkreis.rules.lifecycle import Activity, Wish
from socl.lib.workdays import berlin_day
from socl.orga.models import Dienstposten, Unit, UnitKind
from socl.orga.rules.roles import Role

TYPICAL_CONSULT_SECONDS = 120  # a proposal: no figure is public
TARGET_OF = {
    Role.FIT: Target.FIT,
    Role.SC_LEAD: Target.FIT,
    Role.OS_STAFF: Target.OS,
    Role.OS_LEAD: Target.OS,
}
LABELS = {Target.FIT: HOTLINE_LABELS[HotlineName.FIT], Target.OS: HOTLINE_LABELS[HotlineName.OS]}


@dataclass(frozen=True)
class Reachable:
    """How it looks at one hotline right now; a help to choose, no rule."""

    label: str
    people: int
    waiting: int

    @property
    def expected_seconds(self) -> int | None:
        """Expected wait; None if nobody is there. 120 s per question and person: a proposal."""
        return TYPICAL_CONSULT_SECONDS * self.waiting // self.people if self.people else None

    @property
    def is_booking_kinder(self) -> bool:
        """True if a Rückruf is kinder than waiting: nobody there, or more than two minutes. Rule ESK-3."""
        expected = self.expected_seconds
        return expected is None or expected > KINDER_AFTER


Hotline = tuple[Target, int]  # of a Service Center or an OS, by its unit


def reachable(asked: Iterable[tuple[Target, Unit]], at: datetime) -> dict[Hotline, Reachable]:
    """Who is signed in and free at each hotline, and how many questions wait; two statements for all of them."""
    units = {(target, unit.pk): unit for target, unit in asked}
    if not units:
        return {}
    people, questions = _people({pk for _, pk in units}, at), _questions({pk for _, pk in units})
    return {
        key: Reachable(f"{LABELS[key[0]]}, {unit.name}", len(people[key]), questions[key])
        for key, unit in units.items()
    }


def _people(units: set[int], at: datetime) -> dict[Hotline, set[int]]:
    """The persons who wait for a question, at the unit itself or in a team of the OS."""
    there = Presence.objects.filter(
        wish=Wish.HOTLINE, activity=Activity.IDLE, last_seen_at__gte=at - SILENT_AFTER
    )
    team = Q(unit__parent__in=units, unit__kind=UnitKind.ALG_PLUS_TEAM)
    posts = Dienstposten.objects.valid_on(berlin_day(at)).filter(
        Q(unit__in=units) | team, role__in=TARGET_OF, person__in=there.values("person")
    )
    found: dict[Hotline, set[int]] = defaultdict(set)
    for person, role, unit, parent in posts.values_list("person_id", "role", "unit_id", "unit__parent_id"):
        found[TARGET_OF[Role(role)], unit if unit in units else parent].add(person)
    return found


def _questions(units: set[int]) -> Counter[Hotline]:
    """How many questions wait at each hotline."""
    waiting = Consult.objects.filter(unit__in=units, state=ConsultState.ASKED)
    return Counter((Target(target), unit) for target, unit in waiting.values_list("target", "unit_id"))
