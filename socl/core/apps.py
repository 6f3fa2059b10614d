"""Core: clock, moves, constraint names, and the manners of the REST face."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "socl.core"
    label = "core"
