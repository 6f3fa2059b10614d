"""The pages and the REST face of people: from naming to granted Berechtigungen, and whose account is whose."""

from typing import Any

import pytest
from django.test import Client

from socl.core import clock
from socl.orga.models import Dienstposten, Person
from socl.orga.rules.roles import GRANT_LABELS, LABELS, REACH_LABELS, SECOND_FACTOR, Grant, Reach, Role
from tests.api.clients import Rest, Time, ok, problem, refusal
from tests.factories.kalender import AT
from tests.factories.orga import DienstpostenFactory, nord, person, tsb, west

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    found = Time(AT)
    monkeypatch.setattr(clock, "now", found)
    return found


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def lead() -> Person:
    return person(Role.SC_LEAD, nord().sc, username="leitung")


def page(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def test_over_rest_somebody_new_becomes_a_tsb_for_soc_l() -> None:
    chief = Rest(lead())
    region = Rest(person(Role.SC_REGION, nord().region, username="region"))
    new = {"username": "mara", "name": "Mara Beispiel", "role": "tsb", "valid_from": "2026-11-17"}
    made = ok(chief.post("/units/sc-nord/people/", new, key="1"))
    assert ok(chief.post("/units/sc-nord/people/", new, key="1")) == made
    who = f"/people/{made['id']}"
    password = ok(chief.post(f"{who}/first-password/"))["first_password"]
    assert Person.objects.get(username="mara").check_password(password)
    for step in ({"step": "name"}, {"step": "register", "on": "2026-11-17"}):
        ok(chief.post(f"{who}/training/", step))
    tomorrow = chief.post(f"{who}/training/", {"step": "complete", "on": "2026-11-18"})
    assert refusal(tomorrow) == (422, "too_soon", "SOCL 2.1/3")
    assert problem(chief.post(f"{who}/training/", {"step": "complete"}))["errors"] == {
        "on": ["Dieses Feld ist erforderlich."]
    }
    ok(chief.post(f"{who}/training/", {"step": "complete", "on": "2026-11-17"}))
    asked = ok(chief.post(f"{who}/clearances/", {"valid_from": "2026-11-17"}))["id"]
    assert refusal(chief.post(f"/clearances/{asked}/grant/")) == (409, "four_eyes", "ORGA-4")
    assert ok(region.post(f"/clearances/{asked}/grant/"))["state"] == "erteilt"
    [office] = made["dienstposten"]
    assert ok(region.get(f"{who}/")) == {
        **made,
        "training": {"state": "abgeschlossen", "planned_on": "2026-11-17", "completed_on": "2026-11-17"},
        "clearances": [
            {"id": asked, "state": "erteilt", "valid_from": "2026-11-17", "valid_until": None},
        ],
    }
    moved = {"unit": "sc-nord", "role": "fit", "on": "2026-12-01"}
    after = ok(chief.post(f"/dienstposten/{office['id']}/move/", moved))["dienstposten"]
    assert [(d["role"], d["valid_from"], d["valid_until"]) for d in after] == [
        ("tsb", "2026-11-17", "2026-12-01"),
        ("fit", "2026-12-01", None),
    ]
    assert ok(chief.post(f"/dienstposten/{after[1]['id']}/end/", {"on": "2026-12-01"}))["id"] == made["id"]
    assert [p["username"] for p in ok(chief.get("/units/sc-nord/people/"))["results"]] == ["leitung", "mara"]


def test_over_rest_a_unit_names_its_coordinators() -> None:
    chief = Rest(lead())
    named = {"person": "leitung", "kind": "koordinator", "programme": "soc_l", "valid_from": "2026-11-17"}
    made = ok(chief.post("/units/sc-nord/coordinators/", named))
    assert ok(chief.get("/units/sc-nord/coordinators/"))["results"] == [made]
    stranger = problem(chief.post("/units/sc-nord/coordinators/", {**named, "person": "niemand"}))
    assert (stranger["status"], list(stranger["errors"])) == (422, ["person"])
    assert chief.post(f"/coordinators/{made['id']}/end/", {"on": "2026-11-18"}).status_code == 204
    assert refusal(chief.post("/units/sc-nord/people/", {**NEW, "role": "rd"}))[:2] == (403, "forbidden")


NEW = {"username": "neu", "name": "Neu", "role": "tsb", "valid_from": "2026-11-17"}


def test_the_table_of_rights_is_printed_as_it_is_asked() -> None:
    """Every grant has a German name: whoever adds one writes it into GRANT_LABELS."""
    assert set(GRANT_LABELS) == set(Grant)
    assert set(REACH_LABELS) == set(Reach)
    who = person(Role.TSB, nord().sc)
    text = page(signed_in(who).get("/rechte/"))
    assert [label for label in LABELS.values() if label not in text] == []
    rows = {row["role"]: row for row in ok(Rest(who).get("/roles/"))}
    assert list(rows) == list(Role)
    assert {role for role, row in rows.items() if row["second_factor"]} == SECOND_FACTOR
    assert rows["otk_admin"]["given_by"] == ["agentur_lead", "rd"]
    assert {"grant": "appoint", "reach": "unit"} in rows["sc_lead"]["grants"]


def test_the_list_of_a_unit_asks_the_database_as_often_for_one_as_for_many(
    django_assert_max_num_queries: Any,
) -> None:
    chief, counts = signed_in(lead()), []
    chief.get("/rechte/")  # the first request notes when the session began
    tsb()
    for _ in range(2):
        with django_assert_max_num_queries(30) as asked:
            assert chief.get("/personal/sc-nord/").status_code == 200
        counts.append(len(asked))
        for _ in range(3):
            tsb()
    assert counts[0] == counts[1]


def test_a_share_is_said_from_five_tsb_on() -> None:
    chief = signed_in(lead())
    for n in range(5):
        assert "Erfahrungswert" not in page(chief.get("/personal/sc-nord/"))
        tsb(qualified=n < 2)
    assert "geschult: 2 von 5 TSB" in page(chief.get("/personal/sc-nord/"))


@pytest.mark.rule("ORGA-3")
def test_nobody_takes_over_the_account_of_somebody_with_more_rights() -> None:
    """A superior who also answers calls at my unit stays out of my reach; so do my own rights."""
    here, mine = nord(), lead()
    superior = person(Role.SC_REGION, here.region, username="region")
    DienstpostenFactory.create(person=superior, unit=here.sc, role=Role.TSB, main=False)
    for who in (superior, mine):
        for step in ("password", "lock"):
            answer = signed_in(mine).post(f"/personal/person/{who.pk}/konto/", {"step": step})
            assert answer.status_code == 403
        assert Rest(mine).post(f"/people/{who.pk}/first-password/").status_code == 403
    held = Dienstposten.objects.get(person=mine)
    assert signed_in(mine).post(f"/personal/dienstposten/{held.pk}/", {"step": "end"}).status_code == 403
    assert not Person.objects.filter(must_change_password=True).exists()


def test_an_office_is_not_moved_to_where_one_has_no_say() -> None:
    who, chief, there = tsb(username="mara"), lead(), west().sc
    held = Dienstposten.objects.get(person=who)
    sent = {"step": "move", "unit": there.key, "role": "tsb", "on": "2026-12-01"}
    assert signed_in(chief).post(f"/personal/dienstposten/{held.pk}/", sent).status_code == 422
    body = {"unit": there.key, "role": "tsb", "on": "2026-12-01"}
    assert Rest(chief).post(f"/dienstposten/{held.pk}/move/", body).status_code == 404
    assert list(who.dienstposten.values_list("unit__key", "valid_until")) == [("sc-nord", None)]
