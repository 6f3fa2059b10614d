"""Kalender: Serviceplätze, Zeitfenster and the callbacks booked into them (ATV)."""

from django.apps import AppConfig


class KalenderConfig(AppConfig):
    name = "atv.kalender"
    label = "kalender"
