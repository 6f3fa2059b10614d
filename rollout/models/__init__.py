"""Programmes, checklists, readiness."""

from rollout.models.checklist import (
    Arbeitsmittel,
    ChecklistItem,
    Einzelauftrag,
    Level,
    Massnahme,
    Meeting,
    MeetingKind,
    Tick,
)
from rollout.models.programme import Beteiligung, Programme, Wave, WaveRegion
from rollout.models.readiness import ReadinessReport
from rollout.models.switch import Effect, Signature, Switch, SwitchKind

__all__ = [
    "Arbeitsmittel",
    "Beteiligung",
    "ChecklistItem",
    "Effect",
    "Einzelauftrag",
    "Level",
    "Massnahme",
    "Meeting",
    "MeetingKind",
    "Programme",
    "ReadinessReport",
    "Signature",
    "Switch",
    "SwitchKind",
    "Tick",
    "Wave",
    "WaveRegion",
]
