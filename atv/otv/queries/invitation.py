"""The .ics of a Termin (RFC 5545): time and place, no word about what it is for."""

from datetime import datetime

from icalendar import Calendar, Event

from atv.otv.models import OtvTermin
from atv.otv.queries.termine import ends_at, facts_of
from atv.otv.rules.letters import where
from socl.post.rules.content import Attachment


def invitation(termin: OtvTermin, link: str, at: datetime, *, cancelled: bool = False) -> Attachment:
    """``termin.ics``: the UID stays, SEQUENCE counts the changes, so that calendars replace what they have."""
    facts, event = facts_of(termin, link), Event()
    event.add("uid", f"termin-{facts.reference}@socl")
    event.add("sequence", termin.booking.version - 1)
    event.add("dtstamp", at)
    event.add("dtstart", facts.starts_at)
    event.add("dtend", ends_at(termin))
    event.add("summary", "Termin bei der Agentur für Arbeit")
    event.add("location", where(facts))
    event.add("description", f"Buchungsnummer: {facts.reference}\nÄndern und absagen: {link}")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//SOC-L//Termin//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    return Attachment("termin.ics", "text/calendar", calendar.to_ical().decode())
