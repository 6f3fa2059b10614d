"""Machine clients as those who manage them see them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Prefetch, Q
from oauth2_provider.models import Application

from socl.orga.models import Dienstposten, PersonKind


def machine_clients(day: date, at: datetime) -> Iterable[Any]:
    """Every application of a machine with its offices and the number of its live tokens, by name."""
    held = Dienstposten.objects.valid_on(day).select_related("unit")
    found: Iterable[Any] = (
        Application.objects.filter(user__kind=PersonKind.MACHINE)
        .select_related("user")
        .prefetch_related(Prefetch("user__dienstposten", held))
        .annotate(tokens=Count("accesstoken", filter=Q(accesstoken__expires__gt=at)))
        .order_by("name", "pk")
    )
    return found


def machine_client(pk: int) -> Any:
    """The application of a machine, or None."""
    return Application.objects.filter(pk=pk, user__kind=PersonKind.MACHINE).select_related("user").first()
