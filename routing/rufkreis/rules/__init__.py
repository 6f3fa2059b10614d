"""Rules of routing: pure functions that cite the directive."""
