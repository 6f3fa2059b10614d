"""The .ics that goes with a mail to the customer (RFC 5545): one appointment, no word about what it is for."""

from datetime import datetime

from icalendar import Calendar, Event

from atv.kalender.models import Booking
from socl.post.rules.content import Attachment


def invitation(booking: Booking, at: datetime, *, cancelled: bool = False) -> Attachment:
    """``rueckruf.ics``: the UID stays, SEQUENCE counts the changes, so that calendars replace what they have."""
    event = Event()
    event.add("uid", f"rueckruf-{booking.reference}@socl")
    event.add("sequence", booking.version - 1)
    event.add("dtstamp", at)
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    event.add("summary", "Rückruf der Agentur für Arbeit")
    event.add("description", f"Wir rufen Sie an. Buchungsnummer: {booking.reference}")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//SOC-L//Rueckruf//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    return Attachment("rueckruf.ics", "text/calendar", calendar.to_ical().decode())
