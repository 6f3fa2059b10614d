"""Purging messages that have ended."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from socl.core.purging import Duty
from socl.post.models import Outbox, OutboxQuerySet
from socl.post.rules import retention
from socl.post.rules.lifecycle import ENDED


def _messages(before: datetime) -> OutboxQuerySet:
    return Outbox.objects.filter(state__in=ENDED, ended_at__lt=before)


@transaction.atomic
def purge_messages(ids: Sequence[int], *, at: datetime) -> int:
    """Delete them whole: that they were sent stands in the journal. Rule DS-3."""
    return Outbox.objects.filter(pk__in=ids, state__in=ENDED).delete()[0]


DUTIES = (Duty(retention.MESSAGES, _messages, purge_messages),)
