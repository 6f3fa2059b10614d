"""Rules of orga: pure functions and tables."""
