"""Rückrufe as iCalendar (RFC 5545), without a person's name or number: what a calendar program may know."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from atv.kalender.models import Booking
from atv.kalender.rules.lifecycle import State

REFRESH = timedelta(minutes=15)


def uid_of(booking: Booking, base_url: str) -> str:
    """The same for ever, wherever the event goes: RFC 5545, 3.8.4.7."""
    return f"rueckruf-{booking.pk}@{urlsplit(base_url).hostname}"


def event_of(booking: Booking, base_url: str, at: datetime) -> Event:
    """One Rückruf: who it is stands behind the link, for those who may read it.

    SEQUENCE grows with every change of the booking (3.8.7.4); times are UTC, so daylight saving cannot move them.
    """
    event = Event()
    event.add("uid", uid_of(booking, base_url))
    event.add("sequence", booking.version - 1)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", booking.starts_at.astimezone(UTC))
    event.add("dtend", booking.ends_at.astimezone(UTC))
    event.add("summary", f"Rückruf: {booking.terminart.label}")
    event.add("location", f"Serviceplatz {booking.serviceplatz.number}")
    event.add("url", f"{base_url}/kalender/termin/{booking.pk}/")
    event.add("status", "CANCELLED" if booking.state == State.CANCELLED else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event


def calendar_of(name: str, bookings: Iterable[Booking], base_url: str, at: datetime) -> bytes:
    """A whole calendar called ``name``; programs are asked to look again every quarter of an hour (RFC 7986, 5.7)."""
    calendar = Calendar()
    calendar.add("prodid", "-//SOC-L//Kalender//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for booking in bookings:
        calendar.add_component(event_of(booking, base_url, at))
    written: bytes = calendar.to_ical()
    return written
