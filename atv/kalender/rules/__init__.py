"""Rules of the calendar: pure functions that cite the directive."""
