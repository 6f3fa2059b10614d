"""E-AKTE: the Sonderpostkorb of each Operative Service, its work orders, and their way into the real E-AKTE."""

from django.apps import AppConfig


class EakteConfig(AppConfig):
    name = "eakte"
    label = "eakte"
