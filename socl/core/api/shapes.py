"""Shapes that several faces answer with, for the schema."""

from typing import Any

from rest_framework import serializers


class UnitOut(serializers.Serializer[Any]):
    """A unit, person or team: its key and its name."""

    key = serializers.CharField()
    name = serializers.CharField()


class DryRun(serializers.Serializer[Any]):
    """``dry_run=1``: answer the effect, write nothing."""

    dry_run = serializers.BooleanField(default=False)
