"""How it looks at a hotline right now: a help to choose between asking and booking."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from routing.escalation.models import Consult
from routing.escalation.rules.lifecycle import KINDER_AFTER, ConsultState, Target
from routing.rufkreis.models import Presence
from routing.rufkreis.rules.eligibility import HOTLINE_LABELS, SILENT_AFTER, Hotline
from routing.rufkreis.rules.lifecycle import Activity, Wish
from socl.lib.workdays import berlin_day
from socl.orga.models import Dienstposten, Unit, UnitKind
from socl.orga.rules.roles import Role

TYPICAL_CONSULT_SECONDS = 120  # a proposal: no figure is public
ROLES = {
    Target.FIT: (Role.FIT, Role.SC_LEAD),
    Target.OS: (Role.OS_STAFF, Role.OS_LEAD),
}


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


def reachable(target: Target, unit: Unit, at: datetime) -> Reachable:
    """Who is signed in and free at the hotline of ``unit``, and how many questions wait."""
    day = berlin_day(at)
    posts = Dienstposten.objects.valid_on(day).filter(
        Q(unit=unit) | Q(unit__parent=unit, unit__kind=UnitKind.ALG_PLUS_TEAM), role__in=ROLES[target]
    )
    there = Presence.objects.filter(
        person__in=posts.values("person"),
        wish=Wish.HOTLINE,
        activity=Activity.IDLE,
        last_seen_at__gte=at - SILENT_AFTER,
    )
    waiting = Consult.objects.filter(unit=unit, target=target, state=ConsultState.ASKED)
    label = HOTLINE_LABELS[Hotline.FIT if target is Target.FIT else Hotline.OS]
    return Reachable(f"{label}, {unit.name}", there.count(), waiting.count())
