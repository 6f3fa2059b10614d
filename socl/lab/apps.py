"""Lab: the demo world, the telephone-system simulator, the benchmark. No models."""

from django.apps import AppConfig


class LabConfig(AppConfig):
    name = "socl.lab"
    label = "lab"
