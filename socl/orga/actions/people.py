"""Appointing people: an account, a Dienstposten, the training and the Berechtigung."""

from datetime import date, datetime

from django.db import transaction

from socl.journal.record import record
from socl.orga.models import (
    Clearance,
    ClearanceState,
    Dienstposten,
    Person,
    PersonKind,
    Training,
    TrainingState,
    Unit,
)
from socl.orga.rules.roles import Role


@transaction.atomic
def create_person(
    *,
    username: str,
    name: str,
    kind: PersonKind,
    password: str | None,
    demo: bool,
    by: Person | None,
    at: datetime,
) -> Person:
    """An account; without a password (machines) it cannot log in at the browser."""
    person = Person(username=username, name=name, kind=kind, demo=demo)
    person.set_password(password)
    person.save()
    record("create_person", person, by=by, at=at)
    return person


@transaction.atomic
def appoint(
    *, person: Person, unit: Unit, role: Role, valid_from: date, by: Person, at: datetime
) -> Dienstposten:
    """Give a Dienstposten (202302002, 2.1: "individuell übertragene Dienstposten"); the first one is the main one."""
    main = not person.dienstposten.filter(main=True).exists()
    held = Dienstposten.objects.create(person=person, unit=unit, role=role, main=main, valid_from=valid_from)
    record("appoint", held, by=by, at=at, person=person.pk, role=role)
    return held


@transaction.atomic
def qualify(*, person: Person, completed_on: date, by: Person, at: datetime) -> None:
    """Record the one-day training and grant the additional Berechtigungen from that day on. Rule SOCL 2.1/3."""
    training = Training.objects.create(
        person=person, state=TrainingState.ABGESCHLOSSEN, completed_on=completed_on
    )
    clearance = Clearance.objects.create(person=person, state=ClearanceState.ERTEILT, valid_from=completed_on)
    record("complete_training", training, by=by, at=at, person=person.pk)
    record("grant_clearance", clearance, by=by, at=at, person=person.pk)
