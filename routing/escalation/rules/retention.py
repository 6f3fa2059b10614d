"""Anliegen: 90 days after they were opened; their Outcome 180 days; figures 5 years (proposals)."""

from socl.lib.retention import Retention

ANLIEGEN = Retention("escalation.anliegen", "Anliegen", 90)
FIGURES = Retention("escalation.figures", "Zahlen zum Erstkontakt", 1826)
OUTCOMES = Retention("escalation.outcomes", "Ergebnisse von Anliegen", 180)
