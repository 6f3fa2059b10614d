"""Rules of escalation: pure functions that cite the directive."""
