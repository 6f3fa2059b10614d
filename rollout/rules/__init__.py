"""Programmes and waves, Einzelaufträge, readiness and the switch as pure functions."""
