"""Programmes, checklists, readiness."""

from rollout.models.programme import Beteiligung, Programme, Wave, WaveRegion

__all__ = ["Beteiligung", "Programme", "Wave", "WaveRegion"]
