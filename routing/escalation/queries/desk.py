"""The desk of a TSB as one whole, and its line alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from routing.escalation.models import Anliegen, Consult, Gespraechsleitfaden
from routing.escalation.queries import anliegen_of, identification_of, is_cleared, situations
from routing.escalation.queries.guides import in_force
from routing.escalation.queries.reach import Reachable, reachable
from routing.escalation.rules import ladder
from routing.escalation.rules.catalogue import CATALOGUE, Entry
from routing.escalation.rules.ladder import Step
from routing.escalation.rules.lifecycle import UNFINISHED, OutcomeKind, Target
from routing.rufkreis import queries as rufkreis
from routing.rufkreis.models import Call, Identification, Offer, Presence
from routing.rufkreis.queries.telephony import dialled, failed_command
from routing.rufkreis.rules.lifecycle import Activity
from socl.lib import phone
from socl.lib.workdays import berlin_day
from socl.orga.models import Person, Unit

OF_LINE = ("unit", "call__rufkreis__unit", "call__entry_number", "call__agentur")
TALKS = (Activity.TALKING, Activity.CONSULTING, Activity.WRAP_UP)


@dataclass(frozen=True)
class AnliegenCard:
    """One Anliegen as the desk shows it."""

    anliegen: Anliegen
    entry: Entry
    steps: list[ladder.Advice]  # the recommended ones first
    consults: list[Consult]  # oldest first
    hotlines: list[Reachable]  # that can be asked now
    guide: Gespraechsleitfaden | None  # in force (rule SOCL 2.3/1)

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
class EarlierRow:
    """An open Anliegen of an earlier call, in one line."""

    anliegen: Anliegen
    entry: Entry


@dataclass(frozen=True)
class Promise:
    """A Rückruf promised within 48 hours, not called yet."""

    anliegen: Anliegen
    number: str  # of the caller; empty if it was not shown, or is forgotten
    dials: bool | None  # the telephone system was told to dial a moment ago: it does, or could not


@dataclass(frozen=True)
class Line:
    """What the telephone is doing at this desk at one moment."""

    at: datetime
    presence: Presence | None
    activity: Activity | None
    offer: Offer | None
    call: Call | None
    failed: str  # command that the telephone system could not carry out a moment ago; empty: none
    stand: str  # changes when the page has to be loaded anew: another call, or a Rücksprache went on

    @property
    def waited(self) -> int:
        """Seconds that the offered or connected caller has waited."""
        waiting = self.call or (self.offer.call if self.offer else None)
        return rufkreis.waited_seconds(waiting, self.at) if waiting else 0


@dataclass(frozen=True)
class DeskPage:
    """The whole desk at one moment."""

    line: Line
    identification: Identification | None
    cards: list[AnliegenCard]
    left_open: list[EarlierRow]  # of earlier calls, not closed yet
    unfolded: AnliegenCard | None  # the one of these that was asked for
    is_cleared: bool  # holds the additional Berechtigungen that steps of a guide may need
    promises: list[Promise]


def line(person: Person, at: datetime) -> Line:
    """The telephone of a desk; asked for every 15 seconds by every desk there is."""
    presence = Presence.objects.filter(person=person).select_related(*OF_LINE).first()
    call = presence.call if presence and presence.activity in TALKS else None
    if call and call.person_id != person.pk:
        call = None
    asked = Consult.objects.filter(anliegen__call=call).order_by("pk") if call else Consult.objects.none()
    states = (f"{pk}{state}" for pk, state in asked.values_list("pk", "state"))
    return Line(
        at=at,
        presence=presence,
        activity=rufkreis.shown_activity(presence, at) if presence else None,
        offer=rufkreis.open_offer_of(person, at),
        call=call,
        failed=failed_command(call, at) if call else "",
        stand="-".join([str(call.pk if call else ""), *states]),
    )


def desk_page(person: Person, at: datetime, *, unfold: str = "") -> DeskPage:
    """Everything a TSB's desk shows; ``unfold`` names one of the earlier Anliegen to be shown whole."""
    telephone = line(person, at)
    call = telephone.call
    wanted = Q(state__in=UNFINISHED) | Q(call=call) if call else Q(state__in=UNFINISHED)
    rows = list(anliegen_of(person).filter(wanted).order_by("pk"))
    left_open = [EarlierRow(a, CATALOGUE[a.code]) for a in rows if call is None or a.call_id != call.pk]
    asked_for = next((row.anliegen for row in left_open if str(row.anliegen.pk) == unfold), None)
    cards = _cards([a for a in rows if a == asked_for or (call and a.call_id == call.pk)], at)
    promises = list(promises_of(person)[:20])
    told = dialled([a.call_id for a in promises], at)
    return DeskPage(
        line=telephone,
        identification=identification_of(call) if call else None,
        cards=[card for card in cards if card.anliegen != asked_for],
        left_open=left_open,
        unfolded=next((card for card in cards if card.anliegen == asked_for), None),
        is_cleared=is_cleared(person, berlin_day(at)),
        promises=[Promise(a, phone.shown(a.call.from_e164), told.get(a.call_id)) for a in promises],
    )


def _cards(rows: list[Anliegen], at: datetime) -> list[AnliegenCard]:
    """These Anliegen, each with its steps."""
    asked = Prefetch("consults", Consult.objects.select_related("joined_by", "unit").order_by("pk"))
    prefetch_related_objects(rows, asked)
    facts, guides = situations(rows), in_force((a.code for a in rows), berlin_day(at))
    steps = {a.pk: sorted(ladder.next_steps(facts[a.pk]), key=lambda s: not s.recommended) for a in rows}
    hotlines = {a.pk: list(_hotlines(a, steps[a.pk])) for a in rows}
    reach = reachable((hotline for found in hotlines.values() for hotline in found), at)
    return [
        AnliegenCard(
            a,
            CATALOGUE[a.code],
            steps[a.pk],
            list(a.consults.all()),
            [reach[target, unit.pk] for target, unit in hotlines[a.pk]],
            guides.get(a.code),
        )
        for a in rows
    ]


def _hotlines(anliegen: Anliegen, steps: list[ladder.Advice]) -> Iterator[tuple[Target, Unit]]:
    """The hotlines that can be asked about this Anliegen now."""
    allowed = {advice.step for advice in steps if advice.allowed}
    if Step.ASK_FIT in allowed:
        yield Target.FIT, anliegen.call.rufkreis.unit
    if Step.ASK_OS in allowed and anliegen.os is not None:
        yield Target.OS, anliegen.os


def promises_of(person: Person) -> QuerySet[Anliegen]:
    """The Anliegen whose caller was promised a Rückruf by this person and not called yet, the most urgent first."""
    return (
        Anliegen.objects.filter(
            outcome__by=person, outcome__kind=OutcomeKind.PROMISE_48H, outcome__promise_kept_at=None
        )
        .select_related("outcome", "call")
        .order_by("outcome__promised_until", "pk")
    )
