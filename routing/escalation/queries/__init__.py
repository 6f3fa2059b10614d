"""Reading Anliegen, the questions to the hotlines, and what happened."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from routing.escalation.models import Anliegen, Consult
from routing.escalation.rules import ladder
from routing.escalation.rules.catalogue import CATALOGUE, Kind
from routing.escalation.rules.ladder import Asking
from routing.escalation.rules.lifecycle import (
    LIVE_CONSULT,
    NOBODY_AFTER,
    NOTE_WITHIN,
    UNFINISHED,
    AnliegenState,
    ConsultState,
    Target,
)
from routing.rufkreis.models import Call, Identification, Rufkreis
from routing.rufkreis.queries.decisions import decision_lines
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.lifecycle import CallState
from socl.journal.models import Entry as JournalEntry
from socl.orga.gates import Scope
from socl.orga.models import Clearance, ClearanceState, Person

RELATED = (
    "call__rufkreis__unit",
    "agentur",
    "os",
    "team",
    "outcome__booking__terminart",
    "outcome__work_order",
)


def anliegen_of(person: Person) -> QuerySet[Anliegen]:
    """The Anliegen of the person's own calls: what anyone else opened is none of their business."""
    return Anliegen.objects.filter(call__person=person).select_related(*RELATED)


def situations(found: Sequence[Anliegen]) -> dict[int, ladder.Situation]:
    """What the ladder needs to know about each Anliegen, by id; one question for all of them."""
    if not found:
        return {}
    consults = Consult.objects.filter(anliegen=OuterRef("pk"))
    live = consults.filter(state__in=LIVE_CONSULT)
    alg = Rufkreis.objects.filter(unit=OuterRef("call__rufkreis__unit"), topic=Topic.ALG)
    beratung = Anliegen.objects.filter(
        call=OuterRef("call"), kind=Kind.LEISTUNGSBERATUNG, state__in=UNFINISHED
    )
    rows = Anliegen.objects.filter(pk__in=[a.pk for a in found]).values_list(
        "pk",
        "call__state",
        Exists(alg.filter(live_from__lte=OuterRef("call__first_queued_at"))),
        Subquery(live.values("state")),
        Subquery(live.values("target")),
        Exists(consults.filter(state__in=[ConsultState.ANSWERED, ConsultState.NOBODY_CAME])),
        Exists(beratung.exclude(pk=OuterRef("pk"))),
    )
    facts = {pk: rest for pk, *rest in rows}
    return {a.pk: _situation(a, *facts[a.pk]) for a in found}


def _situation(
    anliegen: Anliegen, call_state: str, is_live: bool, state: str, target: str, over: bool, beratung: bool
) -> ladder.Situation:
    if state == ConsultState.ASKED:
        asking = Asking.WAITING
    elif state == ConsultState.JOINED:
        asking = Asking.FIT_JOINED if target == Target.FIT else Asking.OS_JOINED
    else:
        asking = Asking.OVER if over else Asking.NONE
    return ladder.Situation(
        kind=Kind(anliegen.kind),
        usual_way=CATALOGUE[anliegen.code].usual_way,
        is_open=anliegen.state != AnliegenState.CLOSED,
        has_responsible_team=anliegen.team_id is not None,
        is_talking=call_state == CallState.ANSWERED,
        is_live=is_live,
        asking=asking,
        has_exception=anliegen.exception_code != "",
        other_beratung_open=beratung,
    )


def situation(anliegen: Anliegen) -> ladder.Situation:
    """What the ladder needs to know about one Anliegen."""
    return situations([anliegen])[anliegen.pk]


def next_steps(anliegen: Anliegen) -> list[ladder.Advice]:
    """The steps this Anliegen has now."""
    return ladder.next_steps(situation(anliegen))


CONSULT_RELATED = (
    "anliegen__call__rufkreis",
    "anliegen__outcome",
    "anliegen__agentur",
    "anliegen__os",
    "anliegen__team",
    "unit",
    "asked_by",
    "joined_by",
)


def consults_in(scope: Scope) -> QuerySet[Consult]:
    """The questions of the hotlines that a person with ``scope`` answers, the longest waiting first."""
    return Consult.objects.filter(scope.q("unit")).select_related(*CONSULT_RELATED).order_by("asked_at", "pk")


def consults_asked_by(person: Person) -> QuerySet[Consult]:
    """The person's own questions."""
    return Consult.objects.filter(asked_by=person).select_related(*CONSULT_RELATED).order_by("asked_at", "pk")


def consult(pk: int) -> Consult:
    """The consult with all that is shown of it; rights are asked before."""
    return Consult.objects.select_related(*CONSULT_RELATED).get(pk=pk)


def consults_to_settle(at: datetime) -> list[Consult]:
    """Live consults whose time is over: waited too long, or the call has ended. Oldest first."""
    call_ended = Q(anliegen__call__state=CallState.ENDED)
    late = Q(state=ConsultState.ASKED) & (Q(asked_at__lte=at - NOBODY_AFTER) | call_ended)
    left = call_ended & Q(anliegen__call__ended_at__lte=at - NOTE_WITHIN)
    found = Consult.objects.filter(late | left, state__in=LIVE_CONSULT)
    return list(found.select_related("anliegen").order_by("asked_at", "pk"))


def is_cleared(person: Person, day: date) -> bool:
    """True if the person holds the additional Berechtigungen on ``day`` (202302002, 2.1)."""
    granted = Clearance.objects.valid_on(day).filter(person=person, state=ClearanceState.ERTEILT)
    return bool(granted.exists())


def identification_of(call: Call) -> Identification | None:
    """The present identification of the caller."""
    return call.identifications.filter(current=True).first()


# What only the telephone system needs to know: the Anliegen's own lines say the same.
UNTOLD = ("refuse_transfer", "withdraw_permit")


def timeline(call: Call) -> list[dict[str, Any]]:
    """What happened to the call and its Anliegen, oldest first: verb, moment, facts without personal data."""
    entries = JournalEntry.objects.filter(
        object_type="call", object_id=call.pk
    ) | JournalEntry.objects.filter(
        object_type="anliegen", object_id__in=list(call.anliegen.values_list("pk", flat=True))
    )
    told = entries.exclude(verb__in=UNTOLD).order_by("at", "pk")
    lines = [{"verb": e.verb, "at": e.at, "rule": e.rule, "facts": e.facts} for e in told]
    first = {"new_call": 0, "decision": 1}  # of what happened in the same moment
    return sorted([*lines, *decision_lines(call)], key=lambda line: (line["at"], first.get(line["verb"], 2)))


def journal_things(kundennummer: str) -> list[tuple[str, int]]:
    """What the journal may know of a person: the Anliegen with that Kundennummer, and their calls."""
    rows = Anliegen.objects.filter(kundennummer=kundennummer).order_by("-pk").values_list("pk", "call_id")
    found = list(rows[:200])
    return [("anliegen", pk) for pk, _ in found] + [
        ("call", call) for call in dict.fromkeys(c for _, c in found)
    ]
