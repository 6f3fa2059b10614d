"""Logins and tokens after their end. People and their Dienstposten stay as long as they are employed."""

from socl.lib.retention import Retention

SESSIONS = Retention("orga.sessions", "Abgelaufene Anmeldungen", 1)
TOKENS = Retention("orga.tokens", "Abgelaufene Zugriffstoken von Maschinen und Personen", 7)
