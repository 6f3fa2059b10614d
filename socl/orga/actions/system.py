"""Accounts of no human: whoever acts without a login of their own."""

from datetime import datetime

from django.db import transaction

from socl.journal.record import record
from socl.orga.models import Person, PersonKind


@transaction.atomic
def ensure_system_person(*, username: str, name: str, at: datetime) -> Person:
    """The account of that name, made when it is first needed; nobody can log in with it."""
    person, made = Person.objects.get_or_create(
        username=username, defaults={"name": name, "kind": PersonKind.SYSTEM, "password": "!"}
    )
    if made:
        record("create_person", person, by=None, at=at)
    return person
