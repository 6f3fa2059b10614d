"""Rules of the Sonderpostkorb: pure functions that cite the directive."""
