"""Orga: units, people, rights, and who is responsible for which place."""

from django.apps import AppConfig


class OrgaConfig(AppConfig):
    name = "socl.orga"
    label = "orga"
