"""Revision reads who did what and who read whose data; nobody else does, and reading is an act."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atv.kalender.models import Booking
from socl.journal.models import AccessEntry, Entry
from socl.journal.record import record_access
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.factories.kalender import AT, berlin, booked, kalender
from tests.factories.orga import PersonFactory, nord, person

pytestmark = pytest.mark.django_db
HOUSE = Path(__file__).resolve().parents[2]


@pytest.fixture
def revision() -> Client:
    client = Client()
    client.force_login(person(Role.REVISION, nord().rd))
    return client


def seen(name: str = "Imke Behrens", kundennummer: str = "") -> tuple[Booking, Person]:
    """A booking that somebody has looked at."""
    made = booked(
        kalender(), berlin("2026-11-18", "10:00"), name="Zora Kanarienvogel", kundennummer=kundennummer
    )
    reader = PersonFactory.create(name=name)
    record_access([made], by=reader, at=AT, purpose="tagesblatt")
    return made, reader


def find(revision: Client, kind: str, key: str, path: str = "/journal/", **given: str) -> Any:
    """What the form answers; November 2026 unless told otherwise."""
    return revision.post(
        path, {"kind": kind, "key": key, "first": "2026-11-01", "last": "2026-11-30", **given}
    )


@pytest.mark.rule("DS-1")
def test_by_the_reference_revision_finds_who_read_whose_data(revision):
    made, _ = seen()
    found = find(revision, "booking", str(made.reference).lower().replace("-", " "))
    page = found.content.decode()
    assert found.status_code == 200
    assert "Imke Behrens" in page and "Tagesblatt" in page
    assert "Rückruf gebucht" in page and "Regel SOCL 2.1/8" in page
    assert "Kanarienvogel" not in page
    search = Entry.objects.get(verb="search_journal")
    assert search.facts == {"things": [["booking", made.pk]]}


@pytest.mark.rule("DS-1")
def test_by_the_kundennummer_revision_finds_every_record_of_a_person(revision):
    made, _ = seen(kundennummer="123A456789")
    page = find(revision, "kundennummer", "123a456789").content.decode()
    assert f"Rückruftermin {made.pk}" in page and "Imke Behrens" in page
    assert not Entry.objects.filter(facts__icontains="123A456789").exists()


@pytest.mark.parametrize(
    ("kind", "key"),
    [("booking", "AAAA-AAAA"), ("person", "niemand"), ("kundennummer", "12"), ("call", "x"), ("booking", "")],
)
def test_what_is_not_known_is_said_at_the_field(revision, kind, key):
    answer = find(revision, kind, key)
    assert answer.status_code == 422
    assert Entry.objects.filter(verb="search_journal").count() == 0


def test_a_period_that_ends_before_it_begins_is_refused(revision):
    answer = find(revision, "call", "1", first="2026-02-02", last="2026-02-01")
    assert (answer.status_code, "Das Ende liegt vor dem Beginn." in answer.content.decode()) == (422, True)


def test_a_period_cuts_what_is_shown(revision):
    made, _ = seen()
    page = find(revision, "booking", str(made.pk), last="2026-11-16").content.decode()
    assert "wurden die Daten niemandem gezeigt" in page and "ist nichts geschehen" in page


def test_the_pages_ask_the_database_the_same_however_much_there_is(revision):
    made, reader = seen()
    find(revision, "booking", str(made.pk))  # the first answer of all notes when the session began
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            find(revision, "booking", str(made.pk))
        counts.append(len(asked))
        record_access([made] * 3, by=reader, at=AT, purpose="suche")
    assert counts[0] == counts[1]


@pytest.mark.rule("DS-2")
def test_every_export_is_an_entry(revision):
    made, _ = seen(name="=cmd|' /C calc'!A0")
    answer = find(revision, "booking", str(made.reference), "/journal/ausgabe/")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Art", "Zeit (Berlin)", "Wer", "Was", "Woran", "Angaben"]
    assert [row[0] for row in rows[1:]] == ["Handlung", "Zugriff"]
    assert rows[2][2] == "'=cmd|' /C calc'!A0"
    entry = Entry.objects.get(verb="export")
    assert entry.facts == {"what": "journal", "rows": 2, "purpose": "revision"}


@pytest.mark.rule("DS-2")
def test_every_face_that_hands_out_a_file_notes_it():
    """Whoever answers with a file of rows calls ``record_export`` or a verb of its own for it."""
    faces = [
        p
        for root in ("socl", "routing", "atv", "eakte", "rollout")
        for p in (HOUSE / root).rglob("web/**/*.py")
    ]
    silent = [
        str(p.relative_to(HOUSE))
        for p in faces
        if re.search(r"""["']text/(csv|calendar)""", p.read_text())
        and not re.search("(record|note)_export", p.read_text())
    ]
    assert silent == []


def test_the_journal_holds_no_name_of_a_customer(revision):
    seen()
    everything = str(list(Entry.objects.values())) + str(list(AccessEntry.objects.values()))
    assert "Kanarienvogel" not in everything and "+4930" not in everything
