"""Reading Anliegen, and the desk as one whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from routing.escalation.models import Anliegen
from routing.escalation.rules import ladder
from routing.escalation.rules.catalogue import CATALOGUE, Entry, Kind
from routing.escalation.rules.lifecycle import AnliegenState
from routing.rufkreis import queries as rufkreis
from routing.rufkreis.models import Call, Identification, Offer, Presence
from routing.rufkreis.queries.decisions import decision_lines
from routing.rufkreis.rules.lifecycle import Activity
from socl.journal.models import Entry as JournalEntry
from socl.orga.models import Person

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


def situation(anliegen: Anliegen) -> ladder.Situation:
    """What the ladder needs to know about an Anliegen."""
    return ladder.Situation(
        kind=Kind(anliegen.kind),
        usual_way=CATALOGUE[anliegen.code].usual_way,
        is_open=anliegen.state == AnliegenState.OPEN,
        has_responsible_team=anliegen.team_id is not None,
    )


def next_steps(anliegen: Anliegen) -> list[ladder.Advice]:
    """The steps this Anliegen has now."""
    return ladder.next_steps(situation(anliegen))


@dataclass(frozen=True)
class AnliegenCard:
    """One Anliegen as the desk shows it."""

    anliegen: Anliegen
    entry: Entry
    steps: list[ladder.Advice]  # the recommended ones first


@dataclass(frozen=True)
class DeskPage:
    """The whole desk at one moment."""

    at: datetime
    presence: Presence | None
    activity: Activity | None
    offer: Offer | None
    call: Call | None
    waited: int
    identification: Identification | None
    cards: list[AnliegenCard]
    left_open: list[AnliegenCard]  # of earlier calls, not closed yet


def desk_page(person: Person, at: datetime) -> DeskPage:
    """Everything a TSB's desk shows."""
    presence = rufkreis.presence_of(person)
    call = None
    if presence and presence.call_id and presence.activity in (Activity.TALKING, Activity.WRAP_UP):
        call = (
            Call.objects.filter(pk=presence.call_id, person=person)
            .select_related("rufkreis__unit", "entry_number", "agentur")
            .first()
        )
    mine = anliegen_of(person).filter(state=AnliegenState.OPEN).order_by("pk")
    here = list(anliegen_of(person).filter(call=call).order_by("pk")) if call else []
    offer = rufkreis.open_offer_of(person, at)
    waiting = call or (offer.call if offer else None)
    return DeskPage(
        at=at,
        presence=presence,
        activity=rufkreis.shown_activity(presence, at) if presence else None,
        offer=offer,
        call=call,
        waited=rufkreis.waited_seconds(waiting, at) if waiting else 0,
        identification=identification_of(call) if call else None,
        cards=[_card(a) for a in here],
        left_open=[_card(a) for a in mine if call is None or a.call_id != call.pk],
    )


def _card(anliegen: Anliegen) -> AnliegenCard:
    steps = sorted(next_steps(anliegen), key=lambda advice: not advice.recommended)
    return AnliegenCard(anliegen, CATALOGUE[anliegen.code], steps)


def identification_of(call: Call) -> Identification | None:
    """The present identification of the caller."""
    return call.identifications.filter(current=True).first()


def timeline(call: Call) -> list[dict[str, Any]]:
    """What happened to the call and its Anliegen, oldest first: verb, moment, facts without personal data."""
    entries = JournalEntry.objects.filter(
        object_type="call", object_id=call.pk
    ) | JournalEntry.objects.filter(
        object_type="anliegen", object_id__in=list(call.anliegen.values_list("pk", flat=True))
    )
    lines = [
        {"verb": e.verb, "at": e.at, "rule": e.rule, "facts": e.facts} for e in entries.order_by("at", "pk")
    ]
    first = {"new_call": 0, "decision": 1}  # of what happened in the same moment
    return sorted([*lines, *decision_lines(call)], key=lambda line: (line["at"], first.get(line["verb"], 2)))


def journal_things(kundennummer: str) -> list[tuple[str, int]]:
    """What the journal may know of a person: the Anliegen with that Kundennummer, and their calls."""
    rows = Anliegen.objects.filter(kundennummer=kundennummer).order_by("-pk").values_list("pk", "call_id")
    found = list(rows[:200])
    return [("anliegen", pk) for pk, _ in found] + [
        ("call", call) for call in dict.fromkeys(c for _, c in found)
    ]
