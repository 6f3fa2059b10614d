"""Units and people: a small region Nord with Kiel, and one West, under the keys of the real territory."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from factory.declarations import LazyAttribute, LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory, Password
from oauth2_provider.models import AccessToken, Application

from socl.orga.models import (
    Clearance,
    ClearanceState,
    Coordinator,
    CoordinatorKind,
    Dienstposten,
    Person,
    PersonKind,
    PlzArea,
    ProgrammeCode,
    Responsibility,
    Training,
    TrainingState,
    Unit,
    UnitKind,
)
from socl.orga.rules.roles import Role

SINCE = date(2023, 3, 20)  # first day of the first wave


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit
        django_get_or_create = ("key",)

    key = Sequence(lambda n: f"einheit-{n}")
    kind = UnitKind.ALG_PLUS_TEAM
    name = LazyAttribute(lambda unit: f"{UnitKind(unit.kind).label} {unit.key}")
    land = "SH"
    demo = True
    valid_from = SINCE


class PlzAreaFactory(DjangoModelFactory[PlzArea]):
    class Meta:
        model = PlzArea
        django_get_or_create = ("plz", "agentur")

    plz = "24103"
    orte = LazyFunction(lambda: ["Kiel"])
    valid_from = SINCE


class ResponsibilityFactory(DjangoModelFactory[Responsibility]):
    class Meta:
        model = Responsibility
        django_get_or_create = ("agentur",)

    valid_from = SINCE


@dataclass(frozen=True)
class Region:
    """One SC-Region with one unit of each kind below it."""

    region: Unit
    sc: Unit
    rd: Unit
    agentur: Unit
    eingangszone: Unit
    os: Unit
    team: Unit


@dataclass(frozen=True)
class Place:
    """The names that make one small region."""

    short: str
    rd: str
    agentur: str
    city: str
    os: str
    land: str
    plz: str


KIEL = Place("nord", "rd-nord", "131", "Kiel", "os-123", "SH", "24103")
HAGEN = Place("west", "rd-nordrhein-westfalen", "347", "Hagen", "os-343", "NW", "58095")


def region_at(place: Place) -> Region:
    """The small region around ``place``; the same rows if it is there already."""
    keys = [f"sc-region-{place.short}", f"sc-{place.short}", place.rd, place.agentur]
    keys += [f"ez-{place.agentur}", place.os, f"alg-{place.agentur}"]
    known = {unit.key: unit for unit in Unit.objects.filter(key__in=keys)}
    if len(known) == len(keys):
        return Region(*(known[key] for key in keys))

    def unit(key: str, kind: UnitKind, name: str, **given: Any) -> Unit:
        found = known.get(key) or UnitFactory.build(
            key=key, kind=kind, name=name, **{"land": place.land, **given}
        )
        if not found.pk:
            found.save()
        return found

    top = unit(
        f"sc-region-{place.short}",
        UnitKind.SC_REGION,
        f"SC-Region {place.short.title()}",
        land="",
        demo=False,
    )
    below: dict[str, Any] = {"region": top}
    sc = unit(
        f"sc-{place.short}",
        UnitKind.SC,
        f"Service Center {place.short.title()}",
        parent=top,
        land="",
        **below,
    )
    rd = unit(place.rd, UnitKind.RD, place.rd, parent=top, land="", demo=False, **below)
    agentur = unit(
        place.agentur,
        UnitKind.AGENTUR,
        f"Agentur für Arbeit {place.city}",
        parent=rd,
        demo=False,
        **below,
    )
    zone_key = f"ez-{place.agentur}"
    zone = unit(zone_key, UnitKind.EINGANGSZONE, f"Eingangszone {place.city}", parent=agentur, **below)
    os = unit(place.os, UnitKind.OS, f"Operativer Service für {place.city}", parent=rd, **below)
    team = unit(
        f"alg-{place.agentur}", UnitKind.ALG_PLUS_TEAM, f"Alg Plus-Team {place.city}", parent=os, **below
    )
    PlzAreaFactory(plz=place.plz, agentur=agentur, orte=[place.city])
    ResponsibilityFactory(agentur=agentur, team=team)
    return Region(top, sc, rd, agentur, zone, os, team)


def nord() -> Region:
    """Region Nord: Agentur 131 Kiel, PLZ 24103, Alg Plus-Team ``alg-131``."""
    return region_at(KIEL)


def west() -> Region:
    """Region West: Agentur 347 Hagen, PLZ 58095, Alg Plus-Team ``alg-347``."""
    return region_at(HAGEN)


def home(role: Role, region: Region) -> Unit:
    """The unit of ``region`` at which ``role`` works."""
    units = {
        Role.TSB: region.sc,
        Role.FIT: region.sc,
        Role.SC_LEAD: region.sc,
        Role.KOORDINATOR: region.sc,
        Role.OS_STAFF: region.team,
        Role.OS_LEAD: region.team,
        Role.SCHUTZ: region.team,
        Role.EZ_STAFF: region.eingangszone,
        Role.EZ_LEAD: region.eingangszone,
        Role.OTK_ADMIN: region.agentur,
        Role.AGENTUR_LEAD: region.agentur,
        Role.RD: region.rd,
        Role.REVISION: region.rd,
        Role.BETRIEB: region.rd,
    }
    return units.get(role, region.region)


class PersonFactory(DjangoModelFactory[Person]):
    """An account without a password; ``password="..."`` sets one."""

    class Meta:
        model = Person
        django_get_or_create = ("username",)
        skip_postgeneration_save = True

    username = Sequence(lambda n: f"person{n}")
    name = LazyAttribute(lambda person: f"Frau {person.username.title()}")
    kind = PersonKind.STAFF
    password = Password(None)
    demo = True


class DienstpostenFactory(DjangoModelFactory[Dienstposten]):
    class Meta:
        model = Dienstposten

    person = SubFactory(PersonFactory)
    unit = SubFactory(UnitFactory)
    role = Role.OS_STAFF
    main = True
    valid_from = SINCE


class TrainingFactory(DjangoModelFactory[Training]):
    class Meta:
        model = Training

    person = SubFactory(PersonFactory)
    state = TrainingState.ABGESCHLOSSEN
    planned_on = LazyAttribute(lambda training: SINCE if training.state == TrainingState.ANGEMELDET else None)
    completed_on = SINCE


class ClearanceFactory(DjangoModelFactory[Clearance]):
    class Meta:
        model = Clearance

    person = SubFactory(PersonFactory)
    state = ClearanceState.ERTEILT
    valid_from = SINCE


class CoordinatorFactory(DjangoModelFactory[Coordinator]):
    class Meta:
        model = Coordinator

    unit = SubFactory(UnitFactory)
    person = SubFactory(PersonFactory)
    kind = CoordinatorKind.KOORDINATOR
    programme = ProgrammeCode.SOC_L
    valid_from = SINCE


def person(role: Role, unit: Unit, *, qualified: bool = False, **given: Any) -> Person:
    """A person who holds ``role`` at ``unit``; ``qualified``: with training and Berechtigungen."""
    found = PersonFactory.create(**given)
    DienstpostenFactory(person=found, unit=unit, role=role)
    if qualified:
        TrainingFactory(person=found)
        ClearanceFactory(person=found)
    return found


def tsb(region: Region | None = None, **given: Any) -> Person:
    """A TSB of the region's Service Center, qualified unless told otherwise."""
    return person(Role.TSB, (region or nord()).sc, **{"qualified": True, **given})


def portal(region: Region | None = None, **given: Any) -> Person:
    """The online portal: a machine client that may book everywhere."""
    return person(Role.PORTAL, (region or nord()).region, kind=PersonKind.MACHINE, **given)


def bearer(who: Person, expires: datetime = datetime(2099, 1, 1, tzinfo=UTC)) -> str:
    """The value of an Authorization header for ``who``: a machine's through its application, else a person's own."""
    token = secrets.token_urlsafe(32)
    application = None
    if who.kind == PersonKind.MACHINE:
        application, _ = Application.objects.get_or_create(
            user=who,
            defaults={
                "name": who.username,
                "client_id": f"test-{who.username}",
                "client_type": Application.CLIENT_CONFIDENTIAL,
                "authorization_grant_type": Application.GRANT_CLIENT_CREDENTIALS,
            },
        )
    AccessToken.objects.create(
        user=None if application else who, application=application, token=token, expires=expires, scope="api"
    )
    return f"Bearer {token}"
