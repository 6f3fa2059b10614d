"""Verbs of the OTV."""
