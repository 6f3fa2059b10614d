"""Journal: what was done, who read what, and the bell that tells pages to look again."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "socl.journal"
    label = "journal"
