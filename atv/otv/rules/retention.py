"""What a citizen told us goes 30 days after the day, of a Termin that nobody confirmed after one (proposals)."""

from socl.lib.retention import Retention

TERMINE = Retention("otv.termine", "OTV-Termine: Name, E-Mail, Nummer, erster Tag ohne Arbeit", 30)
UNCONFIRMED = Retention("otv.unconfirmed", "OTV-Termine, die nicht bestätigt wurden", 1)
MESSAGES = Retention("otv.messages", "Nachrichten des Kontaktformulars", 30)
