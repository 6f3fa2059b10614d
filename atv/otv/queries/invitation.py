"""The .ics of a Termin (RFC 5545): time and place, no word about what it is for."""

from datetime import datetime

from atv.kalender.queries.invitation import Appointment, file_of
from atv.otv.models import OtvTermin
from atv.otv.queries.termine import ends_at, facts_of
from atv.otv.rules.letters import where
from socl.post.rules.content import Attachment


def invitation(termin: OtvTermin, link: str, at: datetime, *, cancelled: bool = False) -> Attachment:
    """``termin.ics``, with the link to change and cancel."""
    facts = facts_of(termin, link)
    text = f"Buchungsnummer: {facts.reference}\nÄndern und absagen: {link}"
    summary = "Termin bei der Agentur für Arbeit"
    about = Appointment("Termin", ends_at(termin), summary, text, where(facts))
    return file_of(termin.booking, about, at, cancelled=cancelled)
