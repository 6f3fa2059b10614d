"""From the Anliegen to the Sonderpostkorb: one transaction, and nothing to look up for the OS."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from eakte.models import WorkOrder
from routing.escalation.models import Anliegen, Outcome
from socl.core.db import broken_constraint
from socl.orga.models import Person
from tests.api.clients import Rest, ok, problem, refusal
from tests.api.worlds import World, rows
from tests.escalation.steps import path_of
from tests.factories.eakte import order, postkorb

TOUCHED = ("Anliegen", "Outcome", "WorkOrder", "OrderStep", "Delivery", "Entry")
SAID = {"subject": "Abmeldung", "text": "Zu tun: Bewilligung aufheben."}


@pytest.fixture(autouse=True)
def inbox(world: World) -> None:
    postkorb(world.nord.os)


@pytest.mark.rule("SOCL 3/SC/2")
@pytest.mark.parametrize("kind", ["auskunft", "sonstiges", "leistungsberatung"])
def test_an_order_goes_to_the_responsible_os_with_all_it_needs(desk: Rest, call: int, kind: str) -> None:
    person = {"name": "Mara Beispiel", "kundennummer": "131A123456", "language": "Polnisch"}
    path = path_of(desk, call, code="ALG-13", kind=kind, communication_aid="Schriftdolmetschen", **person)
    answer = desk.post(f"{path}/work-order/", {**SAID, "priority": "urgent"})
    assert answer.status_code == 201
    outcome = answer.json()
    filed = outcome.pop("work_order")
    assert {n: outcome[n] for n in ("kind", "anliegen", "note", "booking")} == {
        "kind": "work_order",
        "anliegen": Anliegen.objects.get().pk,
        "note": "",
        "booking": None,
    }
    expected = {
        **person,
        "id": WorkOrder.objects.get().pk,
        "state": "new",
        "code": "ALG-13",
        "subject": "Abmeldung",
        "text": "Zu tun: Bewilligung aufheben.",
        "priority": "urgent",
        "due_on": "2026-11-18",
        "communication_aid": "Schriftdolmetschen",
        "os": {"key": "os-123", "name": "Operativer Service für Kiel"},
        "holder": None,
    }
    assert {name: filed[name] for name in expected} == expected
    assert ok(desk.get(f"{path}/"))["outcome"] == "work_order"
    assert refusal(desk.post(f"{path}/work-order/", SAID)) == (409, "wrong_state", "SOCL 2.1/4")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 121}, "subject"),
        ({"text": ""}, "text"),
        ({"priority": "sofort"}, "priority"),
        ({"due_on": "2026-02-30"}, "due_on"),
        ({"due_on": "2026-11-16"}, "due_on"),
    ],
)
def test_what_is_missing_or_wrong_is_named(desk: Rest, call: int, wrong: dict[str, Any], field: str) -> None:
    path = path_of(desk, call)
    before = rows(*TOUCHED)
    answer = desk.post(f"{path}/work-order/", {**SAID, **wrong})
    assert refusal(answer)[:2] == (422, "invalid")
    assert list(problem(answer)["errors"]) == [field]
    assert rows(*TOUCHED) == before


@pytest.mark.rule("ORGA-1")
def test_without_a_responsible_os_there_is_no_inbox(desk: Rest, call: int) -> None:
    path = path_of(desk, call, plz="")
    assert refusal(desk.post(f"{path}/work-order/", SAID)) == (409, "not_allowed", "ORGA-1")


@pytest.mark.rule("SOCL 3/OS/4")
def test_where_no_inbox_is_set_up_nothing_is_closed(desk: Rest, call: int) -> None:
    path = path_of(desk, call, plz="58095")
    before = rows(*TOUCHED)
    assert refusal(desk.post(f"{path}/work-order/", SAID)) == (409, "no_postkorb", "SOCL 3/OS/4")
    assert rows(*TOUCHED) == before


def test_the_page_files_the_order_and_keeps_what_was_typed(desk: Rest, call: int) -> None:
    path = path_of(desk, call, code="ALG-21")
    browser = Client()
    browser.force_login(Person.objects.get(username="tsb1"))
    page = f"/platz{path}/auftrag/"
    assert "Neue Bankverbindung" in browser.get(page).content.decode()
    typed = {"subject": "Konto", "text": "Zu tun: Formular abwarten", "priority": "normal"}
    refused = browser.post(page, {**typed, "due_on": "2026-11-01"})
    assert refused.status_code == 422
    assert "Formular abwarten" in refused.content.decode()
    assert browser.post(page, {**typed, "due_on": "2026-12-01"})["Location"] == "/platz/"
    assert WorkOrder.objects.get().due_on == date(2026, 12, 1)
    assert "fällig am Dienstag, 1. Dezember 2026" in browser.get("/platz/").content.decode()


@pytest.mark.rule("SOCL 3/SC/2")
@pytest.mark.parametrize(("kind", "has_order"), [("work_order", False), ("resolved", True)])
def test_the_database_ties_the_outcome_to_its_order(world: World, kind: str, has_order: bool) -> None:
    filed = order()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Outcome.objects.create(
            kind=kind, work_order=filed if has_order else None, at=world.time(), by=filed.filed_by
        )
    assert broken_constraint(error.value) == "outcome_work_order_has_order"
