"""Core: clock, moves, constraint names, and the manners of the REST face."""

from django.apps import AppConfig
from django.urls import register_converter

from socl.core.api.paths import DayConverter


class CoreConfig(AppConfig):
    name = "socl.core"
    label = "core"

    def ready(self) -> None:
        """Days may stand in every path of the house."""
        register_converter(DayConverter, "day")
