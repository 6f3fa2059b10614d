"""Reading the hotlines of FiT and OS as one page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from atv.kalender.queries.sheet import VEIL
from routing.escalation.models import Anliegen, Consult
from routing.escalation.queries import consults_in
from routing.escalation.queries.reach import TARGET_OF
from routing.escalation.rules.lifecycle import ConsultState, Target
from routing.rufkreis.models import Identification, IdentificationResult, Presence, Rufkreis
from routing.rufkreis.rules.eligibility import Hotline
from routing.rufkreis.rules.lifecycle import Wish
from socl.lib.workdays import berlin_day
from socl.orga import gates
from socl.orga.gates import Scope
from socl.orga.models import Person, Unit
from socl.orga.rules.roles import Grant, Role

PERSONAL = ("kundennummer", "plz", "language", "communication_aid", "third_party")  # and the name


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
    mine = found.filter(state=ConsultState.JOINED, joined_by=person).first()
    waiting = list(found.filter(state=ConsultState.ASKED)[:50])
    _say_what_was_checked([*waiting, *([mine] if mine else [])])
    return HotlinePage(
        waiting=[veiled(c, person, day) for c in waiting],
        mine=veiled(mine, person, day) if mine else None,
        wish=presence.wish if presence else Wish.OFF,
        units=hotline_units(person, day),
        missing=units_without_hotline(person, day),
    )


def _say_what_was_checked(shown: Sequence[Consult]) -> None:
    """How sure the desk is who is calling, in words; one question for all."""
    calls = {consult.anliegen.call_id for consult in shown}
    found = Identification.objects.filter(call__in=calls, current=True)
    known = {row.call_id: row.result for row in found}
    for consult in shown:
        result = known.get(consult.anliegen.call_id, IdentificationResult.NOT_ASKED.value)
        consult.identified = str(IdentificationResult(result).label)


def veiled(consult: Consult, reader: Person, day: date) -> Consult:
    """The consult as ``reader`` may read it, never saved: whose Anliegen it is stays with the desk that asked.

    § 35 (1) S. 3 SGB I: the question can be answered without the name; the restricted group reads it. Rule DS-5.
    """
    anliegen = consult.anliegen
    reach = gates.scope(reader, Grant.ANSWER_CONSULTS, day)
    if (
        anliegen.restricted
        and consult.asked_by_id != reader.pk
        and not reach.sees(consult.unit, restricted=True)
    ):
        for name in PERSONAL:
            setattr(anliegen, name, "")
        anliegen.name, anliegen.is_veiled = VEIL, True
    return consult


def read_in(consults: Iterable[Consult]) -> list[Anliegen]:
    """The Anliegen whose person the reader of these consults sees: what is recorded as read."""
    return [consult.anliegen for consult in consults if not consult.anliegen.is_veiled]


def hotline_units(person: Person, day: date) -> list[Unit]:
    """The Service Centers and OS whose hotline the person answers."""
    own = [d.unit for d in gates.dienstposten(person, day) if TARGET_OF.get(Role(d.role)) is Target.FIT]
    return [*own, *gates.offices(person, Grant.ANSWER_CONSULTS, day)]


def units_without_hotline(person: Person, day: date) -> list[Unit]:
    """Those of them that have no hotline yet. Rule SOCL 3/OS/2."""
    units = hotline_units(person, day)
    there = Rufkreis.objects.filter(unit__in=units, topic__in=list(Hotline))
    known = set(there.values_list("unit_id", flat=True))
    return [unit for unit in units if unit.pk not in known]
