"""The demo world: fixed names on the real territory, so that every client can try it. All of it is fictitious."""

import base64
import hashlib
import hmac
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from oauth2_provider.models import AccessToken, Application

from atv.kalender.actions.supply import ensure_terminarten, set_up_kalender
from atv.kalender.models import Channel, Kalender
from routing.rufkreis.actions.setup import set_up_entry_number, set_up_hotline, set_up_pbx, set_up_rufkreise
from routing.rufkreis.models import EntryNumberKind, Pbx
from routing.rufkreis.rules.eligibility import Hotline
from socl.lab.demo_bookings import some_bookings
from socl.lab.demo_day import plan_everybody, some_anliegen, some_calls
from socl.lab.demo_first_contact import some_weeks
from socl.lab.demo_guides import some_guides
from socl.lab.demo_kiel import some_past_rueckrufe, somebody_at_work
from socl.lab.demo_notices import some_mailboxes
from socl.lab.demo_rollout import some_rollout
from socl.lab.demo_termine import otv_in_kiel
from socl.lab.eakte import some_orders
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.actions.coordination import name_coordinator
from socl.orga.actions.people import appoint, create_person
from socl.orga.actions.qualification import name_for_soc_l, qualify, register_training, request_clearance
from socl.orga.models import CoordinatorKind, Person, PersonKind, ProgrammeCode, Unit, UnitKind
from socl.orga.rules.roles import Role

SINCE = date(2023, 3, 20)  # first day of the first wave (202302002, 2)
LIVE_REGION = "sc-region-nord"
KIEL, WEST = "alg-131", "alg-347"

# name -> (shown name, role, key of the unit, trained and cleared)
PEOPLE: dict[str, tuple[str, Role, str, bool]] = {
    "tsb1": ("Anke Petersen", Role.TSB, "sc-nord", True),
    "tsb2": ("Bülent Aydın", Role.TSB, "sc-nord", True),
    "tsb3": ("Carla Jansen", Role.TSB, "sc-nord", True),
    "tsb4": ("Dörte Hansen-Vogt", Role.TSB, "sc-nord", True),
    "tsb5": ("Emil Brodersen", Role.TSB, "sc-nord", True),
    "tsb6": ("Fatma Yıldız", Role.TSB, "sc-nord", True),
    "tsb7": ("Gesa Wulff", Role.TSB, "sc-nord", False),
    "tsb8": ("Hauke Lorenz", Role.TSB, "sc-nord", False),
    "tsb9": ("Jonas Thiel", Role.TSB, "sc-nord", False),
    "fit1": ("Greta Lorenzen", Role.FIT, "sc-nord", True),
    "sclead1": ("Henning Clausen", Role.SC_LEAD, "sc-nord", False),
    "os1": ("Imke Behrens", Role.OS_STAFF, KIEL, False),
    "os2": ("Karl Matthiesen", Role.OS_STAFF, KIEL, False),
    "oslead1": ("Lena Rohwer", Role.OS_LEAD, KIEL, False),
    "oswest1": ("Murat Demir", Role.OS_STAFF, WEST, False),
    "ez1": ("Nele Paulsen", Role.EZ_STAFF, "ez-131", False),
    "ezlead1": ("Nikolai Brandt", Role.EZ_LEAD, "ez-131", False),
    "otk1": ("Ole Sievers", Role.OTK_ADMIN, "131", False),
    "agentur1": ("Wiebke Carstens", Role.AGENTUR_LEAD, "131", False),
    "rd1": ("Petra Friedrichsen", Role.RD, "rd-nord", False),
    "scregion1": ("Ralf Ketelsen", Role.SC_REGION, LIVE_REGION, False),
    "koord1": ("Sabine Thomsen", Role.KOORDINATOR, "sc-nord", False),
    "redaktion1": ("Timo Lüders", Role.REDAKTION, LIVE_REGION, False),
    "revision1": ("Ute Harms", Role.REVISION, "rd-nord", False),
    "betrieb1": ("Volker Nissen", Role.BETRIEB, "rd-nord", False),
}
CLIENTS: dict[str, tuple[str, Role]] = {
    "pbx": ("Telefonanlage (Demo)", Role.PBX),
    "anrufspiel": ("Anrufspiel der Demo", Role.PBX),
    "portal": ("Online-Portal (Demo)", Role.PORTAL),
}
HOURS = ((time(8), time(12)), (time(13), time(15)))
SERVICE_NUMBER = "+498004555500"
DRAMA_BLOCK = (
    "+493023125"  # numbers the Bundesnetzagentur keeps free for films: nobody can be called by mistake
)
TOKEN_FOR = timedelta(days=1)


