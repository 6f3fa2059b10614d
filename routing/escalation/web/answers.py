"""Anliegen, Rücksprachen and Outcomes as clients read them."""

from datetime import datetime
from typing import Any

from atv.kalender.queries.bookings import booking_json
from eakte.queries import order_json
from routing.escalation.models import Anliegen, Consult, Outcome
from routing.escalation.rules.catalogue import CATALOGUE
from socl.lib.workdays import berlin_iso
from socl.orga.models import Person
from socl.orga.queries import unit_json


def anliegen_json(anliegen: Anliegen) -> dict[str, Any]:
    """An Anliegen as clients read it."""
    plain = (
        "state",
        "code",
        "kind",
        "plz",
        "name",
        "kundennummer",
        "language",
        "communication_aid",
        "third_party",
        "restricted",
    )
    code, reason = anliegen.exception_code, anliegen.exception_reason
    responsible = {name: unit_json(getattr(anliegen, name)) for name in ("agentur", "os", "team")}
    return {
        "id": anliegen.pk,
        "call": anliegen.call_id,
        "title": CATALOGUE[anliegen.code].title,
        **{name: getattr(anliegen, name) for name in plain},
        "exception": {"code": code, "reason": reason} if code else None,
        "responsible": responsible if anliegen.team_id else None,
        "outcome": anliegen.outcome.kind if anliegen.outcome else None,
    }


def outcome_json(outcome: Outcome, anliegen_id: int) -> dict[str, Any]:
    """An Outcome as clients read it, with its booking or work order."""
    return {
        "id": outcome.pk,
        "kind": outcome.kind,
        "anliegen": anliegen_id,
        "note": outcome.note,
        "at": berlin_iso(outcome.at),
        "promised_until": berlin_iso(outcome.promised_until) if outcome.promised_until else None,
        "booking": booking_json(outcome.booking) if outcome.booking else None,
        "work_order": order_json(outcome.work_order) if outcome.work_order else None,
    }


def consult_json(consult: Consult, at: datetime) -> dict[str, Any]:
    """A Rücksprache as clients read it, with the Anliegen that it is about and what was checked."""
    until = consult.joined_at or consult.ended_at or at
    return {
        "id": consult.pk,
        "state": consult.state,
        "target": consult.target,
        "unit": unit_json(consult.unit),
        "question": consult.question,
        "answer": consult.answer,
        "asked_at": berlin_iso(consult.asked_at),
        "asked_by": _person_json(consult.asked_by),
        "joined_at": berlin_iso(consult.joined_at) if consult.joined_at else None,
        "joined_by": _person_json(consult.joined_by),
        "ended_at": berlin_iso(consult.ended_at) if consult.ended_at else None,
        "end_cause": consult.end_cause,
        "waited_seconds": max(0, int((until - consult.asked_at).total_seconds())),
        "anliegen": anliegen_json(consult.anliegen),
    }


def _person_json(person: Person | None) -> dict[str, str] | None:
    return {"key": person.username, "name": person.name} if person else None
