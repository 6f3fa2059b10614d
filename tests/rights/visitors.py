"""The house with something in it, and visitors who knock at every door of the table."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.backends.django import Template
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from oauth2_provider.models import Application
from pytest_django import DjangoDbBlocker

from atv.kalender.models import Serviceplatz
from atv.otv.actions.messages import Letter, receive
from atv.otv.models import OtvMessage, OtvSite, OtvTermin
from atv.otv.queries.links import Power, token_of
from atv.otv.rules.messages import Subject
from eakte.actions.attachments import attach
from eakte.models import WorkOrder
from rollout.models import WaveRegion
from routing.rufkreis.actions.setup import set_up_hotline
from routing.rufkreis.models import EntryNumberKind, Offer
from routing.rufkreis.rules.eligibility import Hotline
from socl.orga.models import Clearance, Dienstposten, Person, PersonKind
from socl.orga.rules.roles import Role
from socl.web import middleware
from tests.api.clients import HANDLER, Rest, browserless, ok
from tests.api.worlds import World
from tests.factories.eakte import PDF, order
from tests.factories.escalation import promised
from tests.factories.kalender import AT, AusfallzeitFactory, berlin, booked, system
from tests.factories.orga import (
    ClearanceFactory,
    CoordinatorFactory,
    DienstpostenFactory,
    Region,
    home,
    nord,
    person,
    tsb,
)
from tests.factories.otv import draft, released, right_asked, termin
from tests.factories.post import asked
from tests.factories.rollout import some_massnahme, some_meeting, wave_region
from tests.factories.rufkreis import EntryNumberFactory
from tests.rights.table import Row
from tests.urls import ADDRESSES, SAMPLES, reach

MACHINES = (Role.PBX, Role.PORTAL)
REFUSED = (401, 403, 404)


@dataclass
class House:
    """The small world with ``tsb1`` in a call; a thing is made when a row first names it."""

    world: World
    call: int
    desk: Rest
    things: dict[str, Any] = field(default_factory=dict)  # by the names of THINGS

    @cached_property
    def anliegen(self) -> int:
        path = f"/calls/{self.call}/anliegen/"
        number: int = ok(self.desk.post(path, {"code": "ALG-27", "plz": "24103"}))["id"]
        return number

    @property
    def place(self) -> Serviceplatz:
        found: Serviceplatz = self.world.kiel.serviceplaetze.get(number=1)
        return found

    @cached_property
    def consult(self) -> int:
        """A question to the FiT, asked by ``tsb1``."""
        set_up_hotline(unit=self.world.nord.sc, hotline=Hotline.FIT, by=system(), at=AT)
        path = f"/calls/{self.call}/anliegen/"
        about = ok(self.desk.post(path, {"code": "ALG-06", "plz": "24103"}))["id"]
        asked = {"target": "fit", "question": "Vorschuss?"}
        number: int = ok(self.desk.post(f"/anliegen/{about}/consults/", asked))["id"]
        return number

    @cached_property
    def promise(self) -> int:
        """A promise by ``tsb1``."""
        return promised(Person.objects.get(username="tsb1")).pk

    @cached_property
    def order(self) -> WorkOrder:
        found = order()
        attach(order=found, name="a.pdf", content=PDF, by=found.filed_by, at=AT)
        return found

    def path(self, row: Row) -> str:
        """The address with every parameter filled in as tests/urls.py says."""
        return urlsplit(reach(ADDRESSES[row.route], SAMPLES | self.things)).path


# What stands in braces in tests/urls.py: something in Nord. One line per thing.
THINGS: dict[str, Callable[[House], Any]] = {
    "call": lambda house: house.call,
    "entry": lambda house: (
        EntryNumberFactory.create(
            number="+493023125131", kind=EntryNumberKind.SAMMEL, agentur=house.world.nord.agentur
        ).pk
    ),
    "pbx": lambda house: house.world.pbx.pk,
    "anliegen": lambda house: house.anliegen,
    "offer": lambda house: Offer.objects.values_list("pk", flat=True).get(),
    "letter": lambda house: asked(purpose="besuch").pk,
    "serviceplatz": lambda house: house.place.pk,
    "zeitfenster": lambda house: house.place.zeitfenster.values_list("pk", flat=True)[0],
    "ausfallzeit": lambda house: house.world.kiel.ausfallzeiten.values_list("pk", flat=True).get(),
    "booking": lambda house: house.world.kiel.bookings.values_list("pk", flat=True).get(),
    "hold": lambda house: house.things["booking"],  # of nobody: 409, where a stranger gets 404
    "consult": lambda house: house.consult,
    "promise": lambda house: house.promise,
    "order": lambda house: house.order.pk,
    "attachment": lambda house: house.order.attachments.values_list("pk", flat=True).get(),
    "client": lambda house: Application.objects.get(user=house.world.pbx.person).pk,
    "colleague": lambda house: tsb(house.world.nord, username="kollegin", qualified=False).pk,
    "office": lambda house: Dienstposten.objects.get(person=house.things["colleague"]).pk,
    "clearance": lambda house: _asked(house).pk,
    "beteiligung": lambda house: rolled_out(house).programme.beteiligungen.order_by("pk")[0].pk,
    "mittel": lambda house: rolled_out(house).programme.arbeitsmittel.order_by("pk")[0].pk,
    "item": lambda house: rolled_out(house).items.filter(unit=house.world.nord.sc).order_by("pk")[0].pk,
    "meeting": lambda house: some_meeting(rolled_out(house)).pk,
    "massnahme": lambda house: some_massnahme(rolled_out(house)).pk,
    "site": lambda house: draft(house.world.nord.agentur).key,
    "coordinator": lambda house: CoordinatorFactory.create(unit=house.world.nord.sc).pk,
    "released": lambda house: _site().key,
    "token": lambda house: token_of(termin(), Power.MANAGE),
    "termin": lambda house: OtvTermin.objects.values_list("pk", flat=True)[0],
    "message": lambda house: _written(house).pk,
    "right": lambda house: right_asked(house.world.nord.agentur, tsb(username="gefragt")).pk,
    "otk_office": lambda house: (
        DienstpostenFactory.create(
            person=tsb(username="konfiguriert"),
            unit=house.world.nord.agentur,
            role=Role.OTK_ADMIN,
            main=False,
        ).pk
    ),
}


def _written(house: House) -> OtvMessage:
    """A message about the Termin of Nord."""
    reference = OtvTermin.objects.select_related("booking").get(pk=house.things["termin"]).booking.reference
    letter = Letter(Subject.QUESTION, "Mara", "Wo?", reference or "", "mara@example.org")
    return receive(letter=letter, by=system(), at=AT)


def _site() -> OtvSite:
    site = released(nord().agentur)
    OtvSite.objects.filter(pk=site.pk).update(easy_language="Hier gibt es Termine.")
    return site


def rolled_out(house: House) -> WaveRegion:
    """Nord in the programme SOC-L."""
    return wave_region(house.world.nord)


def _asked(house: House) -> Clearance:
    asked: Clearance = ClearanceFactory.create(person_id=house.things["colleague"], state="beantragt")
    return asked


@pytest.fixture(scope="module")
def house(built: World, connected: tuple[Rest, int], django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """Built once per module; every visit is undone."""
    desk, call = connected
    with django_db_blocker.unblock(), transaction.atomic():
        booked(built.kiel, berlin("2026-11-18", "10:00"))
        AusfallzeitFactory.create(
            kalender=built.kiel,
            starts_at=berlin("2026-11-18", "14:00"),
            ends_at=berlin("2026-11-18", "15:00"),
        )
        made = House(built, call, desk)
        for name, make in THINGS.items():
            made.things[name] = make(made)
        yield made
        transaction.set_rollback(True)


def worker(role: Role, region: Region) -> Person:
    """Somebody who holds nothing but ``role`` there."""
    kind = PersonKind.MACHINE if role in MACHINES else PersonKind.STAFF
    return person(role, home(role, region), username=f"{role}-besucht", kind=kind)


class Door(ClientHandler):
    """The whole house, middleware and all, told who comes instead of looking session and account up for every request.

    The session is real and every other test finds the person through it; what is asked here begins behind that.
    """

    def __init__(self, who: Person | None, session: SessionBase | None) -> None:
        super().__init__(enforce_csrf_checks=False)
        self.who, self.session = who, session
        shared: Any = HANDLER
        if shared._middleware_chain is None:
            shared.load_middleware()
        self._middleware_chain = shared._middleware_chain

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        if self.who:
            request._cached_user = self.who  # type: ignore[attr-defined]
            request._known_session = self.session  # type: ignore[attr-defined]
        return super().get_response(request)


class Visitor:
    """A browser, signed in as somebody or as nobody."""

    def __init__(self, who: Person | None) -> None:
        self.client = browserless()
        if who:
            self.client.force_login(who)
            self.client.get("/konto/")  # the session begins, so that no visit has to write it
        self.door = Door(who, self.client.session if who else None)
        self.ask = RequestFactory()
        self.ask.cookies = self.client.cookies

    def knock(self, method: str, path: str, row: Row) -> int:
        """The status of the answer; 401 where it only leads to the login, 500 where a view broke."""
        if path.startswith("/api/"):
            raw = json.dumps(row.body).encode() if row.body else b""
            request = self.ask.generic(method, path, raw, "application/json")
        elif method == "POST":
            request = self.ask.post(path, row.body or {})
        else:
            request = self.ask.generic(method, path)
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        answer = self.door.get_response(request)
        login = reverse(settings.LOGIN_URL)
        if answer.status_code == 302 and answer["Location"].startswith(f"{login}?"):
            return 401
        code: int = answer.status_code
        return code


DRAWN: set[str] = set()  # the pages that this process has drawn


def _known(sessions: Any, request: HttpRequest) -> None:
    """A session as the middleware makes it; a copy of the known one where somebody is known to come."""
    known: SessionBase | None = getattr(request, "_known_session", None)
    request.session = sessions.SessionStore(known.session_key if known else None)
    if known:
        request.session._session_cache = dict(known.items())  # type: ignore[attr-defined]


def _draw_once(page: Template, context: Any = None, request: Any = None) -> str:
    """Every page is drawn the first time that somebody gets it, and blank for all who come after."""
    name = str(page.template.name)
    if name in DRAWN:
        return ""
    DRAWN.add(name)
    return DRAW(page, context, request)


DRAW = Template.render


@contextmanager
def quick() -> Iterator[None]:
    """Thousands of visits: each page is drawn once, no refusal is logged, and no desk is noted as alive.

    Logging, drawing and looking the visitor up took longer than asking.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", _draw_once)
        patch.setattr(SessionMiddleware, "process_request", _known)
        patch.setattr(middleware, "beat", lambda **said: None)
        logging.disable()
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)


def routes() -> dict[str, Any]:
    """Every route of the URL table, with the view behind it."""
    return dict(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: Any, before: str) -> Iterator[tuple[str, Any]]:
    for found in patterns:
        if isinstance(found, URLResolver):
            yield from _walk(found.url_patterns, before + str(found.pattern))
        elif isinstance(found, URLPattern):
            yield before + str(found.pattern), found.callback
