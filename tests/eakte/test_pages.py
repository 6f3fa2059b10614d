"""The Sonderpostkorb as pages: the inbox with its counts, one order, and its forms."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eakte.actions.orders import claim
from eakte.models import Attachment, WorkOrder
from eakte.rules.lifecycle import Priority
from socl.core import clock
from socl.journal.models import AccessEntry
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.factories.eakte import PDF, order, postkorb
from tests.factories.kalender import AT
from tests.factories.orga import nord, person, tsb, west

pytestmark = pytest.mark.django_db
INBOX = "/postkorb/os-123/"
NEXT_WEEK = AT + timedelta(days=7)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NEXT_WEEK)


@pytest.fixture
def imke() -> Person:
    return person(Role.OS_STAFF, nord().team, username="imke")


def as_(who: Person) -> Client:
    browser = Client()
    browser.force_login(who)
    return browser


def counts(browser: Client, chosen: str = "offen") -> dict[str, int]:
    page = browser.get(f"{INBOX}?filter={chosen}")
    assert page.status_code == 200
    return {words: number for _, words, number in page.context["inbox"].counts}


def test_the_inbox_counts_what_each_filter_shows(imke: Person) -> None:
    order(), order(priority=Priority.URGENT), claim(order=order(at=NEXT_WEEK), by=imke, at=NEXT_WEEK)
    browser = as_(imke)
    assert counts(browser) == {
        "Wartet": 2,
        "Bei mir": 1,
        "In Bearbeitung": 1,
        "Dringend": 1,
        "Fällig und überfällig": 2,
        "Erledigt": 0,
    }
    for chosen, shown in (("offen", 2), ("meine", 1), ("dringend", 1), ("faellig", 2), ("erledigt", 0)):
        page = browser.get(f"{INBOX}liste/?filter={chosen}")
        assert len(page.context["inbox"].lines) == shown
    assert "In dieser Auswahl liegt kein Auftrag." in page.content.decode()
    assert "überfällig" in browser.get(INBOX).content.decode()
    assert AccessEntry.objects.filter(purpose="postkorb", by_id=imke.pk).exists()
    assert browser.get(f"{INBOX}?filter=alles").status_code == 404


def test_a_longer_inbox_asks_the_database_no_more(imke: Person) -> None:
    browser, asked = as_(imke), []
    for more in (1, 2):
        for _ in range(more):
            claim(order=order(at=NEXT_WEEK), by=imke, at=NEXT_WEEK)
        browser.get(f"{INBOX}?filter=meine")
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"{INBOX}?filter=meine")
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_an_order_is_taken_worked_and_finished_by_its_forms(imke: Person) -> None:
    found, browser = order(), as_(imke)
    path = f"/postkorb/auftrag/{found.pk}/"
    assert list(browser.get(path).context["forms"]) == ["claim"]
    assert browser.post(f"{path}nehmen/")["Location"] == path
    assert list(browser.get(path).context["forms"]) == ["finish", "give_back", "forward", "attach"]
    wrong = browser.post(f"{path}anlagen/", {"file": SimpleUploadedFile("a.pdf", b"kein PDF")})
    assert wrong.status_code == 422
    assert "Anlagen sind PDF, PNG oder JPEG." in wrong.content.decode()
    assert browser.post(f"{path}anlagen/", {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 302
    file = browser.get(f"{path}anlagen/{Attachment.objects.get().pk}/")
    assert (file.content, file["Content-Type"]) == (PDF, "application/pdf")
    refused = browser.post(f"{path}fertig/", {"note": "schon getippt"})
    assert refused.status_code == 422
    assert "schon getippt" in refused.content.decode()
    assert browser.post(f"{path}fertig/", {"result": "solved", "note": "erledigt"}).status_code == 302
    assert list(browser.get(path).context["forms"]) == ["reopen"]
    assert browser.post(f"{path}wieder/", {"note": "Rückfrage"}).status_code == 302
    assert WorkOrder.objects.get().state == "new"


def test_an_order_that_somebody_else_has_says_so(imke: Person) -> None:
    found, karl = order(), as_(person(Role.OS_STAFF, nord().team))
    path = f"/postkorb/auftrag/{found.pk}/"
    claim(order=found, by=imke, at=AT)
    assert karl.get(path).context["forms"] == {}
    assert "bearbeitet bereits jemand anderes" in karl.post(f"{path}nehmen/", follow=True).content.decode()
    lead = as_(person(Role.OS_LEAD, nord().os))
    assert list(lead.get(path).context["forms"]) == ["give_back"]
    assert lead.post(f"{path}zurueck/", {"note": ""}).status_code == 422
    assert lead.post(f"{path}zurueck/", {"note": "krank"}).status_code == 302


def test_a_forwarded_order_leaves_this_inbox(imke: Person) -> None:
    found, browser = order(), as_(imke)
    postkorb(west().os)
    claim(order=found, by=imke, at=AT)
    path = f"/postkorb/auftrag/{found.pk}/"
    assert browser.post(f"{path}weiter/", {"os": "os-123", "note": "x"}).status_code == 422
    assert browser.post(f"{path}weiter/", {"os": "os-343", "note": "zieht um"})["Location"] == INBOX
    assert browser.get(path).status_code == 404


def test_pages_are_for_those_who_work_there(imke: Person) -> None:
    found = order()
    reader = as_(tsb())
    assert reader.get(INBOX).status_code == 403
    assert reader.get(f"/postkorb/auftrag/{found.pk}/").context["forms"] == {}
    stranger = as_(person(Role.OS_STAFF, west().team))
    assert [stranger.get(p).status_code for p in (INBOX, f"/postkorb/auftrag/{found.pk}/")] == [404, 404]
    assert Client().get(INBOX)["Location"].startswith("/anmelden/")
    menu = as_(imke).get("/zustaendigkeit/").content.decode()
    assert 'href="/postkorb/os-123/"' in menu
