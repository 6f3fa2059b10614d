"""Which Termine fall back to others now, and of which citizens have to be reminded."""

from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from atv.kalender.queries.due import LONGEST_AHEAD
from atv.kalender.rules.notices import reminder_at
from atv.otv.models import OtvTermin
from socl.post.models import Outbox


def unconfirmed(at: datetime) -> list[int]:
    """Ids of Termine whose e-mail was not confirmed in time, oldest first. Rule OTVT-5."""
    return list(
        OtvTermin.objects.unconfirmed(at).order_by("confirm_until", "pk").values_list("pk", flat=True)
    )


def untold(at: datetime) -> list[int]:
    """Ids of Termine that the team has moved and whose citizens do not know yet. Rule ATV-18."""
    return list(
        OtvTermin.objects.untold(at).order_by("booking__starts_at", "pk").values_list("pk", flat=True)
    )


def reminders(at: datetime) -> list[int]:
    """Ids of confirmed Termine of which to remind: the day before at five. Rule ATV-61."""
    purpose = Concat(
        Value("otv:"),
        Cast(OuterRef("pk"), CharField()),
        Value(":reminder:"),
        Cast(OuterRef("booking__version"), CharField()),
        output_field=CharField(),
    )
    ahead = OtvTermin.objects.live().filter(
        ~Exists(Outbox.objects.filter(purpose=purpose)),
        confirmed_at__isnull=False,
        booking__starts_at__gt=at,
        booking__starts_at__lte=at + LONGEST_AHEAD,
    )
    rows = ahead.order_by("booking__starts_at").values_list("pk", "booking__starts_at", "booking__created_at")
    return [pk for pk, starts, made in rows if (due := reminder_at(starts, made)) is not None and due <= at]