def secret_for(purpose: str) -> str:
    """A password or secret of this installation: derived, so that it need not be stored in the clear."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"demo:{purpose}".encode(), hashlib.sha256).digest()
    text = base64.b32encode(digest).decode().lower().rstrip("=")
    return "-".join(text[i : i + 4] for i in range(0, 12, 4))


def is_demo() -> bool:
    """True if this database holds the demo world."""
    return Person.objects.filter(username="demo", demo=True).exists()


@transaction.atomic
def build(at: datetime) -> bool:
    """Build the demo world on a loaded territory; False if it is there already.

    Refuses a database that holds real people.
    """
    if is_demo():
        return False
    if Person.objects.filter(demo=False).exists():
        raise Refusal("not_a_demo", "In dieser Datenbank gibt es echte Personen.")
    system = create_person(
        username="demo",
        name="Demowelt",
        kind=PersonKind.SYSTEM,
        password=None,
        demo=True,
        by=None,
        at=at,
    )
    units = {u.key: u for u in Unit.objects.select_related("region", "parent")}
    some_guides(system, at)
    _people(units, system, at)
    _telephony(units, system, at)
    plan_everybody(list(Person.objects.filter(dienstposten__role=Role.TSB, demo=True).distinct()), at)
    some_calls(units["sc-nord"], Pbx.objects.get(person__username="pbx"), at)
    some_anliegen(units["sc-nord"], Person.objects.get(username="tsb1"), at)
    _calendars(units, system, at)
    otv_in_kiel(units["131"], system, at)
    some_orders(units, units[KIEL], Person.objects.get(username="os2"), system, at)
    some_weeks(list(units.values()), {LIVE_REGION}, at)
    some_rollout(system, at)
    return True


def _people(units: dict[str, Unit], system: Person, at: datetime) -> None:
    # A hash is slow on purpose, and the interpreter free meanwhile: all cores make them.
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        hashes = dict(zip(PEOPLE, cores.map(make_password, map(secret_for, PEOPLE)), strict=True))
    for username, (name, role, unit, qualified) in PEOPLE.items():
        person = create_person(
            username=username,
            name=name,
            kind=PersonKind.STAFF,
            password=None,
            demo=True,
            by=system,
            at=at,
        )
        person.password = hashes[username]
        person.save(update_fields=["password"])
        appoint(person=person, unit=units[unit], role=role, valid_from=SINCE, by=system, at=at)
        if qualified:
            qualify(person=person, completed_on=SINCE, by=system, at=at)
    _on_the_way(system, at)


def _on_the_way(system: Person, at: datetime) -> None:
    """Two on their way to SOC-L: one named, one registered with the Berechtigungen asked for; and who is named."""
    for username in ("tsb7", "tsb8"):
        training = name_for_soc_l(person=Person.objects.get(username=username), by=system, at=at)
    today = berlin_day(at)
    next_week = today + timedelta(days=8 - today.isoweekday())  # a Monday
    register_training(training=training, on=next_week, by=system, at=at)
    request_clearance(person=training.person, valid_from=next_week, by=system, at=at)
    koord = Person.objects.get(username="koord1")
    name_coordinator(
        unit=koord.dienstposten.get().unit,
        person=koord,
        kind=CoordinatorKind.KOORDINATOR,
        programme=ProgrammeCode.SOC_L,
        valid_from=SINCE,
        by=system,
        at=at,
    )


def _telephony(units: dict[str, Unit], system: Person, at: datetime) -> None:
    """Rufkreise of every Service Center (none live yet), entry numbers, and the machine clients."""
    regions = [u for u in units.values() if u.kind == UnitKind.SC_REGION]
    for unit in units.values():
        if unit.kind == UnitKind.SC:
            set_up_rufkreise(service_center=unit, live_from=None, by=system, at=at)
            set_up_hotline(unit=unit, hotline=Hotline.FIT, by=system, at=at)
        elif unit.kind == UnitKind.OS:
            set_up_hotline(unit=unit, hotline=Hotline.OS, by=system, at=at)
        elif unit.kind == UnitKind.AGENTUR:
            set_up_entry_number(
                number=DRAMA_BLOCK + unit.key, kind=EntryNumberKind.SAMMEL, agentur=unit, demo=True
            )
    set_up_entry_number(number=SERVICE_NUMBER, kind=EntryNumberKind.SERVICE, agentur=None, demo=True)
    for username, (name, role) in CLIENTS.items():
        client = create_person(
            username=username,
            name=name,
            kind=PersonKind.MACHINE,
            password=None,
            demo=True,
            by=system,
            at=at,
        )
        appoint(person=client, unit=units[LIVE_REGION], role=role, valid_from=SINCE, by=system, at=at)
        _application(client)
        if role is Role.PBX:
            set_up_pbx(
                person=client,
                own_region=units[LIVE_REGION],
                regions=regions,
                secret=secret_for(f"{username} secret"),
            )


def _application(client: Person) -> Application:
    application: Application = Application.objects.create(
        name=client.username,
        user=client,
        client_id=f"demo-{client.username}",
        client_secret=secret_for(f"{client.username} client"),
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )
    return application


def _calendars(units: dict[str, Unit], system: Person, at: datetime) -> None:
    """Three Serviceplätze for Kiel, two for every other team, open Monday to Friday for all kinds and channels."""
    ensure_terminarten()
    for unit in units.values():
        if unit.kind == UnitKind.ALG_PLUS_TEAM:
            set_up_kalender(
                unit=unit,
                places=3 if unit.key == KIEL else 2,
                hours=HOURS,
                weekdays=[1, 2, 3, 4, 5],
                channels=[c.value for c in Channel],
                valid_from=SINCE,
                by=system,
                at=at,
            )
    Kalender.objects.exclude(unit=units[KIEL]).update(helps_sisters=True)
    some_bookings(units[KIEL], system, at)
    some_mailboxes(units[KIEL], system, at)
    some_past_rueckrufe(units[KIEL], system, Person.objects.get(username="os1"), at)
    somebody_at_work(units[KIEL], system, at)


def token_for(person: Person, at: datetime) -> str:
    """A fresh Bearer token, valid for a day."""
    token = secrets.token_urlsafe(32)
    application = Application.objects.filter(user=person).first()
    AccessToken.objects.create(
        user=person if application is None else None,
        application=application,
        token=token,
        expires=at + TOKEN_FOR,
        scope="api",
    )
    return token
