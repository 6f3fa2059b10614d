"""Contact and free text of a Rückruf: 90 days after its time, if booked online 30 (proposals); readings: a year."""

from socl.lib.retention import Retention

CONTACT = Retention(
    "kalender.contact", "Rückrufe: Name, Nummer, Notizen (über SC und Eingangszone gebucht)", 90
)
ONLINE = Retention("kalender.online", "Rückrufe: Name, Nummer, Notizen (online gebucht)", 30)
# The watch compares with the day before, the page shows four weeks; nobody is in them.
READINGS = Retention("kalender.readings", "Kapazität der Teams, tageweise", 365)
BESETZUNG = Retention("kalender.besetzung", "Wer an welchem Serviceplatz saß", 90)

# Everything that speaks of the customer or was typed by somebody: columns of a booking.
PERSONAL = (
    "name",
    "rueckruf_number",
    "email",
    "kundennummer",
    "language",
    "communication_aid",
    "briefing",
    "closing_note",
)
