"""Faces of orga."""
