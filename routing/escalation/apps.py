"""Escalation: the Anliegen of a call, and the steps from first contact to Rückruf."""

from django.apps import AppConfig


class EscalationConfig(AppConfig):
    name = "routing.escalation"
    label = "escalation"
