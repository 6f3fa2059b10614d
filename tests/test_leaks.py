"""Nothing leaks: a made-up person goes through every face, and everything that comes out beside the work is searched."""

import io
import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import pytest
from celery.app.trace import build_tracer
from django.db import connection, transaction
from django.test import Client

from socl.celery import app as celery
from socl.core.logs import Line
from socl.journal import bell
from socl.journal.models import AccessEntry, Entry
from socl.orga.rules.roles import Role
from socl.post.models import Outbox
from tests.api.clients import Rest, Switch
from tests.api.conftest import built, time, world
from tests.api.ground import BODIES, NINE
from tests.api.worlds import World
from tests.factories.orga import PersonFactory, portal

__all__ = ["built", "time", "world"]

NAME, NUMBER, PERSON = "Zyxolara Quvenstein", "+493023125977", "131A987654"
MAIL, SECRET = "zyxolara@quvenstein.invalid", "Geheimwort Xylophant"
# Each canary in the spellings in which it may come out: of a number the digits that nothing else has.
CANARIES = re.compile(r"zyxolara|quvenstein|23125\W?977|131A\W?987654|xylophant", re.IGNORECASE)
WHO = {
    "name": NAME,
    "rueckruf_number": "030 23125 977",
    "briefing": SECRET,
    "email": MAIL,
    "kundennummer": PERSON,
}
LINKS = re.compile(r"""(?:href|src|action|hx-\w+|formaction|data-\w+)=["']([^"']*)["']""")


@dataclass
class Net:
    """Everything that came out beside the work: logs, headers, refusals, links of pages, rings of the stream."""

    log: io.StringIO = field(default_factory=io.StringIO)
    caught: list[tuple[str, str]] = field(default_factory=list)
    answers: int = 0

    def answered(self, answer: Any) -> Any:
        """Keep what an answer gives away: its headers; the whole of it when it refuses; a page's links."""
        self.answers += 1
        where = f"{answer.request['REQUEST_METHOD']} {answer.request['PATH_INFO']}"
        self.caught.append((f"{where} headers", str(dict(answer.headers))))
        body = answer.content.decode()
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if is_page:  # a link to ring somebody is no address that anybody stores
            links = [link for link in LINKS.findall(body) if not link.startswith(("tel:", "mailto:"))]
            self.caught.append((f"{where} links", " ".join(links)))
        is_form = is_page and answer.status_code in (409, 422)  # shown again to whoever filled it in
        if answer.status_code >= 400 and not is_form:
            self.caught.append((f"{where} {answer.status_code}", body))
        return answer

    def catch_the_records(self) -> Counter[str]:
        """Keep what stands on record beside the work: the figures, the journal, the heads of letters; how many."""
        watched = Client(headers={"Authorization": "Bearer geheim"}).get("/metrics").content.decode()
        assert "socl_requests_total" in watched
        letters = Outbox.objects.values_list("subject", "purpose", "error")
        records = [("metrics", watched), *(("post", str(row)) for row in letters)]
        records += [("journal", str(row)) for model in (Entry, AccessEntry) for row in model.objects.values()]
        self.caught += records
        return Counter(where for where, _ in records)

    def found(self) -> list[str]:
        """Where a canary came out."""
        everything = [*self.caught, *(("log", line) for line in self.log.getvalue().splitlines())]
        return [f"{where}: {text[:300]}" for where, text in everything if CANARIES.search(text)]


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Net]:
    """Every test client's answer, every line of the log at its most talkative, every ring."""
    found = Net()
    settings.METRICS_TOKEN = "geheim"
    usual = Client.request

    def request(self: Client, **asked: Any) -> Any:
        self.raise_request_exception = False
        return found.answered(usual(self, **asked))

    monkeypatch.setattr(Client, "request", request)
    monkeypatch.setattr(bell, "ring", lambda *topics: found.caught.append(("stream", str(topics))))
    handler = logging.StreamHandler(found.log)
    handler.setFormatter(Line())
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield found
    root.removeHandler(handler)
    root.setLevel(before)


def test_the_nets_find_a_canary_in_each_place(net: Net) -> None:
    net.log.write(f'{{"message": "{NAME}"}}\n')
    net.caught = [("headers", f"/?name={NAME.replace(' ', '+')}"), ("body", "030 23125 977"), ("body", "ok")]
    assert [line.split(":")[0] for line in net.found()] == ["headers", "body", "log"]


def test_a_person_goes_through_every_face_and_leaves_no_trace_beside_the_work(world: World, net: Net) -> None:
    switch, desk = world.switch(), world.desk("tsb1")
    rings: dict[str, Any] = {"from": NUMBER, "ext": {"plz": "24103", "name": NAME}}
    call = switch.connects(desk, **rings)
    booking = through_rest(desk, call)
    switch.say("hangup", "c1", cause="normalClearing")
    through_the_portal(world)
    through_the_pages(world, booking)
    through_wrong_doors(desk, switch)
    assert net.answers > 50
    assert net.catch_the_records()["journal"] > 10
    assert net.found() == []


