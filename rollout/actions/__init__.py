"""Verbs of the rollout."""
