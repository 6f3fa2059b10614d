"""Faces of routing."""
