"""A list of people: every line is read, tried, and reported; nothing is written before it is confirmed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socl.journal.models import Entry
from socl.orga.actions.intake import preview_list, take_in, take_in_list
from socl.orga.models import Dienstposten, Person, PersonKind
from socl.orga.rules.intake import Line, Unreadable, decoded, read
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok, problem
from tests.factories.kalender import AT
from tests.factories.orga import PersonFactory, nord, person
from tests.orga.test_offices import refused

DEC = date(2026, 12, 1)
LIST = """Benutzername;Name;Rolle;von;bis
anna;Anna Probe;TSB;01.12.2026;
bert;Bert Probe;Fachkraft im Telefonservice (FiT);2026-12-01;31.12.2026

anna;Anna Zwei;tsb;01.12.2026;
C;Zu Kurz;kaiser;gestern;01.12.2026
leitung;;tsb;01.12.2026;
"""


def test_every_line_is_read_with_what_is_wrong_with_it() -> None:
    assert [
        (x.number, x.username, x.role, x.valid_from, x.valid_until, len(x.problems)) for x in read(LIST)
    ] == [
        (2, "anna", Role.TSB, DEC, None, 0),
        (3, "bert", Role.FIT, DEC, date(2026, 12, 31), 0),
        (5, "anna", Role.TSB, DEC, None, 1),
        (6, "c", None, None, DEC, 3),
        (7, "leitung", Role.TSB, DEC, None, 0),
    ]


@pytest.mark.parametrize(
    "text", ["", "a;b\n1;2\n", "benutzername;name;rolle;von\n", "benutzername,name\nx,y\n"]
)
def test_a_file_without_the_columns_or_without_people_is_not_read(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)


def test_umlauts_are_read_as_excel_and_editors_write_them() -> None:
    assert decoded("Jürgen".encode("cp1252")) == decoded(b"\xef\xbb\xbf" + "Jürgen".encode()) == "Jürgen"
    with pytest.raises(Unreadable):
        decoded(b"PK\0\0")


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(raw: bytes) -> None:
    try:
        found = read("benutzername;name;rolle;von;bis\n" + decoded(raw))
    except Unreadable:
        return
    assert all(isinstance(line, Line) for line in found)


@pytest.mark.django_db
def test_the_preview_writes_nothing_and_foretells_the_report() -> None:
    here = nord()
    chief = person(Role.SC_LEAD, here.sc, username="leitung")
    order: dict[str, Any] = {"lines": read(LIST), "unit": here.sc, "roles": [Role.TSB], "by": chief, "at": AT}
    before = (Person.objects.count(), Dienstposten.objects.count(), Entry.objects.count())
    foretold = [(r.line.number, bool(r.taken_in), r.problem) for r in preview_list(**order)]
    assert (Person.objects.count(), Dienstposten.objects.count(), Entry.objects.count()) == before
    done = take_in_list(**order)
    assert [(r.line.number, bool(r.taken_in), r.problem) for r in done] == foretold
    assert [bool(r.taken_in) for r in done] == [True, False, False, False, False]
    assert "dürfen Sie hier nicht geben" in done[1].problem
    assert done[4].problem == "Niemand gibt sich selbst einen Dienstposten."
    [anna] = Person.objects.filter(username="anna")
    assert anna.check_password(done[0].taken_in.first_password)  # type: ignore[union-attr]
    assert anna.must_change_password
    facts = Entry.objects.get(verb="take_in_list").facts
    assert facts == {"lines": 5, "taken_in": 1}


@pytest.mark.django_db
def test_over_rest_a_list_has_the_same_preview_and_the_same_report_and_tells_no_password() -> None:
    here = nord()
    chief = Rest(person(Role.SC_LEAD, here.sc, username="leitung"))
    path = f"/units/{here.sc.key}/people/list/"
    seen = ok(chief.post(f"{path}?dry_run=1", {"csv": LIST}, key="liste"))
    twice = problem(chief.post(path, {"csv": LIST}, key="liste"))
    assert (twice["status"], twice["code"]) == (409, "idempotency_conflict"), "a preview is not the act"
    assert (seen["dry_run"], seen["taken_in"], Person.objects.filter(username="anna").count()) == (True, 2, 0)
    done = ok(chief.post(path, {"csv": LIST}))
    assert done == {**seen, "dry_run": False}
    assert done["results"][0] == {
        "line": 2,
        "username": "anna",
        "name": "Anna Probe",
        "role": "tsb",
        "problem": "",
        "new_account": True,
    }
    assert [bool(line["problem"]) for line in done["results"]] == [False, False, True, True, True]
    assert Dienstposten.objects.filter(person__username__in=["anna", "bert"]).count() == 2
    refusal = problem(chief.post(path, {"csv": "a;b\n1;2\n"}))
    assert (refusal["status"], list(refusal["errors"])) == (422, ["csv"])


@pytest.mark.django_db
def test_an_account_that_is_there_is_used_and_never_taken_for_somebody_else() -> None:
    here = nord()
    chief, mara = person(Role.SC_LEAD, here.sc), PersonFactory.create(username="mara", name="Mara Beispiel")
    PersonFactory.create(username="anlage", kind=PersonKind.MACHINE)
    order: dict[str, Any] = {"unit": here.sc, "role": Role.TSB, "valid_from": DEC, "by": chief}
    assert refused(take_in, username="mara", name="Mara Muster", **order) == "other_name"
    assert refused(take_in, username="anlage", name="", **order) == "not_a_person"
    assert refused(take_in, username="neu", name="", **order) == "name_missing"
    done = take_in(username="mara", name="", at=AT, **order)
    assert (done.office.person, done.first_password) == (mara, "")
