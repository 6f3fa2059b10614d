"""Purging what is left of logins, and of people who do not work here any more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django_otp import devices_for_user
from oauth2_provider.models import AccessToken

from socl.core.purging import Duty
from socl.lib.workdays import berlin_day
from socl.orga.models import Clearance, Coordinator, Dienstposten, Person, PersonKind, Training
from socl.orga.rules import retention

FORMER_NAME = "Ehemalige Beschäftigte, ehemaliger Beschäftigter"


def _tokens(before: datetime) -> QuerySet[Any]:
    found: QuerySet[Any] = AccessToken.objects.filter(expires__lt=before)
    return found


@transaction.atomic
def purge_tokens(ids: Sequence[int], *, at: datetime) -> int:
    """Delete expired tokens. Rule DS-3."""
    return int(AccessToken.objects.filter(pk__in=ids).delete()[0])


def _sessions(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before)


@transaction.atomic
def purge_sessions(ids: Sequence[str], *, at: datetime) -> int:
    """Delete expired sessions. Rule DS-3."""
    return Session.objects.filter(pk__in=ids).delete()[0]


def _former(before: datetime) -> QuerySet[Person]:
    """Staff whose last Dienstposten has ended by then."""
    offices = Dienstposten.objects.filter(person=OuterRef("pk"))
    later = offices.filter(Q(valid_until=None) | Q(valid_until__gt=berlin_day(before)))
    return Person.objects.filter(Exists(offices), ~Exists(later), kind=PersonKind.STAFF)


@transaction.atomic
def purge_former(ids: Sequence[int], *, at: datetime) -> int:
    """Forget who they were: name, login, offices, training, Berechtigungen, second factor. Rule DS-3.

    The row stays, for much that was done here points at it.
    """
    people = list(Person.objects.select_for_update(no_key=True).filter(pk__in=ids))
    for person in people:
        person.username, person.name, person.is_active = f"ehemals-{person.pk}", FORMER_NAME, False
        person.set_unusable_password()
        person.save()
        for device in devices_for_user(person, confirmed=None):
            device.delete()
    for rows in (Coordinator.objects, Clearance.objects, Training.objects, Dienstposten.objects):
        rows.filter(person__in=people).delete()
    return len(people)


DUTIES = (
    Duty(retention.TOKENS, _tokens, purge_tokens),
    Duty(retention.SESSIONS, _sessions, purge_sessions),
    Duty(retention.FORMER, _former, purge_former),
)