def through_rest(desk: Rest, call: int) -> int:
    """The whole call, each step once right and once wrong; the booking's id."""
    who = {"name": NAME, "kundennummer": PERSON, "features": ["name"], "result": "confirmed"}
    desk.post(f"/calls/{call}/identification/", who)
    desk.post(f"/calls/{call}/identification/", {**who, "result": SECRET[:3]})
    about = {"code": "ALG-27", "plz": "24103", "name": NAME, "kundennummer": PERSON}
    anliegen = desk.post(f"/calls/{call}/anliegen/", about).json()["id"]
    desk.post(f"/calls/{call}/anliegen/", {**about, "plz": "99999"})
    desk.patch(f"/anliegen/{anliegen}/", {"name": NAME})
    desk.post(f"/anliegen/{anliegen}/rueckruf/", {**WHO, "starts_at": "gestern"})
    found = desk.post(f"/anliegen/{anliegen}/rueckruf/", {**WHO, "starts_at": NINE}, key="k1")
    assert found.status_code == 201, found.content
    desk.post(f"/anliegen/{anliegen}/rueckruf/", {**WHO, "starts_at": NINE}, key="k1")
    desk.post(f"/anliegen/{anliegen}/rueckruf/", {**WHO, "starts_at": NINE, "name": NAME + "!"}, key="k1")
    for asked in ({"name": NAME}, {"kundennummer": PERSON}, {"name": NAME, "date": "nie"}):
        desk.post("/bookings/search/", asked)
    return int(found.json()["booking"]["id"])


def through_the_portal(world: World) -> None:
    """A machine books, too late for the second time; every other address gets a body with one fault."""
    client = Rest(portal(world.nord))
    body = {**WHO, "team": "alg-131", "kind": "sonstiges", "starts_at": NINE, "channel": "online"}
    for _ in range(5):
        client.post("/bookings/", body)
    for (method, path), good in BODIES.items():
        spoilt = {**good, **{name: value for name, value in WHO.items() if name in good}, "starts_at": "nie"}
        client.send(method, re.sub(r"\{\w+\}", "1", path), json.dumps(spoilt).encode())


def through_the_pages(world: World, booking: int) -> None:
    """What staff see and do about this person: forms once refused, once accepted."""
    client = Client()
    client.force_login(world.person(Role.OS_STAFF, world.nord.team))
    page = client.get(f"/kalender/termin/{booking}/").content.decode()
    assert NAME in page and SECRET in page  # it is their work
    for path in (
        "/kalender/alg-131/",
        "/kalender/alg-131/2026-11-18/",
        f"/kalender/termin/{booking}/verschieben/",
    ):
        client.get(path)
    note: dict[str, Any] = {"result": "busy", "note": f"{NAME} {SECRET}"}
    for what, sent in (
        ("versuch", {**note, "result": "x"}),
        ("versuch", note),
        ("absage", {"reason": SECRET}),
    ):
        client.post(f"/kalender/termin/{booking}/{what}/", sent)


def through_wrong_doors(desk: Rest, switch: Switch) -> None:
    """Names where none belong: paths, questions, headers, logins, events without a signature; and faults of ours."""
    client = Client(
        headers={"X-Request-ID": NAME, "User-Agent": NAME, "Referer": f"http://testserver/{NAME}"}
    )
    client.force_login(PersonFactory.create())  # a login page would say the asked address again, to its asker
    for path in (
        f"/{NAME}/",
        f"/kalender/{NAME}/2026-11-18/",
        f"/zustaendigkeit/?ort={NAME}",
        f"/?q={NUMBER}",
        f"/platz/{NAME}",
    ):
        client.get(path)
    client.post("/anmelden/", {"username": NAME, "password": SECRET})
    client.post("/oauth/token/", {"grant_type": "password", "username": NAME, "password": SECRET})
    desk.get(f"/teams/{NAME}/slots/?kind={NAME}")
    desk.send("POST", "/bookings/", f'{{"name": "{NAME}", '.encode())
    desk.send("POST", "/bookings/", NAME.encode(), content_type="text/plain")
    switch.send(b'{"from": "%s"}' % NUMBER.encode(), **{"X-SOCL-Signature": "t=1,v1=0"})
    with patch("socl.orga.web.pages.districts", side_effect=refused_by_the_database):
        assert client.get("/zustaendigkeit/?ort=Kiel").status_code == 500
    task: Any = celery.task(name="tests.leak")(fault)
    run: Any = build_tracer(task.name, task, app=task.app)
    run("t1", [NAME], {}, request={"id": "t1"})
    del celery.tasks["tests.leak"]


def fault(name: str) -> None:
    """A task that dies of what it was given."""
    raise RuntimeError(name)


def refused_by_the_database(*args: Any) -> None:
    """A constraint that quotes the row: what PostgreSQL says then holds the values."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO orga_person (name) VALUES (%s)", [NAME])
