"""Purging what is left of logins."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from oauth2_provider.models import AccessToken

from socl.core.purging import Duty
from socl.orga.rules import retention


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


DUTIES = (Duty(retention.TOKENS, _tokens, purge_tokens), Duty(retention.SESSIONS, _sessions, purge_sessions))
