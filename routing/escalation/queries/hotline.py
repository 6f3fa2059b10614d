"""Reading the hotlines of FiT and OS as one page."""

from dataclasses import dataclass
from datetime import date, datetime

from routing.escalation.models import Consult
from routing.escalation.queries import consults_in
from routing.escalation.queries.reach import ROLES
from routing.escalation.rules.lifecycle import ConsultState, Target
from routing.rufkreis.models import Presence, Rufkreis
from routing.rufkreis.rules.eligibility import Hotline
from routing.rufkreis.rules.lifecycle import Wish
from socl.lib.workdays import berlin_day
from socl.orga import gates
from socl.orga.gates import Scope
from socl.orga.models import Person, Unit
from socl.orga.rules.roles import Grant, Role


@dataclass(frozen=True)
class HotlinePage:
    """The whole hotline desk of one person."""

    waiting: list[Consult]
    mine: Consult | None
    wish: str
    units: list[Unit]
    missing: list[Unit]  # without a hotline


def hotline_page(person: Person, reach: Scope, at: datetime) -> HotlinePage:
    """What waits at the person's hotlines, what is in the person's hand, and whether it signed in."""
    day = berlin_day(at)
    found = consults_in(reach)
    presence = Presence.objects.filter(person=person).first()
    return HotlinePage(
        waiting=list(found.filter(state=ConsultState.ASKED)[:50]),
        mine=found.filter(state=ConsultState.JOINED, joined_by=person).first(),
        wish=presence.wish if presence else Wish.OFF,
        units=hotline_units(person, day),
        missing=units_without_hotline(person, day),
    )


def hotline_units(person: Person, day: date) -> list[Unit]:
    """The Service Centers and OS whose hotline the person answers."""
    own = [d.unit for d in gates.dienstposten(person, day) if Role(d.role) in ROLES[Target.FIT]]
    return [*own, *gates.offices(person, Grant.ANSWER_CONSULTS, day)]


def units_without_hotline(person: Person, day: date) -> list[Unit]:
    """Those of them that have no hotline yet. Rule SOCL 3/OS/2."""
    units = hotline_units(person, day)
    there = Rufkreis.objects.filter(unit__in=units, topic__in=list(Hotline))
    known = set(there.values_list("unit_id", flat=True))
    return [unit for unit in units if unit.pk not in known]
