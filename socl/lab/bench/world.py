"""What is measured on: territory and demo world, and beside them calendars and desks of the benchmark."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from atv.kalender.models import Kalender
from atv.kalender.queries import free
from routing.rufkreis.models import Rufkreis
from routing.rufkreis.rules.eligibility import Topic
from socl.core import clock
from socl.lab import demo
from socl.lab.bench import calendars, desks
from socl.lab.bench.bookings import KIND, Client
from socl.lab.bench.crowd import DESKS
from socl.lab.bench.offers import SIZE
from socl.orga.actions.people import appoint, create_person
from socl.orga.models import Person, PersonKind
from socl.orga.rules.roles import Role

CHEAP = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody logs in here
CLIENTS = 4
SEATS = 60  # desks that answer calls
SIZES = (10, 50, 200)  # Serviceplätze of the teams whose free times are listed


@dataclass(frozen=True)
class World:
    """All that the sections need."""

    at: datetime
    token: str  # the portal's
    listed: dict[int, Kalender]  # number of Serviceplätze -> about 60 % booked
    clients: list[Client]
    single: Kalender  # one Serviceplatz, for the race
    rufkreis: Rufkreis
    queued: list[Person]  # desks of the offer decisions
    seated: list[Person]  # desks of the calls
    crowd: list[Person]  # 2,000 more
    reader: Person  # of the day sheet
    tsb: Person  # of the desk page


def build() -> World:
    """Fill an empty database."""
    with override_settings(PASSWORD_HASHERS=CHEAP, SOCL_DEMO=True):
        call_command("prepare")
    at, by = clock.now(), Person.objects.get(username="demo")
    listed = {n: calendars.build(f"bench-{n}", n, by=by, at=at) for n in SIZES}
    for kalender in listed.values():
        calendars.fill(kalender, by=by, at=at, random=Random(kalender.unit.key))
    reader = create_person(
        username="bench-os", name="Bench OS", kind=PersonKind.STAFF, password=None, demo=True, by=by, at=at
    )
    unit = listed[10].unit
    appoint(person=reader, unit=unit, role=Role.OS_STAFF, valid_from=demo.SINCE, by=by, at=at)
    rufkreis = Rufkreis.objects.select_related("unit").get(unit__key="sc-nord", topic=Topic.ALG)
    world = World(
        at=at,
        token=demo.token_for(Person.objects.get(username="portal"), at),
        listed=listed,
        clients=[_client(n, by, at) for n in range(CLIENTS)],
        single=calendars.build("bench-1", 1, by=by, at=at),
        rufkreis=rufkreis,
        queued=desks.people("bench-warten", SIZE, rufkreis.unit),
        seated=desks.people("bench-platz", SEATS, rufkreis.unit),
        crowd=desks.people("bench-menge", DESKS, rufkreis.unit),
        reader=reader,
        tsb=Person.objects.get(username="tsb1"),
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return world


def _client(number: int, by: Person, at: datetime) -> Client:
    ours, bare = (calendars.build(f"bench-{side}-{number}", 10, by=by, at=at) for side in ("http", "sql"))
    return Client(ours, bare, free.terminart(KIND), by, at)
