"""Cellar and roof of the house; see docs and README."""
