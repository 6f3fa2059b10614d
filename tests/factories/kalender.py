"""Calendars through the verb that sets them up, bookings through the verb that books them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from factory.declarations import LazyAttribute, LazyFunction
from factory.django import DjangoModelFactory

from atv.kalender.actions.booking import Contact, book_rueckruf
from atv.kalender.actions.supply import ensure_terminarten, set_up_kalender
from atv.kalender.models import Ausfallzeit, Besetzung, Booking, Channel, Kalender, Terminart
from atv.kalender.queries import free
from atv.kalender.rules.attempts import Ending
from atv.kalender.rules.lifecycle import State
from socl.lib.references import new_reference
from socl.lib.workdays import berlin_moment
from socl.orga.models import Person, PersonKind, Unit
from tests.factories.orga import SINCE, PersonFactory, nord

# A Tuesday morning; the Monday to Friday after it have no holiday in Schleswig-Holstein.
AT = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
MORNING = (time(8), time(12))
AFTERNOON = (time(13), time(15))


def berlin(day: str | date, clock: str | time) -> datetime:
    """The UTC moment at which Berlin clocks show ``clock`` on ``day``."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return berlin_moment(on, time.fromisoformat(clock) if isinstance(clock, str) else clock)


def system() -> Person:
    """The person who sets things up."""
    return PersonFactory.create(username="aufbau", kind=PersonKind.SYSTEM)


def kalender(
    unit: Unit | None = None,
    *,
    places: int = 3,
    hours: Sequence[tuple[time, time]] = (MORNING, AFTERNOON),
    weekdays: Sequence[int] = (1, 2, 3, 4, 5),
    channels: Sequence[str] = tuple(Channel.values),
    valid_from: date = SINCE,
    **rules: Any,
) -> Kalender:
    """A calendar of ``unit`` (Kiel's team) with ``places`` Serviceplätze, set up by the real verb.

    ``rules`` are columns of the calendar: raster_minutes, lead_days, horizon_days.
    """
    ensure_terminarten()
    made = set_up_kalender(
        unit=unit or nord().team,
        places=places,
        hours=hours,
        weekdays=weekdays,
        channels=channels,
        valid_from=valid_from,
        by=system(),
        at=AT,
    )
    if rules:
        Kalender.objects.filter(pk=made.pk).update(**rules)
        made.refresh_from_db()
    return made


def terminart(code: str = "sonstiges") -> Terminart:
    """``sonstiges`` (20 minutes) or ``leistungsberatung`` (30 minutes)."""
    ensure_terminarten()
    return free.terminart(code)


def contact(**given: str) -> Contact:
    """Whom to call back: a number that the Bundesnetzagentur keeps free for films."""
    values: dict[str, Any] = {
        "name": "Mara Beispiel",
        "rueckruf_number": "+493023125900",
        "briefing": "Zahlung für Oktober nicht eingegangen.",
        **given,
    }
    return Contact(**values)


def booked(
    kalender: Kalender,
    starts_at: datetime,
    code: str = "sonstiges",
    *,
    by: Person | None = None,
    at: datetime = AT,
    channel: str = Channel.SC,
    **given: str,
) -> Booking:
    """A Rückruf booked by the real verb."""
    return book_rueckruf(
        kalender_id=kalender.pk,
        kind=terminart(code),
        starts_at=starts_at,
        contact=contact(**given),
        channel=channel,
        by=by or system(),
        at=at,
    )


class BookingFactory(DjangoModelFactory[Booking]):
    """A booking past all verbs, for what no verb would write. ``kalender`` and ``starts_at`` must be given."""

    class Meta:
        model = Booking

    serviceplatz = LazyAttribute(lambda b: b.kalender.serviceplaetze.order_by("number").first())
    terminart = LazyFunction(terminart)
    state = State.BOOKED
    ends_at = LazyAttribute(lambda b: b.starts_at + free.MINUTE * b.terminart.minutes)
    channel = Channel.SC
    reference = LazyAttribute(lambda b: None if b.state == State.HELD else new_reference())
    rueckruf_number = LazyAttribute(lambda b: "" if b.state == State.HELD else "+493023125900")
    expires_at = None
    ending = LazyAttribute(lambda b: Ending.LETTER if b.state == State.NOT_REACHED else "")
    created_by = LazyFunction(system)
    created_at = AT


class AusfallzeitFactory(DjangoModelFactory[Ausfallzeit]):
    """Everything closed from 9 to 10 on the day after AT; ``kalender`` must be given."""

    class Meta:
        model = Ausfallzeit

    serviceplatz = None
    starts_at = LazyFunction(lambda: berlin("2026-11-18", "09:00"))
    ends_at = LazyFunction(lambda: berlin("2026-11-18", "10:00"))
    reason = "Teambesprechung"


class BesetzungFactory(DjangoModelFactory[Besetzung]):
    """Somebody at ``serviceplatz`` on the day after AT."""

    class Meta:
        model = Besetzung

    day = date(2026, 11, 18)
