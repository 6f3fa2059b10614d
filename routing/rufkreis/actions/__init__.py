"""Verbs of routing: nobody else writes its models."""
