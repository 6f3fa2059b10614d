"""Rollout: programmes in waves, checklists, readiness, the switch of a region."""

from django.apps import AppConfig


class RolloutConfig(AppConfig):
    name = "rollout"
    label = "rollout"
