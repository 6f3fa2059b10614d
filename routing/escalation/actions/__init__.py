"""Verbs of escalation: nobody else writes its models."""
