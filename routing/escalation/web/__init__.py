"""Faces of escalation."""
