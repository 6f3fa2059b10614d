"""Web: the roof over all pages: home, login, stream, REST collection."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "socl.web"
    label = "web"
