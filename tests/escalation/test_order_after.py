"""A Rückruf that ends with a work order leads to one in the Sonderpostkorb, once, and with all that was said."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from atv.kalender.actions.rueckruf import Completion, complete_rueckruf, log_attempt
from atv.kalender.models import Booking, Kalender
from eakte.models import WorkOrder
from routing.escalation.actions.order_after import file_order_after, file_orders_after
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.factories.eakte import postkorb
from tests.factories.kalender import berlin, booked, kalender
from tests.factories.orga import nord, person, west
from tests.kills import for_every_statement
from tests.races import crowd

pytestmark = pytest.mark.rule("ATV-37")
NINE = berlin("2026-11-18", "09:00")
ENDED = NINE + timedelta(minutes=15)
SAID: dict[str, Any] = {
    "name": "Mara Beispiel",
    "kundennummer": "131A123456",
    "language": "Polnisch",
    "restricted": True,
}


@pytest.fixture
def imke() -> Person:
    return person(Role.OS_STAFF, nord().team, username="imke")


def ended(
    result: Completion, by: Person, *, ending: str = "", at: datetime = NINE, calendar: Kalender | None = None
) -> Booking:
    """A Rückruf that rang once and then ended."""
    made = booked(calendar or kalender(places=1), at, briefing="Frage: Geld.", **SAID)
    log_attempt(booking=made, result="no_answer", rang=True, note="Mailbox aus", by=by, at=at)
    return complete_rueckruf(booking=made, result=result, note="bitte prüfen", ending=ending, by=by, at=ENDED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("result", "ending", "why"),
    [
        (Completion.WORK_ORDER, "", "weitere Bearbeitung nötig"),
        (Completion.NOT_REACHED, "work_order", "nicht erreicht"),
    ],
)
def test_the_order_carries_all_that_is_known_and_comes_once(
    imke: Person, result: Completion, ending: str, why: str
) -> None:
    postkorb()
    made = ended(result, imke, ending=ending)
    assert (file_orders_after(at=ENDED), file_orders_after(at=ENDED)) == (1, 0)
    found = WorkOrder.objects.get()
    assert {name: getattr(found, name) for name in SAID} == SAID
    assert (found.postkorb.os, found.filed_by, found.state) == (nord().os, imke, "new")
    assert found.subject == f"Rückruf {made.reference}: {why}"
    assert found.text.split("\n\n") == [
        "Rückrufnummer: 030 23125900",
        "Frage: Geld.",
        "Notiz zum Ende: bitte prüfen",
        "Versuche:\n18.11.2026, 09:00 Uhr: meldet sich nicht, Mailbox aus",
    ]
    assert found.due_on == date(2026, 11, 25)


@pytest.mark.django_db
def test_other_ends_lead_to_none_and_one_without_a_sonderpostkorb_keeps_no_other_waiting(
    imke: Person, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere, here = kalender(west().team, places=1), kalender(places=1)
    ended(Completion.SOLVED, imke, calendar=here)
    ended(Completion.WORK_ORDER, imke, calendar=elsewhere)
    ended(Completion.WORK_ORDER, imke, at=NINE + timedelta(minutes=20), calendar=here)
    postkorb()
    assert file_orders_after(at=ENDED) == 1
    assert [r.getMessage() for r in caplog.records] == ["no order after a Rückruf: no_postkorb"]
    postkorb(west().os)
    assert (file_orders_after(at=ENDED), WorkOrder.objects.count()) == (1, 2)


@pytest.mark.django_db
def test_the_page_of_the_rueckruf_leads_to_its_order(imke: Person) -> None:
    postkorb()
    made = ended(Completion.WORK_ORDER, imke)
    Booking.objects.update(restricted=False)
    browser = Client()
    browser.force_login(imke)
    link = f"/postkorb/rueckruf/{made.pk}/"
    assert link in browser.get(f"/kalender/termin/{made.pk}/").content.decode()
    early = browser.get(link)
    assert (early.status_code, "bis zu einer Minute" in early.content.decode()) == (404, True)
    file_orders_after(at=ENDED)
    assert browser.get(link).headers["Location"] == f"/postkorb/auftrag/{WorkOrder.objects.get().pk}/"


@pytest.mark.django_db(transaction=True)
def test_filed_by_eight_at_once_or_killed_anywhere_there_is_one_order_or_none(imke: Person) -> None:
    postkorb()
    calendar = kalender(places=1)
    one = ended(Completion.WORK_ORDER, imke, calendar=calendar)

    def nothing_is_left() -> None:
        assert not WorkOrder.objects.exists()

    assert for_every_statement(lambda: file_order_after(booking_id=one.pk, at=ENDED), nothing_is_left) >= 6
    assert WorkOrder.objects.get().origin == f"booking:{one.pk}"
    ended(Completion.WORK_ORDER, imke, at=NINE + timedelta(minutes=20), calendar=calendar)
    finish = crowd(8, lambda n: file_orders_after(at=ENDED))
    assert (finish.errors, sum(finish.results), WorkOrder.objects.count()) == ([], 1, 2)
