"""Faces of the lab: the demo caller."""
