"""Faces of the Sonderpostkorb."""
