"""The way of an Anliegen from the ringing to the end of its Rückruf, across TSB, FiT and OS."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from routing.escalation.models import Anliegen
from routing.escalation.queries import RELATED, UNTOLD
from routing.rufkreis.models import Call
from routing.rufkreis.queries.decisions import decision_lines
from socl.journal.models import Entry
from socl.lib.workdays import berlin_day
from socl.orga import gates
from socl.orga.models import Dienstposten, Person
from socl.orga.rules.roles import LABELS, Grant, Role

SYSTEM = "System"
FIRST = {"new_call": 0, "decision": 1}  # of what happened in the same moment


@dataclass(frozen=True)
class StoryLine:
    """One act: which office did it (never who), which rule stood behind it, and what is known of it.

    ``about`` is the code of the Anliegen, empty for what happened to the call as a whole.
    """

    at: datetime
    verb: str
    where: str
    rule: str
    facts: dict[str, Any]
    about: str


def readable(person: Person, at: datetime) -> QuerySet[Anliegen]:
    """The Anliegen whose way the person may read: its desk, who was asked, and who has its Rückruf or order. ESK-11."""
    day = berlin_day(at)
    asked = gates.scope(person, Grant.ANSWER_CONSULTS, day)
    worked = gates.scope(person, Grant.READ_DAY_SHEET, day)
    ordered = gates.scope(person, Grant.WORK_ORDERS, day)
    may = Q(call__person=person)
    if asked:
        may |= asked.q("consults__unit") & _open_to(asked)
    if worked:
        may |= worked.q("outcome__booking__kalender__unit") & _open_to(worked)
    if ordered:
        may |= ordered.q("outcome__work_order__postkorb__os") & _open_to(ordered)
    return Anliegen.objects.filter(may).select_related(*RELATED).distinct()


def _open_to(reach: gates.Scope) -> Q:
    """Protected records stay with their group. Rule DS-5."""
    return Q() if reach.cleared else Q(restricted=False)


def of_call(person: Person, pk: int, at: datetime) -> tuple[Call, list[Anliegen]] | None:
    """The call with those of its Anliegen whose way the person may read; None without any, unless it was theirs."""
    found = list(readable(person, at).filter(call=pk).order_by("pk"))
    call = found[0].call if found else Call.objects.filter(pk=pk, person=person).first()
    return (call, found) if call else None


def story_of(anliegen: Anliegen) -> list[StoryLine]:
    """Everything that happened to its call, itself, its Rückruf and its order, oldest first. Rule ESK-11."""
    return story_of_call(anliegen.call, [anliegen])


def story_of_call(call: Call, anliegen: Sequence[Anliegen]) -> list[StoryLine]:
    """The same for a call with several; one question for all of them. Rule ESK-11."""
    codes = {("call", call.pk): ""} | {thing: a.code for a in anliegen for thing in _things(a)}
    asked = Q()
    for object_type, object_id in codes:
        asked |= Q(object_type=object_type, object_id=object_id)
    entries = list(Entry.objects.filter(asked).exclude(verb__in=UNTOLD).order_by("at", "pk"))
    offices = _offices(entries)
    lines = [
        StoryLine(e.at, e.verb, _where(offices, e), e.rule, e.facts, codes[e.object_type, e.object_id])
        for e in entries
    ]
    lines += [
        StoryLine(said["at"], said["verb"], SYSTEM, said["rule"], said["facts"], "")
        for said in decision_lines(call)
    ]
    return sorted(lines, key=lambda line: (line.at, FIRST.get(line.verb, 2)))


def _things(anliegen: Anliegen) -> Iterator[tuple[str, int]]:
    """The Anliegen, its Rückruf and its order, as the journal names them."""
    yield "anliegen", anliegen.pk
    outcome = anliegen.outcome
    if outcome is not None and outcome.booking_id:
        yield "booking", outcome.booking_id
    if outcome is not None and outcome.work_order_id:
        yield "workorder", outcome.work_order_id


def _offices(entries: Iterable[Entry]) -> dict[int, list[Dienstposten]]:
    """Person (id) -> the offices ever held, the main ones first."""
    found: dict[int, list[Dienstposten]] = {}
    rows = Dienstposten.objects.filter(person_id__in={e.by_id for e in entries if e.by_id})
    for office in rows.select_related("unit").order_by("-main", "pk"):
        found.setdefault(office.person_id, []).append(office)
    return found


def _where(offices: dict[int, list[Dienstposten]], entry: Entry) -> str:
    """The office of who did it on that day, in words."""
    day = berlin_day(entry.at)
    for office in offices.get(entry.by_id or 0, []):
        if office.valid_from <= day and (office.valid_until is None or day < office.valid_until):
            return f"{LABELS[Role(office.role)]}, {office.unit.name}"
    return SYSTEM
