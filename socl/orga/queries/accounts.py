"""What a login needs to know about an account."""

from datetime import date, datetime

from axes.models import AccessAttempt
from django.db.models import Sum
from django_otp import user_has_device

from socl.orga.models import Dienstposten, Person, PersonKind
from socl.orga.rules.roles import Role


def has_second_factor(person: Person) -> bool:
    """True if the account has a confirmed code generator."""
    return bool(user_has_device(person))


def is_held(role: Role, day: date) -> bool:
    """True if anybody who can log in holds ``role`` somewhere on ``day``."""
    held = Dienstposten.objects.valid_on(day).filter(role=role, person__is_active=True)
    return bool(held.filter(person__kind=PersonKind.STAFF).exists())


def wrong_passwords(username: str, since: datetime) -> int:
    """How often a wrong password was tried for this account since then, at whatever device."""
    tries = AccessAttempt.objects.filter(username=username, attempt_time__gte=since)
    return tries.aggregate(n=Sum("failures_since_start"))["n"] or 0
