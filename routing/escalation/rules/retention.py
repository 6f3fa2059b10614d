"""Anliegen: 90 days after they were opened; their Outcome 180 days (proposals)."""

from socl.lib.retention import Retention

ANLIEGEN = Retention("escalation.anliegen", "Anliegen", 90)
OUTCOMES = Retention("escalation.outcomes", "Ergebnisse von Anliegen", 180)
