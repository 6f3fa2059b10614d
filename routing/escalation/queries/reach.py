"""How it looks at a hotline right now: a help to choose between asking and booking."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from routing.escalation.models import Consult
from routing.escalation.rules.hotline import expected_wait
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
    people: int  # signed in, free or in a Rücksprache
    free: int
    waiting: int

    @property
    def expected_seconds(self) -> int | None:
        """Expected wait by Erlang; None if nobody is there. 120 s per Rücksprache: a proposal."""
        return expected_wait(self.people, self.free, self.waiting, TYPICAL_CONSULT_SECONDS)

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
        key: Reachable(
            f"{LABELS[key[0]]}, {unit.name}", len(people[key]), sum(people[key].values()), questions[key]
        )
        for key, unit in units.items()
    }


def _people(units: set[int], at: datetime) -> dict[Hotline, dict[int, bool]]:
    """Who is signed in and whether free, at the unit itself or in a team of the OS."""
    there = Presence.objects.filter(
        wish=Wish.HOTLINE,
        activity__in=[Activity.IDLE, Activity.CONSULTING],
        last_seen_at__gte=at - SILENT_AFTER,
    )
    team = Q(unit__parent__in=units, unit__kind=UnitKind.ALG_PLUS_TEAM)
    posts = Dienstposten.objects.valid_on(berlin_day(at)).filter(
        Q(unit__in=units) | team, role__in=TARGET_OF, person__in=there.values("person")
    )
    found: dict[Hotline, dict[int, bool]] = defaultdict(dict)
    columns = ("person_id", "role", "unit_id", "unit__parent_id", "person__presence__activity")
    for person, role, unit, parent, activity in posts.values_list(*columns):
        hotline = TARGET_OF[Role(role)], unit if unit in units else parent
        found[hotline][person] = activity == Activity.IDLE
    return found


def _questions(units: set[int]) -> Counter[Hotline]:
    """How many questions wait at each hotline."""
    waiting = Consult.objects.filter(unit__in=units, state=ConsultState.ASKED)
    return Counter((Target(target), unit) for target, unit in waiting.values_list("target", "unit_id"))
