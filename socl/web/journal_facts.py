"""The facts of the journal's entries in German: "Terminart: Leistungsberatung" instead of "kind: leistungsberatung"."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from atv.kalender.actions.rueckruf import COMPLETION_LABELS
from atv.kalender.models import AttemptResult
from atv.kalender.models import Channel as BookedBy
from atv.kalender.rules.attempts import ENDING_LABELS
from eakte.rules.lifecycle import PRIORITY_LABELS
from routing.escalation.rules.catalogue import KIND_LABELS
from routing.escalation.rules.first_contact import FIGURE_LABELS
from routing.escalation.rules.lifecycle import EXCEPTION_LABELS, OUTCOME_LABELS, TARGET_LABELS
from routing.rufkreis.models import IdentificationResult
from routing.rufkreis.rules.eligibility import HOTLINE_LABELS, TOPIC_LABELS
from socl.lib.german import spoken_day
from socl.lib.workdays import BERLIN
from socl.orga.models import CoordinatorKind
from socl.orga.rules.roles import LABELS as ROLES
from socl.post.rules.content import CHANNEL_LABELS as SENT_BY
from socl.web.journal_words import OBJECTS

# What each key of ``record(..., key=...)`` is called. tests/journal/test_words.py finds the one that is missing.
KEYS = {
    "area": "Bereich",
    "attempt_spacing_minutes": "Abstand der Versuche in Minuten",
    "attempts_wanted": "Versuche",
    "booking": "Rückruftermin",
    "call": "Anruf",
    "cells": "Zellen",
    "figure": "Kennzahl",
    "formula": "Fassung der Formel",
    "guide": "Fassung des Leitfadens",
    "ladder": "Stand der Leiter",
    "week": "Woche ab",
    "cause": "Grund",
    "channel": "Kanal",
    "code": "Kennung",
    "consult": "Rücksprache",
    "count": "Rückrufe",
    "day": "Tag",
    "days": "Tage",
    "displaced": "neu zu planen",
    "early": "vorzeitig",
    "ending": "Ende",
    "error": "Fehler",
    "exception": "Ausnahme",
    "features": "abgeglichen",
    "fields": "geändert",
    "form": "Format",
    "from": "von",
    "helps_sisters": "hilft Schwesterteams",
    "hotline": "Hotline",
    "how": "wie",
    "kalender": "Kalender",
    "kind": "Art",
    "lines": "Zeilen",
    "live_from": "ab",
    "marks": "Vermerke",
    "monday": "Woche ab",
    "open": "geöffnet",
    "order": "Auftrag",
    "os": "Operativer Service",
    "outcome": "Ergebnis",
    "people": "Personen",
    "person": "Konto",
    "places": "Serviceplätze",
    "plans": "Pläne",
    "postkorb": "Sonderpostkorb",
    "priority": "Priorität",
    "purpose": "Zweck",
    "rang": "hat geklingelt",
    "reach_working_days": "bald heißt innerhalb von Arbeitstagen",
    "repacked": "auf einen anderen Serviceplatz gelegt",
    "responsible": "zuständiges Team",
    "restricted": "geschützt",
    "result": "Ergebnis",
    "role": "Rolle",
    "rows": "Zeilen",
    "rufkreis": "Rufkreis",
    "seated": "besetzte Plätze",
    "size": "Größe in Bytes",
    "staff_minutes": "Hinweis an das Team, Minuten vorher",
    "starts_at": "Beginn",
    "state": "Stand",
    "subject": "Betreff",
    "taken_in": "aufgenommen",
    "target": "an",
    "things": "gesucht",
    "topic": "Thema",
    "tries": "Versuche",
    "unit": "Dienststelle",
    "until": "bis vor",
    "valid_from": "gilt ab",
    "version": "Stand",
    "warn_days": "Warnung ab Arbeitstagen",
    "what": "Was",
    "working_days": "Arbeitstage",
}
# The words of codes, by key; a code that is not listed stands as it is.
VALUES: dict[str, Mapping[Any, str]] = {
    "channel": {**dict(BookedBy.choices), **SENT_BY},
    "code": {"allowed": "erlaubt"},
    "ending": ENDING_LABELS,
    "exception": EXCEPTION_LABELS,
    "figure": FIGURE_LABELS,
    "hotline": HOTLINE_LABELS,
    "kind": {**KIND_LABELS, **dict(CoordinatorKind.choices)},
    "outcome": OUTCOME_LABELS,
    "priority": PRIORITY_LABELS,
    "result": {**COMPLETION_LABELS, **dict(AttemptResult.choices), **dict(IdentificationResult.choices)},
    "role": ROLES,
    "target": TARGET_LABELS,
    "topic": TOPIC_LABELS,
    "features": {
        "name": "Name",
        "date_of_birth": "Geburtsdatum",
        "kundennummer": "Kundennummer",
        "address": "Anschrift",
    },
    "fields": {
        "agentur": "Agentur",
        "code": "Anliegen",
        "communication_aid": "Kommunikationshilfe",
        "exception": "Ausnahme",
        "kind": "Art",
        "kundennummer": "Kundennummer",
        "language": "Sprache",
        "name": "Name",
        "plz": "Postleitzahl",
        "restricted": "Schutz",
        "third_party": "wer für die Person spricht",
    },
    "marks": {"reminded_at": "erinnert", "escalated_at": "der Teamleitung gemeldet"},
}


def in_words(facts: Mapping[str, Any]) -> str:
    """All facts of one entry: ``Art: Leistungsberatung, Kanal: Service Center``."""
    return ", ".join(f"{KEYS.get(key, key)}: {_value(key, value)}" for key, value in facts.items())


def _value(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if key == "things":
        return " und ".join(f"{OBJECTS.get(kind, kind)} {pk}" for kind, pk in value)
    if isinstance(value, list):
        return " und ".join(_value(key, each) for each in value) or "nichts"
    if value is None or value == "":
        return "keine Angabe"
    return VALUES.get(key, {}).get(value) or _moment(str(value))


def _moment(text: str) -> str:
    """A day or a moment as people write it; anything else as it is."""
    try:
        if len(text) == len("2026-11-17"):
            return spoken_day(date.fromisoformat(text))
        at = datetime.fromisoformat(text) if len(text) > len("2026-11-17T10:00") else None
    except ValueError:
        at = None
    return f"{at.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr" if at and at.tzinfo else text
