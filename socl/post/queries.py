"""What people see of the Outbox: how much waits, what is dead, one message."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from socl.post.models import Outbox
from socl.post.rules.lifecycle import LABELS, WAITING, State

MOST_SHOWN = 100


@dataclass(frozen=True)
class Overview:
    """The Outbox at a glance: counts per state in the order of life, and since when the oldest due message waits."""

    counts: list[tuple[str, int]]
    oldest: datetime | None
    dead: list[Outbox]


def overview(at: datetime) -> Overview:
    """Three queries, however much there is."""
    found = dict(Outbox.objects.values_list("state").annotate(n=Count("pk")).order_by())
    oldest = Outbox.objects.filter(state__in=WAITING, due_at__lte=at).aggregate(m=Min("due_at"))["m"]
    dead = Outbox.objects.filter(state=State.DEAD).order_by("-ended_at", "-pk")
    return Overview(
        [(LABELS[state], found.get(state, 0)) for state in State], oldest, list(dead[:MOST_SHOWN])
    )


def letter(pk: int) -> Outbox | None:
    """One message by its id."""
    return Outbox.objects.filter(pk=pk).first()


def newest(most: int = 50) -> list[Outbox]:
    """The latest messages, for the demo's page."""
    return list(Outbox.objects.order_by("-created_at", "-pk")[:most])
