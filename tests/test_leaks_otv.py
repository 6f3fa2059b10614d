"""Nothing leaks on the way of a citizen: booking pages, signed links, contact form, REST, and what staff do with it."""

import itertools
import re
from typing import Any
from unittest.mock import patch

from django.test import Client

from atv.otv.models import OtvMessage, OtvTermin
from atv.otv.web import citizen_pages
from socl.orga.rules.roles import Role
from socl.post.models import Outbox
from tests.api.conftest import built, time, world
from tests.api.worlds import World
from tests.factories.orga import tsb
from tests.factories.otv import released
from tests.test_leaks import MAIL, NAME, NUMBER, SECRET, Net, net, refused_by_the_database

__all__ = ["built", "net", "time", "world"]

addresses = (f"203.0.113.{n}" for n in itertools.count(100))  # tries are counted per address
BASE = "/termin/131/OTV-02/"
NINE, TEN, ELEVEN = (f"2026-11-18T{hour}:00:00+01:00" for hour in ("09", "10", "11"))
WHO = {"name": NAME, "email": MAIL, "phone": "030 23125 977", "communication_aid": SECRET}


def citizen() -> Client:
    """A browser of its own, which says where it comes from."""
    return Client(REMOTE_ADDR=next(addresses), headers={"Referer": f"http://testserver/?q={MAIL}"})


def test_a_citizen_books_changes_cancels_and_writes_and_leaves_no_trace_beside_it(
    world: World, net: Net
) -> None:
    released(world.nord.agentur)
    through_the_booking()
    through_the_links()
    through_rest()
    through_the_contact_form()
    through_the_hands_of_staff(world)
    through_wrong_doors()
    assert (OtvTermin.objects.count(), OtvMessage.objects.count()) == (3, 2)
    assert net.answers > 55
    assert net.catch_the_records()["post"] >= 4
    assert net.found() == []


def through_the_booking() -> None:
    """Every step once refused and once accepted; the answer that reveals nothing to a second try."""
    for code in ("OTV-02", "OTV-04"):
        base, browser = f"/termin/131/{code}/", citizen()
        for path, wrong, right in (
            ("", {"first_jobless_on": NAME}, {"first_jobless_on": "31.12.2026"}),
            ("zeit/", {"starts_at": NAME}, {"starts_at": NINE if code == "OTV-02" else TEN}),
            ("angaben/", {**WHO, "way": NAME, "email": NAME}, {**WHO, "way": "personal"}),
            ("pruefen/", None, {}),
        ):
            browser.get(base + path)
            if wrong:
                browser.post(base + path, wrong)
            answer: Any = browser.post(base + path, right)
            assert answer.status_code == 302, (path, answer.content.decode())
        assert answer["Location"] == "/termin/gebucht/"
        browser.get("/termin/gebucht/")
    again = citizen()  # the same person for the same Anliegen
    for path, said in (
        ("", {"first_jobless_on": "31.12.2026"}),
        ("zeit/", {"starts_at": ELEVEN}),
        ("angaben/", {**WHO, "way": "personal"}),
        ("pruefen/", {}),
    ):
        again.post(BASE + path, said)


def through_the_links() -> None:
    """The signed link, the number and the second fact; forged, wrong, and over."""
    body = Outbox.objects.order_by("pk")[0].body
    link = re.search(r"https?://[^/]+(/termin/link/\S+)", body)
    assert link is not None
    browser = citizen()
    browser.get(link[1])
    for act in ({"act": "confirm"}, {"act": "move", "starts_at": NAME}, {"act": "move", "starts_at": ELEVEN}):
        browser.post(link[1], act)
    browser.get(f"{link[1]}termin.ics")
    browser.get(f"/termin/link/{NAME}/")
    made = OtvTermin.objects.select_related("booking").order_by("pk")[0]
    own = {"reference": made.booking.reference, "second_fact": MAIL}
    browser.get("/termin/nummer/")
    for said in ({**own, "second_fact": NUMBER}, {"reference": NAME, "second_fact": MAIL}, own):
        browser.post("/termin/nummer/", said)
    browser.post("/termin/nummer/", {**own, "act": "cancel"})
    browser.get(link[1])


def through_rest() -> None:
    """The same for clients: right, doubled, and with every fault."""
    browser, path = citizen(), "/api/v1/otv/sites/131/"
    body = {**WHO, "code": "OTV-04", "channel": "personal", "starts_at": ELEVEN, "email": f"x{MAIL}"}
    for said in (body, body, {**body, "code": NAME}, {**body, "starts_at": NAME}, {**body, "channel": NAME}):
        browser.post(f"{path}termine/", said, content_type="application/json")
    browser.post(f"{path}anliegen/OTV-02/slots/", {"from": NAME}, content_type="application/json")
    browser.get(f"/api/v1/otv/sites/?plz={NAME}")
    letter = {"subject": "question", "name": NAME, "email": MAIL, "text": SECRET, "reference": NAME}
    for said in (letter, {**letter, "subject": NAME}, {"text": NAME}):
        browser.post("/api/v1/otv/contact/", said, content_type="application/json")


def through_the_contact_form() -> None:
    """Refused for want of an address, then sent."""
    browser = citizen()
    browser.get(f"/termin/nachricht/?zu={NAME}")
    said = {"subject": "question", "name": NAME, "text": SECRET}
    for given in ({"email": NAME}, {"phone": SECRET}, {"email": MAIL, "phone": "030 23125 977"}):
        browser.post("/termin/nachricht/", {**said, **given})
    browser.get("/termin/nachricht/gesendet/")


def through_the_hands_of_staff(world: World) -> None:
    """Found, cancelled, answered, welcomed: pages that name the person, and nothing beside them."""
    browser = Client()
    browser.force_login(tsb(world.nord, username="tsb2"))
    left = OtvTermin.objects.order_by("-pk")[0]
    for said in ({"name": NAME, "tag": "2026-11-18"}, {"name": NAME}, {"reference": NAME}):
        browser.post("/otv/termine/", said)
    browser.post("/otv/termine/person/", {"name": NAME, "number": NUMBER})
    browser.post(f"/otv/termine/{left.pk}/absage/", {"how": NAME})
    browser.post(f"/otv/termine/{left.pk}/absage/", {"how": "phone", "reason": SECRET})
    assert NAME in browser.get("/otv/nachrichten/").content.decode()
    browser.post(f"/otv/nachrichten/{OtvMessage.objects.order_by('pk')[0].pk}/erledigt/")
    zone = Client()
    zone.force_login(world.person(Role.EZ_STAFF, world.nord.eingangszone))
    assert NAME in zone.get("/otv/ez/ez-131/2026-11-18/").content.decode()
    zone.post("/otv/ez/ez-131/laufkundschaft/", {"name": NAME, "anliegen": NAME})
    zone.post(f"/otv/ez/termin/{left.pk}/schritt/", {"act": NAME})


def through_wrong_doors() -> None:
    """Names where none belong, and a fault of ours that quotes the row."""
    browser = citizen()
    for path in (
        f"/termin/{NAME}/",
        f"/termin/131/{NAME}/",
        f"/termin/?ort={NAME}",
        f"/termin/131/?x={MAIL}",
    ):
        browser.get(path)
    browser.raise_request_exception = False
    with patch.object(citizen_pages, "asks_for_day", side_effect=refused_by_the_database):
        assert browser.get(BASE).status_code == 500
