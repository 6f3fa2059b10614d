"""Post: every outgoing mail, SMS and file. Apps say what and when; here it is sent once."""

from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "socl.post"
    label = "post"
