"""Whatever a verb writes into the journal, Revision reads it in German."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from socl.web.journal_facts import KEYS, in_words
from socl.web.journal_words import VERBS

HOUSE = Path(__file__).resolve().parents[2]
TELL = "say it in German: socl/web/journal_words.py, socl/web/journal_facts.py"


def calls() -> Iterator[ast.Call]:
    """Every ``record(...)`` and ``entry(...)`` of the house."""
    for root in ("socl", "atv", "eakte", "routing", "rollout"):
        for file in (HOUSE / root).rglob("*/actions/*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in ("record", "entry")
                ):
                    yield node


def test_every_verb_and_every_fact_that_is_written_has_german_words() -> None:
    verbs: set[str] = set()
    keys: set[str] = set()
    for call in calls():
        verb = call.args[0]
        chosen = [verb.body, verb.orelse] if isinstance(verb, ast.IfExp) else [verb]
        verbs |= {str(c.value) for c in chosen if isinstance(c, ast.Constant)}
        keys |= {k.arg for k in call.keywords if k.arg} - {"by", "at", "rule"}
    assert len(verbs) > 60
    assert sorted(verbs - set(VERBS)) == [], TELL
    assert sorted(keys - set(KEYS)) == [], TELL


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"kind": "leistungsberatung", "channel": "sc"}, "Art: Leistungsberatung, Kanal: Service Center"),
        ({"starts_at": "2026-11-18T09:00:00+00:00"}, "Beginn: 18.11.2026, 10:00 Uhr"),
        ({"day": "2026-11-18"}, "Tag: Mittwoch, 18. November 2026"),
        ({"result": "no_answer", "rang": True}, "Ergebnis: meldet sich nicht, hat geklingelt: ja"),
        ({"fields": ["kind", "name"]}, "geändert: Art und Name"),
        ({"fields": []}, "geändert: nichts"),
        ({"things": [["booking", 7], ["call", 8]]}, "gesucht: Rückruftermin 7 und Anruf 8"),
        ({"purpose": "booking:7:booked", "tries": 2}, "Zweck: booking:7:booked, Versuche: 2"),
        ({"neu": "neu", "cause": ""}, "neu: neu, Grund: keine Angabe"),
        ({}, ""),
    ],
)
def test_facts_are_said_in_words(facts: dict[str, object], words: str) -> None:
    assert in_words(facts) == words
