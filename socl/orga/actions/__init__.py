"""Verbs of orga: nobody else writes its models."""
