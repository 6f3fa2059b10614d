"""Verbs of the Sonderpostkorb: nobody else writes its models."""
