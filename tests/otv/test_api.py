"""The REST contract of the OTV: sites, times, booking and contact in public; search, cancel, move for the SC."""

import itertools
import secrets
from typing import Any

import pytest
from django.test import Client

from atv.otv.models import OtvMessage, OtvTermin
from socl.journal.models import AccessEntry
from tests.api.clients import Rest
from tests.factories.orga import tsb, west
from tests.factories.otv import released, termin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_stands")]
addresses = (f"203.0.113.{n}" for n in itertools.count(1))
NINE = "2026-11-18T09:00:00+01:00"
SLOTS = "/api/v1/otv/sites/131/anliegen/{}/slots/"


@pytest.fixture
def portal() -> Client:
    return Client(REMOTE_ADDR=next(addresses))


def send(client: Client, path: str, **given: Any) -> Any:
    headers = given.pop("headers", {})
    return client.post(path, given, content_type="application/json", headers=headers)


def book(client: Client, **given: Any) -> Any:
    body = {"code": "OTV-04", "starts_at": NINE, "channel": "personal", "name": "Mara Beispiel",
            "email": f"{secrets.token_hex(4)}@example.org", **given}  # fmt: skip
    return send(client, "/api/v1/otv/sites/131/termine/", **body)


def test_sites_of_a_postcode_with_their_anliegen(portal):
    released()
    [site] = portal.get("/api/v1/otv/sites/?plz=24103").json()["results"]
    assert (site["key"], site["name"]) == ("131", "Agentur für Arbeit Kiel")
    assert site["link"].endswith("/termin/131/")
    assert [a["code"] for a in site["anliegen"]] == ["OTV-01", "OTV-02", "OTV-04"]
    assert site["anliegen"][0]["channels"] == ["personal"]
    assert portal.get("/api/v1/otv/sites/131/").json() == site
    assert portal.get("/api/v1/otv/sites/?plz=99999").json() == {"results": []}
    assert [portal.get(f"/api/v1/otv/sites/{p}").status_code for p in ("?plz=x", "", "347/")] == [
        422,
        422,
        404,
    ]


@pytest.mark.rule("OTVT-1")
@pytest.mark.rule("OTVT-2")
def test_free_times_know_the_law(portal):
    released()
    slots = send(portal, SLOTS.format("OTV-04"), days=2).json()
    assert (slots["code"], slots["duration_minutes"], slots["notice"]) == ("OTV-04", 10, "")
    assert slots["days"][0]["starts"][0] == "2026-11-18T08:00:00+01:00"
    without = send(portal, SLOTS.format("OTV-01"))
    assert (without.status_code, without.json()["rule"]) == (422, "OTVT-1")
    assert "first_jobless_day" in without.json()["errors"]
    late = send(portal, SLOTS.format("OTV-01"), first_jobless_day="2026-11-16").json()
    assert late["days"] == []
    for day in ("1900-01-01", "9999-12-31"):
        assert send(portal, SLOTS.format("OTV-01"), first_jobless_day=day).status_code == 422
    warned = send(portal, SLOTS.format("OTV-02"), first_jobless_day="2026-11-20", **{"from": "2026-11-24"})
    assert "vor dem ersten freien Termin" in warned.json()["notice"]
    assert send(portal, SLOTS.format("OTV-04"), **{"from": "2099-12-31"}).json()["days"] == []
    assert send(portal, SLOTS.format("OTV-04"), **{"from": "9999-12-31"}).status_code == 422
    assert send(portal, SLOTS.format("OTV-Z1")).status_code == 404


@pytest.mark.rule("OTVT-5")
def test_booking_answers_number_and_link_but_nothing_that_confirms(portal):
    released(places=1)
    answer = book(portal, headers={"Idempotency-Key": "k1"}, email="mara@example.org")
    made, said = OtvTermin.objects.get(), answer.json()
    assert answer.status_code == 201
    assert (said["reference"], said["ends_at"]) == (made.booking.reference, "2026-11-18T09:10:00+01:00")
    path = "/termin/" + said["manage_url"].partition("/termin/")[2]
    assert b"E-Mail benutzen" in portal.post(path, {"act": "confirm"}).content
    assert made.confirmed_at is None
    again = book(portal, headers={"Idempotency-Key": "k1"}, email="mara@example.org")
    assert (again.json(), again["Idempotent-Replay"]) == (said, "true")
    rival = book(portal)
    assert (rival.status_code, rival.json()["code"], len(rival.json()["alternatives"])) == (
        409,
        "slot_taken",
        3,
    )


@pytest.mark.rule("OTVT-7")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "mara@example.org\nBcc: x@example.org"),
        ("name", "x" * 10_000),
        ("name", "\u202e"),
        ("starts_at", "2026-11-18T09:00:00"),
        ("channel", "video"),
        ("phone", "12"),
    ],
)
def test_bad_input_names_its_field_and_books_nothing(portal, field, value):
    released()
    answer = book(portal, **{field: value})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert OtvTermin.objects.count() == 0


def test_the_contact_form_is_throttled(portal):
    released()
    letter = {"subject": "question", "name": "Mara", "text": "Wo?", "email": "mara@example.org"}
    codes = [send(portal, "/api/v1/otv/contact/", **letter).status_code for _ in range(6)]
    assert codes == [201] * 5 + [429]
    assert OtvMessage.objects.count() == 5


@pytest.mark.rule("OTV 3/SC/2")
def test_the_service_center_searches_moves_and_cancels():
    released()
    made, sc = termin(code="OTV-04"), Rest(tsb())
    [found] = sc.post("/otv/termine/search/", {"reference": made.booking.reference}).json()["results"]
    assert (found["name"], found["confirmed"], found["state"]) == ("Mara Beispiel", True, "booked")
    assert AccessEntry.objects.filter(purpose="otv-suche").count() == 1
    by_name = sc.post("/otv/termine/search/", {"name": "mara", "date": "2026-11-18"}).json()["results"]
    assert by_name == [found]
    assert sc.post("/otv/termine/search/", {"name": "mara"}).status_code == 422
    moved = sc.post(f"/otv/termine/{made.pk}/move/", {"starts_at": "2026-11-18T10:00:00+01:00"}).json()
    assert moved["starts_at"] == "2026-11-18T10:00:00+01:00"
    gone = sc.post(f"/otv/termine/{made.pk}/cancel/", {"reason": "krank", "by": "contact_form"}).json()
    assert (gone["state"], gone["cancelled_how"]) == ("cancelled", "contact_form")
    again = sc.post(f"/otv/termine/{made.pk}/cancel/", {"by": "phone"})
    assert (again.status_code, again.json()["code"]) == (409, "begun")
    assert Rest(tsb(west())).post("/otv/termine/search/", {"reference": made.booking.reference}).json() == {
        "results": []
    }
