"""Restricted work orders: nobody but the restricted group reads them, and the inbox says that some wait."""

import pytest
from django.test import Client

from eakte.actions.orders import claim
from eakte.actions.protection import restrict
from eakte.models import WorkOrder
from eakte.queries import order_json
from socl.journal.models import AccessEntry, Entry
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Rest
from tests.factories.eakte import order
from tests.factories.kalender import AT, system
from tests.factories.orga import DienstpostenFactory, home, nord, person

pytestmark = [pytest.mark.django_db, pytest.mark.rule("DS-5")]
BIRD = "Kanarienvogel"
INBOX = "/postkorb/os-123/"


def reader(role: Role, *, cleared: bool) -> Person:
    """Somebody with a Dienstposten of their own and, if cleared, that of the restricted group besides."""
    who = person(role, home(role, nord()), qualified=role is Role.TSB)
    if cleared:
        DienstpostenFactory(person=who, unit=nord().team, role=Role.SCHUTZ, main=False)
    return who


def browser_of(who: Person) -> Client:
    found = Client()
    found.force_login(who)
    return found


@pytest.fixture
def secret() -> WorkOrder:
    return order(subject=BIRD, text=BIRD, name=BIRD, restricted=True)


def pages(who: Person, found: WorkOrder) -> dict[str, tuple[int, str]]:
    """What every face that shows work orders answers: status and text."""
    client, rest = browser_of(who), Rest(who)
    answers = {
        "inbox": client.get(INBOX),
        "page": client.get(f"/postkorb/auftrag/{found.pk}/"),
        "list": rest.get("/sonderpostkoerbe/os-123/work-orders/"),
        "one": rest.get(f"/work-orders/{found.pk}/"),
        "claim": rest.post(f"/work-orders/{found.pk}/claim/", {}),
    }
    return {name: (answer.status_code, answer.content.decode()) for name, answer in answers.items()}


@pytest.mark.parametrize("role", [Role.OS_STAFF, Role.OS_LEAD, Role.TSB])
def test_who_is_not_cleared_learns_that_a_restricted_order_waits_and_nothing_else(
    role: Role, secret: WorkOrder
) -> None:
    found = pages(reader(role, cleared=False), secret)
    assert [name for name, (_, text) in found.items() if BIRD in text] == []
    assert found["page"][0] == found["one"][0] == 404
    if role is not Role.TSB:
        assert found["claim"][0] == 404
        assert "1 geschützter Auftrag wartet" in found["inbox"][1]
    assert AccessEntry.objects.count() == 0
    secret.refresh_from_db()
    assert secret.state == "new"


def test_the_restricted_group_works_on_it_and_that_is_recorded(secret: WorkOrder) -> None:
    found = pages(reader(Role.OS_STAFF, cleared=True), secret)
    assert [name for name, (_, text) in found.items() if BIRD in text] == list(found)
    assert {status for status, _ in found.values()} == {200}
    assert "geschützte" not in found["inbox"][1]
    assert AccessEntry.objects.filter(object_id=secret.pk).count() >= 3
    assert order_json(secret)["restricted"] is True


def test_marking_an_order_that_somebody_holds_puts_it_back_and_out_of_their_sight() -> None:
    made, who = order(subject=BIRD), reader(Role.OS_STAFF, cleared=False)
    claim(order=made, by=who, at=AT)
    client = browser_of(who)
    assert "Als geschützt kennzeichnen" in client.get(f"/postkorb/auftrag/{made.pk}/").content.decode()
    answer = client.post(f"/postkorb/auftrag/{made.pk}/schutz/")
    assert (answer.status_code, answer.headers["Location"]) == (302, INBOX)
    made.refresh_from_db()
    assert (made.restricted, made.state, made.holder) == (True, "returned", None)
    assert client.post(f"/postkorb/auftrag/{made.pk}/schutz/", {"aufheben": ""}).status_code == 404
    cleared = browser_of(reader(Role.OS_LEAD, cleared=True))
    answer = cleared.post(f"/postkorb/auftrag/{made.pk}/schutz/", {"aufheben": ""})
    assert answer.headers["Location"] == f"/postkorb/auftrag/{made.pk}/"
    restrict(order=made, restricted=False, by=system(), at=AT)  # once more changes nothing
    verbs = Entry.objects.filter(rule="DS-5").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["restrict", "unrestrict"]
