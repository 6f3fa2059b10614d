"""Opening, changing and closing an Anliegen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from routing.escalation import queries
from routing.escalation.actions.permits import settle_permit
from routing.escalation.models import Anliegen, Consult, Outcome
from routing.escalation.queries.guides import version_in_force
from routing.escalation.rules import ladder, lifecycle
from routing.escalation.rules.catalogue import CATALOGUE
from routing.escalation.rules.ladder import Step
from routing.escalation.rules.lifecycle import AnliegenState, OutcomeKind
from routing.rufkreis.actions.talk import end_consult
from routing.rufkreis.models import Call
from routing.rufkreis.rules.lifecycle import CallState
from socl.core.moves import move_one
from socl.journal import bell
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.models import Person
from socl.orga.queries import agentur_for, responsible_for

CHANGEABLE = {"code", "kind", "name", "kundennummer", "plz", "language", "communication_aid"}
CHANGEABLE |= {"third_party", "restricted"}


@dataclass(frozen=True)
class Opening:
    """What is known when an Anliegen is opened; ``kind`` empty means: as the catalogue says."""

    code: str
    plz: str = ""
    agentur: str = ""
    kundennummer: str = ""
    name: str = ""
    kind: str = ""
    language: str = ""
    communication_aid: str = ""
    third_party: str = ""
    restricted: bool = False  # of a member of staff or a relative: § 35 (1) S. 3 SGB I
    exception: dict[str, str] | None = None  # code and reason


@transaction.atomic
def open_anliegen(*, call: Call, opening: Opening, by: Person, at: datetime) -> Anliegen:
    """Open an Anliegen in a call that was answered at this desk.

    Responsibility follows residence: PLZ or Agentur, never the Kundennummer (rule ORGA-1). Without either the
    Anliegen stays without a team until one is given. Refusals: ``not_answered``, ``agentur_ambiguous``,
    ``agentur_unknown``.
    """
    call = Call.objects.select_related("rufkreis").get(pk=call.pk)
    if call.answered_at is None or call.state not in (CallState.ANSWERED, CallState.ENDED):
        raise Refusal("not_answered", "Der Anruf ist noch nicht verbunden.", rule="RUF-5")
    entry = CATALOGUE[opening.code]
    anliegen = Anliegen(
        call=call,
        state=AnliegenState.OPEN,
        code=entry.code,
        kind=opening.kind or entry.kind,
        plz=opening.plz,
        name=opening.name,
        kundennummer=opening.kundennummer,
        language=opening.language,
        communication_aid=opening.communication_aid,
        third_party=opening.third_party,
        restricted=opening.restricted,
        exception_code=opening.exception["code"] if opening.exception else "",
        exception_reason=opening.exception["reason"] if opening.exception else "",
        opened_at=at,
        opened_by=by,
    )
    if opening.plz or opening.agentur:
        _assign(anliegen, opening.plz, opening.agentur, at)
    anliegen.save()
    settle_permit(call=call, by=by, at=at)
    record("open_anliegen", anliegen, by=by, at=at, rule="SOCL 2.1/4", code=anliegen.code, kind=anliegen.kind)
    bell.ring(f"desk:{by.pk}")
    return anliegen


def _assign(anliegen: Anliegen, plz: str, agentur: str, at: datetime) -> None:
    day = berlin_day(at)
    found = responsible_for(agentur_for(day, plz=plz, agentur=agentur), day)
    anliegen.agentur, anliegen.os, anliegen.team = found.agentur, found.os, found.team


@transaction.atomic
def change_anliegen(*, anliegen: Anliegen, changes: dict[str, Any], by: Person, at: datetime) -> Anliegen:
    """Change kind, code, exception, PLZ, Agentur, name and the like while it is open; each change is journaled.

    Another code prefills the kind again unless the kind is given. Refusals: ``wrong_state`` and those of opening.
    """
    anliegen = locked(anliegen)
    if anliegen.state == AnliegenState.CLOSED:
        raise closed_already()
    if "exception" in changes:
        said = changes["exception"] or {"code": "", "reason": ""}
        anliegen.exception_code, anliegen.exception_reason = said["code"], said["reason"]
    if "code" in changes and "kind" not in changes:
        changes = {**changes, "kind": CATALOGUE[changes["code"]].kind}
    for name in CHANGEABLE & changes.keys():
        setattr(anliegen, name, changes[name])
    if changes.get("plz") or changes.get("agentur"):
        _assign(anliegen, anliegen.plz, changes.get("agentur", ""), at)
    anliegen.save()
    settle_permit(call=anliegen.call, by=by, at=at)
    facts: dict[str, Any] = {n: changes[n] for n in ("code", "kind", "restricted") if n in changes}
    if "exception" in changes:
        facts["exception"] = anliegen.exception_code
    record("change_anliegen", anliegen, by=by, at=at, fields=sorted(changes), **facts)
    bell.ring(f"desk:{by.pk}")
    return anliegen


@transaction.atomic
def close_resolved(*, anliegen: Anliegen, note: str, by: Person, at: datetime) -> Outcome:
    """Solved at first contact. Always open to the TSB. Rule SOCL 2.1/4; refusal ``wrong_state``."""
    outcome = Outcome(kind=OutcomeKind.RESOLVED, note=note, at=at, by=by)
    return _close(locked(anliegen), Step.RESOLVE, outcome)


@transaction.atomic
def close_otherwise(*, anliegen: Anliegen, kind: OutcomeKind, note: str, by: Person, at: datetime) -> Outcome:
    """Referred to another office, wrong number, the caller is gone, or, where SOC-L is not live, a promise (SOCL 2/2).

    A promise is watched until ``promised_until``. Refusals: ``wrong_state``, ``not_allowed`` by the ladder.
    """
    outcome = Outcome(kind=kind, note=note, at=at, by=by)
    if kind is OutcomeKind.PROMISE_48H:
        outcome.promised_until = at + lifecycle.PROMISED_WITHIN
        return _close(locked(anliegen), Step.PROMISE_48H, outcome)
    return _close(locked(anliegen), Step.REFER, outcome)


def locked(anliegen: Anliegen) -> Anliegen:
    """The Anliegen as it is now, locked until the transaction ends: the first lock of every verb that touches it."""
    found: Anliegen = (
        Anliegen.objects.select_for_update(no_key=True, of=("self",))
        .select_related("team", "os", "call__rufkreis__unit")
        .get(pk=anliegen.pk)
    )
    return found


def refuse_unless_allowed(anliegen: Anliegen, step: Step) -> None:
    """Refuse what the ladder refuses, with its rule and reason."""
    if anliegen.state == AnliegenState.CLOSED:
        raise closed_already()
    said = ladder.advice(queries.situation(anliegen), step)
    if not said.allowed:
        raise Refusal("not_allowed", said.reason, rule=said.rule)


def _close(anliegen: Anliegen, step: Step, outcome: Outcome) -> Outcome:
    refuse_unless_allowed(anliegen, step)
    rule = "SOCL 2/2" if outcome.kind == OutcomeKind.PROMISE_48H else "SOCL 2.1/4"
    return end_with(anliegen, outcome, rule, outcome.by, outcome.at)


def end_with(anliegen: Anliegen, outcome: Outcome, rule: str, by: Person, at: datetime) -> Outcome:
    """Close the locked Anliegen with this Outcome; a question still under way is withdrawn. Refusal ``wrong_state``."""
    outcome.anliegen_kind = anliegen.kind
    outcome.guide_version = version_in_force(anliegen.code, berlin_day(at))
    outcome.save()
    if not move_one(anliegen, lifecycle.CLOSE, outcome=outcome):
        raise closed_already()
    live = Consult.objects.filter(anliegen=anliegen, state__in=lifecycle.LIVE_CONSULT)
    for consult in live.select_related("joined_by"):
        _withdraw(consult, anliegen, by, at)
    settle_permit(call=anliegen.call, by=by, at=at)
    stand = {"ladder": ladder.VERSION, "guide": outcome.guide_version}
    record("close_anliegen", anliegen, by=by, at=at, rule=rule, outcome=outcome.kind, **stand)
    bell.ring(f"desk:{anliegen.opened_by_id}", f"desk:{by.pk}")
    return outcome


def _withdraw(consult: Consult, anliegen: Anliegen, by: Person, at: datetime) -> None:
    """The Anliegen is closed: nobody need answer any more."""
    move_one(consult, lifecycle.CANCEL, ended_at=at, end_cause="anliegen_closed")
    if consult.joined_by is not None and anliegen.call.state == CallState.ANSWERED:
        end_consult(call=anliegen.call, target=consult.joined_by, by=by, at=at)
    bell.ring(f"hotline:{consult.unit_id}")


def closed_already() -> Refusal:
    """The refusal of any change to a closed Anliegen."""
    return Refusal("wrong_state", "Das Anliegen ist bereits abgeschlossen.", rule="SOCL 2.1/4")
