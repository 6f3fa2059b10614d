"""The .ics that goes with a mail to the customer (RFC 5545): one appointment, no word about what it is for."""

from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event

from atv.kalender.models import Booking
from socl.post.rules.content import Attachment


@dataclass(frozen=True)
class Appointment:
    """What a calendar program may know. ``kind`` names file and product, in ASCII."""

    kind: str
    ends_at: datetime
    summary: str
    description: str
    location: str = ""


def file_of(booking: Booking, about: Appointment, at: datetime, *, cancelled: bool) -> Attachment:
    """One event: the UID stays, SEQUENCE counts the changes, so that calendars replace what they have."""
    event = Event()
    event.add("uid", f"{about.kind.lower()}-{booking.reference}@socl")
    event.add("sequence", booking.version - 1)
    event.add("dtstamp", at)
    event.add("dtstart", booking.starts_at)
    event.add("dtend", about.ends_at)
    event.add("summary", about.summary)
    if about.location:
        event.add("location", about.location)
    event.add("description", about.description)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", f"-//SOC-L//{about.kind}//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    return Attachment(f"{about.kind.lower()}.ics", "text/calendar", calendar.to_ical().decode())


def invitation(booking: Booking, at: datetime, *, cancelled: bool = False) -> Attachment:
    """``rueckruf.ics``."""
    text = f"Wir rufen Sie an. Buchungsnummer: {booking.reference}"
    about = Appointment("Rueckruf", booking.ends_at, "Rückruf der Agentur für Arbeit", text)
    return file_of(booking, about, at, cancelled=cancelled)
