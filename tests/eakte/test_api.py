"""The Sonderpostkorb over REST: one order from inbox to result, and who may see it."""

from typing import Any

import pytest

from socl.journal.models import AccessEntry
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok, refusal
from tests.factories.eakte import order, postkorb
from tests.factories.orga import nord, person, west

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_stands")]
AT_ISO = "2026-11-17T10:00:00+01:00"
KIEL_OS = {"key": "os-123", "name": "Operativer Service für Kiel"}


def staff(name: str, role: Role = Role.OS_STAFF, region: Any = None) -> Rest:
    here = region or nord()
    return Rest(
        person(role, here.os if role is Role.OS_LEAD else here.team, username=name, name=name.title())
    )


@pytest.mark.rule("EAKTE-1")
def test_an_order_from_the_inbox_to_its_result() -> None:
    found, imke, karl = order(), staff("imke"), staff("karl")
    [line] = ok(imke.get("/sonderpostkoerbe/os-123/work-orders/?state=new"))["results"]
    assert line == {
        "id": found.pk,
        "state": "new",
        "code": "ALG-13",
        "subject": "Abmeldung wegen Arbeitsaufnahme",
        "priority": "normal",
        "due_on": "2026-11-24",
        "filed_at": AT_ISO,
        "holder": None,
    }
    path = f"/work-orders/{found.pk}"
    claimed = ok(imke.post(f"{path}/claim/", {}, key="k1"))
    assert (claimed["state"], claimed["holder"]) == ("claimed", {"key": "imke", "name": "Imke"})
    assert ok(imke.post(f"{path}/claim/", {}, key="k1")) == claimed
    assert refusal(karl.post(f"{path}/claim/", {})) == (409, "held_by_other", "EAKTE-1")
    assert refusal(karl.post(f"{path}/finish/", {"result": "solved"})) == (409, "held_by_other", "EAKTE-1")
    ok(imke.post(f"{path}/return/", {"note": "Mittagspause"}))
    ok(karl.post(f"{path}/claim/"))
    ok(karl.post(f"{path}/finish/", {"result": "solved", "note": "Bescheid erteilt"}))
    ok(karl.post(f"{path}/reopen/", {"note": "Rückfrage"}))
    ok(imke.post(f"{path}/claim/"))
    done = ok(imke.post(f"{path}/finish/", {"result": "obsolete"}))
    history = done.pop("history")
    assert done == {
        **line,
        "state": "done",
        "text": "Zu tun: Bewilligung aufheben.",
        "os": KIEL_OS,
        "name": "Mara Beispiel",
        "kundennummer": "131A123456",
        "language": "",
        "communication_aid": "",
        "restricted": False,
        "result": "obsolete",
        "closed_at": AT_ISO,
        "handed_over": "wird übergeben",
        "attachments": [],
    }
    assert [(h["state"], h["note"]) for h in history] == [
        ("new", ""),
        ("claimed", ""),
        ("returned", "Mittagspause"),
        ("claimed", ""),
        ("done", "Bescheid erteilt"),
        ("new", "Rückfrage"),
        ("claimed", ""),
        ("done", ""),
    ]
    assert history[1] == {
        "state": "claimed",
        "os": KIEL_OS,
        "note": "",
        "at": AT_ISO,
        "by": {"key": "imke", "name": "Imke"},
    }
    assert AccessEntry.objects.filter(object_type="workorder", object_id=found.pk).count() == 7


def test_an_order_goes_to_the_right_os_and_is_out_of_reach_then() -> None:
    found, imke, murat = order(), staff("imke"), staff("murat", region=west())
    postkorb(west().os)
    path = f"/work-orders/{found.pk}"
    assert refusal(murat.get(f"{path}/"))[0] == 404
    ok(imke.post(f"{path}/claim/"))
    say = {"os": "os-nirgends", "note": "zieht um"}
    assert refusal(imke.post(f"{path}/forward/", say)) == (422, "unknown_os", "")
    assert refusal(imke.post(f"{path}/forward/", {**say, "os": "os-123"}))[1] == "same_os"
    assert ok(imke.post(f"{path}/forward/", {**say, "os": "os-343"}))["os"]["key"] == "os-343"
    assert refusal(imke.get(f"{path}/"))[0] == 404
    assert ok(murat.post(f"{path}/claim/"))["state"] == "claimed"


def test_the_lead_takes_an_order_back_from_somebody_who_is_away() -> None:
    found, imke, karl, lena = order(), staff("imke"), staff("karl"), staff("lena", Role.OS_LEAD)
    path = f"/work-orders/{found.pk}"
    ok(imke.post(f"{path}/claim/"))
    assert refusal(karl.post(f"{path}/return/", {"note": "x"}))[1] == "held_by_other"
    assert ok(lena.post(f"{path}/return/", {"note": "krank"}))["state"] == "returned"


@pytest.mark.parametrize(
    ("role", "unit", "statuses"),
    [
        (Role.OS_STAFF, "team", "200 200 200"),
        (Role.OS_LEAD, "os", "200 200 200"),
        (Role.TSB, "sc", "200 200 403"),
        (Role.FIT, "sc", "403 403 403"),
        (Role.EZ_STAFF, "eingangszone", "403 403 403"),
        (Role.RD, "rd", "403 403 403"),
    ],
)
def test_who_may_read_and_work_an_order(role: Role, unit: str, statuses: str) -> None:
    found = order()
    client = Rest(person(role, getattr(nord(), unit)))
    answers = [
        client.get("/sonderpostkoerbe/os-123/work-orders/"),
        client.get(f"/work-orders/{found.pk}/"),
        client.post(f"/work-orders/{found.pk}/claim/"),
    ]
    assert [a.status_code for a in answers] == list(map(int, statuses.split()))
    stranger = Rest(person(role, getattr(west(), unit)))
    postkorb(west().os)
    assert stranger.get("/sonderpostkoerbe/os-123/work-orders/").status_code == 404
    assert stranger.get(f"/work-orders/{found.pk}/").status_code in (403, 404)


def test_a_list_has_pages_and_no_personal_data() -> None:
    imke, orders = staff("imke"), [order().pk for _ in range(3)]
    path = "/sonderpostkoerbe/os-123/work-orders/"
    first = ok(imke.get(f"{path}?limit=2"))
    assert [o["id"] for o in first["results"]] == orders[:0:-1]
    rest = ok(imke.get(path + "?" + first["next"].split("?")[1]))
    assert [o["id"] for o in rest["results"]] == orders[:1]
    assert "Beispiel" not in str(first)
    assert refusal(imke.get(f"{path}?state=verloren"))[:2] == (422, "invalid")


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("claim", {"note": ["x"]}, "note"),
        ("return", {}, "note"),
        ("return", {"note": "x" * 2001}, "note"),
        ("forward", {"note": "x"}, "os"),
        ("finish", {"result": "egal"}, "result"),
        ("finish", {}, "result"),
        ("reopen", {"note": ["x"]}, "note"),
    ],
)
def test_what_is_missing_or_wrong_is_named(verb: str, body: Any, field: str) -> None:
    found, imke = order(), staff("imke")
    answer = imke.post(f"/work-orders/{found.pk}/{verb}/", body)
    assert refusal(answer)[:2] == (422, "invalid")
    assert list(answer.json()["errors"]) == [field]
