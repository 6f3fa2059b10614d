"""Which bookings somebody has to be reminded of now, and has not been yet."""

from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from atv.kalender.models import Booking
from atv.kalender.rules.lifecycle import State
from atv.kalender.rules.notices import MOBILE, reminder_at
from socl.post.models import Outbox

# From five in the afternoon of the day before to the last minute of the day, on the day the clocks go back.
LONGEST_AHEAD = timedelta(hours=32)
LONGEST_STAFF = timedelta(minutes=60)  # the database lets no team have more


def reminders_due(at: datetime) -> list[int]:
    """Ids of bookings whose customers are to be reminded at ``at``, soonest first. Rule ATV-61."""
    reachable = ~Q(email="")
    for prefix in MOBILE:
        reachable |= Q(rueckruf_number__startswith=prefix)
    ahead = _booked(at, at + LONGEST_AHEAD).filter(reachable).filter(~_asked("reminder"))
    rows = ahead.values_list("pk", "starts_at", "created_at")
    return [pk for pk, starts, made in rows if (due := reminder_at(starts, made)) is not None and due <= at]


def staff_due(at: datetime) -> list[int]:
    """Ids of bookings that begin within the team's minutes (10), where the team has a mailbox. Rule ATV-65."""
    soon = (
        _booked(at, at + LONGEST_STAFF)
        .filter(kalender__notices__isnull=False)
        .exclude(kalender__notices__team_mailbox="")
        .filter(~_asked("staff"))
    )
    rows = soon.values_list("pk", "starts_at", "kalender__notices__staff_minutes")
    return [pk for pk, starts, minutes in rows if starts <= at + timedelta(minutes=minutes)]


def _booked(after: datetime, until: datetime) -> QuerySet[Booking]:
    rows = Booking.objects.filter(
        state=State.BOOKED, starts_at__gt=after, starts_at__lte=until, terminart__kalender=None
    )
    return rows.order_by("starts_at", "pk")


def _asked(what: str) -> Exists:
    """There is a message already: the same purpose as ``actions.notices`` writes."""
    purpose = Concat(
        Value("booking:"),
        Cast(OuterRef("pk"), CharField()),
        Value(f":{what}:"),
        Cast(OuterRef("version"), CharField()),
        output_field=CharField(),
    )
    return Exists(Outbox.objects.filter(purpose=purpose))
