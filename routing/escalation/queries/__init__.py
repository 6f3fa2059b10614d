"""Reading Anliegen, the hotlines' questions, and the desk as one whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from routing.escalation.models import Anliegen, Consult
from routing.escalation.queries.reach import Reachable, reachable
from routing.escalation.rules import ladder
from routing.escalation.rules.catalogue import CATALOGUE, Entry, Kind
from routing.escalation.rules.ladder import Asking, Step
from routing.escalation.rules.leitfaden import LEITFAEDEN, Leitfaden
from routing.escalation.rules.lifecycle import (
    LIVE_CONSULT,
    NOBODY_AFTER,
    NOTE_WITHIN,
    UNFINISHED,
    AnliegenState,
    ConsultState,
    OutcomeKind,
    Target,
)
from routing.rufkreis import queries as rufkreis
from routing.rufkreis.models import Call, Identification, Offer, Presence, Rufkreis
from routing.rufkreis.queries.decisions import decision_lines
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.lifecycle import Activity, CallState
from socl.journal.models import Entry as JournalEntry
from socl.lib.workdays import berlin_day
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


@dataclass(frozen=True)
class AnliegenCard:
    """One Anliegen as the desk shows it."""

    anliegen: Anliegen
    entry: Entry
    steps: list[ladder.Advice]  # the recommended ones first
    consults: list[Consult]  # oldest first
    hotlines: list[Reachable]  # that can be asked now

    @property
    def guide(self) -> Leitfaden:
        """The Gesprächsleitfaden in force. Rule SOCL 2.3/1."""
        return LEITFAEDEN[self.entry.code]

    @property
    def shown(self) -> list[ladder.Advice]:
        """The steps with a line of their own on the desk: FiT and OS share one, what makes no sense here has none."""
        hidden = {Step.ASK_OS, Step.WARM_HANDOVER, Step.PROMISE_48H}
        return [s for s in self.steps if s.step not in hidden and (s.allowed or s.step is Step.RUECKRUF)]

    @property
    def may_promise(self) -> bool:
        """True where SOC-L has not been introduced."""
        return any(s.allowed for s in self.steps if s.step is Step.PROMISE_48H)

    @property
    def may_ask_os(self) -> bool:
        """True if the hotline of the OS can be asked now."""
        return any(s.allowed for s in self.steps if s.step is Step.ASK_OS)


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
    is_cleared: bool  # holds the additional Berechtigungen that steps of a guide may need
    promises: list[Anliegen]  # Rückrufe promised within 48 hours, not called yet

    @property
    def stand(self) -> str:
        """Changes when the page has to be loaded anew: another call, or a Rücksprache went on."""
        consults = [f"{c.pk}{c.state}" for card in self.cards for c in card.consults]
        return "-".join([str(self.call.pk if self.call else ""), *consults])


def desk_page(person: Person, at: datetime) -> DeskPage:
    """Everything a TSB's desk shows."""
    presence = rufkreis.presence_of(person)
    call = None
    if (
        presence
        and presence.call_id
        and presence.activity
        in (
            Activity.TALKING,
            Activity.CONSULTING,
            Activity.WRAP_UP,
        )
    ):
        call = (
            Call.objects.filter(pk=presence.call_id, person=person)
            .select_related("rufkreis__unit", "entry_number", "agentur")
            .first()
        )
    asked = Prefetch("consults", Consult.objects.select_related("joined_by", "unit").order_by("pk"))
    own = anliegen_of(person).prefetch_related(asked).order_by("pk")
    here = list(own.filter(call=call)) if call else []
    before = own.filter(state__in=UNFINISHED)
    earlier = list(before.exclude(call=call) if call else before)
    found = situations([*here, *earlier])
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
        cards=[_card(a, found[a.pk], at) for a in here],
        left_open=[_card(a, found[a.pk], at) for a in earlier],
        is_cleared=is_cleared(person, berlin_day(at)),
        promises=list(promises_of(person)[:20]),
    )


def _card(anliegen: Anliegen, found: ladder.Situation, at: datetime) -> AnliegenCard:
    steps = sorted(ladder.next_steps(found), key=lambda advice: not advice.recommended)
    allowed = {advice.step for advice in steps if advice.allowed}
    hotlines = []
    if Step.ASK_FIT in allowed:
        hotlines.append(reachable(Target.FIT, anliegen.call.rufkreis.unit, at))
    if Step.ASK_OS in allowed and anliegen.os is not None:
        hotlines.append(reachable(Target.OS, anliegen.os, at))
    return AnliegenCard(anliegen, CATALOGUE[anliegen.code], steps, list(anliegen.consults.all()), hotlines)


def is_cleared(person: Person, day: date) -> bool:
    """True if the person holds the additional Berechtigungen on ``day`` (202302002, 2.1)."""
    granted = Clearance.objects.valid_on(day).filter(person=person, state=ClearanceState.ERTEILT)
    return bool(granted.exists())


def promises_of(person: Person) -> QuerySet[Anliegen]:
    """The Anliegen whose caller was promised a Rückruf by this person and not called yet, the most urgent first."""
    return (
        Anliegen.objects.filter(
            outcome__by=person, outcome__kind=OutcomeKind.PROMISE_48H, outcome__promise_kept_at=None
        )
        .select_related("outcome", "call")
        .order_by("outcome__promised_until", "pk")
    )


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
