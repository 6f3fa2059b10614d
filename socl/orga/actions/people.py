"""Accounts and offices: who works here, at which unit, from when until when."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import get_random_string

from socl.core.db import insert_unless_taken
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Dienstposten, Person, PersonKind, Unit
from socl.orga.rules.offices import WORKS_AT
from socl.orga.rules.roles import LABELS, Role

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else on paper


def locked(person: Person) -> Person:
    """The person's row, held until the end of the transaction: whoever changes a person waits for it."""
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


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
    """An account; without a password (machines) it cannot log in at the browser. 409 ``username_taken``."""
    person = Person(username=username, name=name, kind=kind, demo=demo)
    person.set_password(password)
    if insert_unless_taken(person) is None:
        raise Refusal("username_taken", "Diesen Benutzernamen gibt es schon.")
    record("create_person", person, by=by, at=at)
    return person


@transaction.atomic
def give_first_password(*, person: Person, by: Person, at: datetime) -> str:
    """A password that is said once and must be changed at the next login; sessions that are open end with it."""
    password = "-".join(get_random_string(4, READABLE) for _ in range(4))
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    record("give_first_password", person, by=by, at=at)
    return password


@transaction.atomic
def change_password(*, person: Person, password: str, at: datetime) -> None:
    """The person's own new password, checked by the form before."""
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    record("change_password", person, by=person, at=at)


@transaction.atomic
def set_active(*, person: Person, active: bool, by: Person, at: datetime) -> None:
    """Lock an account or open it again; a locked one is signed in nowhere from its next request on."""
    if person == by:
        raise Refusal("not_yourself", "Das eigene Konto sperrt jemand anderes.", rule="ORGA-3")
    if Person.objects.filter(pk=person.pk, is_active=not active).update(is_active=active):
        record("unlock_person" if active else "lock_person", person, by=by, at=at)


@transaction.atomic
def appoint(
    *,
    person: Person,
    unit: Unit,
    role: Role,
    valid_from: date,
    by: Person,
    at: datetime,
    valid_until: date | None = None,
) -> Dienstposten:
    """Give a Dienstposten for [valid_from, valid_until) (202302002, 2.1: "individuell übertragene Dienstposten").

    The first one at a time is the main one. Refusals: ``not_yourself``; 422 ``wrong_unit`` and ``wrong_days``;
    ``already_held``. Rule ORGA-3.
    """
    if person == by:
        raise Refusal("not_yourself", "Niemand gibt sich selbst einen Dienstposten.", rule="ORGA-3")
    if unit.kind not in WORKS_AT[role]:
        text = f"{LABELS[role]} gibt es bei dieser Einheit nicht."
        raise Refusal("wrong_unit", text, rule="ORGA-3", status=422)
    if valid_until is not None and valid_until <= valid_from:
        raise Refusal("wrong_days", "Das Ende muss nach dem Beginn liegen.", status=422)
    locked(person)
    held = Dienstposten(
        person=person, unit=unit, role=role, main=True, valid_from=valid_from, valid_until=valid_until
    )
    held.main = not _overlapping(held).filter(main=True).exists()
    if insert_unless_taken(held) is None:
        raise Refusal("already_held", "Diesen Dienstposten hat die Person in dieser Zeit schon.")
    record("appoint", held, by=by, at=at, person=person.pk, role=role)
    return held


def _overlapping(held: Dienstposten) -> QuerySet[Dienstposten]:
    """The person's offices whose days overlap those of ``held``."""
    found = held.person.dienstposten.filter(Q(valid_until=None) | Q(valid_until__gt=held.valid_from))
    return found.filter(valid_from__lt=held.valid_until) if held.valid_until else found


@transaction.atomic
def end_dienstposten(*, dienstposten: Dienstposten, on: date, by: Person, at: datetime) -> None:
    """``on`` is the first day without it. One that would not have begun by then is taken back altogether.

    Refusals: ``not_yourself``; ``already_ended`` if it ends before.
    """
    if dienstposten.person_id == by.pk:
        raise Refusal("not_yourself", "Niemand ändert den eigenen Dienstposten.", rule="ORGA-3")
    locked(dienstposten.person)
    rows = Dienstposten.objects.filter(Q(valid_until=None) | Q(valid_until__gt=on), pk=dienstposten.pk)
    facts: dict[str, Any] = {
        "person": dienstposten.person_id,
        "role": dienstposten.role,
        "day": on.isoformat(),
    }
    if rows.filter(valid_from__lt=on).update(valid_until=on):
        record("end_dienstposten", dienstposten, by=by, at=at, **facts)
    elif rows.exists():
        record("take_back_dienstposten", dienstposten, by=by, at=at, **facts)
        rows.delete()
    else:
        raise Refusal("already_ended", "Dieser Dienstposten endet schon früher.")


@transaction.atomic
def transfer(
    *, dienstposten: Dienstposten, unit: Unit, role: Role, on: date, by: Person, at: datetime
) -> Dienstposten:
    """Move somebody to another Dienstposten: the old one ends where the new one begins, in one step."""
    until = dienstposten.valid_until
    end_dienstposten(dienstposten=dienstposten, on=on, by=by, at=at)
    return appoint(
        person=dienstposten.person, unit=unit, role=role, valid_from=on, valid_until=until, by=by, at=at
    )
