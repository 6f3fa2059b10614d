"""Faces of the calendar."""
