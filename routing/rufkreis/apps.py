"""Rufkreis: calls, desks, and offers between them."""

from django.apps import AppConfig


class RufkreisConfig(AppConfig):
    name = "routing.rufkreis"
    label = "rufkreis"
