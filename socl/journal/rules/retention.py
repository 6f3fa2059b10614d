"""Twelve months, as for a security audit log (proposal; no public figure exists)."""

from socl.lib.retention import Retention

ACTS = Retention("journal.acts", "Journal: Handlungen", 365)
ACCESSES = Retention("journal.accesses", "Journal: Zugriffe", 365)
RUNS = Retention("journal.runs", "Berichte über die nächtliche Löschung", 5 * 365)
