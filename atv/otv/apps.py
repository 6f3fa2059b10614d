"""OTV: the agencies configure (OTK) what citizens book online for the Eingangszone (directive 202202013)."""

from django.apps import AppConfig


class OtvConfig(AppConfig):
    name = "atv.otv"
    label = "otv"
