"""Verbs of the calendar: nobody else writes its models."""
