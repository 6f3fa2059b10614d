"""REST: what waves, regions, checklists and readiness look like."""

from typing import Any

from rest_framework import serializers

from rollout.rules.programme import STAGE_LABELS
from socl.core.api.parsing import AwareDateTimeField
from socl.core.api.shapes import UnitOut
from socl.orga.models import ProgrammeCode

STAGES = [(s.value, label) for s, label in STAGE_LABELS.items()]


class WaveRegionOut(serializers.Serializer[Any]):
    """An SC-Region in a wave; ``team_until`` is the first day without its Einführungsteam."""

    region = UnitOut()
    planned_on = serializers.DateField()
    live_from = AwareDateTimeField(allow_null=True)
    team_until = serializers.DateField()
    state = serializers.ChoiceField(STAGES)


class WaveOut(serializers.Serializer[Any]):
    """A wave of a programme; planned days lie from ``starts_on`` to ``ends_on``."""

    programme = serializers.ChoiceField(ProgrammeCode.choices)
    directive = serializers.CharField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    regions = WaveRegionOut(many=True)


class WaveListOut(serializers.Serializer[Any]):
    """All of them on one page."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = WaveOut(many=True)
