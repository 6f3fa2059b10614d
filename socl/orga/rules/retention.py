"""Logins and tokens after their end; people as long as they are employed, and a year longer."""

from socl.lib.retention import Retention

SESSIONS = Retention("orga.sessions", "Abgelaufene Anmeldungen", 1)
FORMER = Retention(
    "orga.former", "Konten ehemaliger Beschäftigter, nach dem Ende des letzten Dienstpostens", 365
)
TOKENS = Retention("orga.tokens", "Abgelaufene Zugriffstoken von Maschinen und Personen", 7)
