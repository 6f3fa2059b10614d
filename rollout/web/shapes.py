"""REST: what waves, regions, checklists and readiness look like."""

from typing import Any

from rest_framework import serializers

from rollout.rules.checklist import KLASSE_LABELS, STATE_LABELS, STEP_LABELS, Step
from rollout.rules.programme import STAGE_LABELS
from rollout.rules.readiness import Fact
from rollout.rules.switch import SIDE_LABELS
from socl.core.api.parsing import AwareDateTimeField
from socl.core.api.shapes import UnitOut
from socl.orga.models import ProgrammeCode

STAGES = [(s.value, label) for s, label in STAGE_LABELS.items()]


KLASSEN = [(k.value, label) for k, label in KLASSE_LABELS.items()]
ITEM_STATES = [(s.value, label) for s, label in STATE_LABELS.items()]
STEPS = [(s.value, label) for s, label in STEP_LABELS.items()]


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


class TickIn(serializers.Serializer[Any]):
    """What was done with an item; ``step`` is ``done`` unless told otherwise."""

    step = serializers.ChoiceField(STEPS, default=Step.DONE.value)
    note = serializers.CharField(max_length=500, allow_blank=True)
    evidence = serializers.CharField(max_length=200, allow_blank=True, default="")


class TickOut(serializers.Serializer[Any]):
    """One line of an item's history; ``due_on`` says which turn of a recurring item it was."""

    state = serializers.ChoiceField(ITEM_STATES)
    due_on = serializers.DateField()
    note = serializers.CharField()
    evidence = serializers.CharField()
    at = AwareDateTimeField()


class ItemFields(serializers.Serializer[Any]):
    """An item of a unit's checklist. A recurring one is ``open`` again as soon as it is done, for its next day."""

    id = serializers.IntegerField()
    programme = serializers.ChoiceField(ProgrammeCode.choices)
    unit = UnitOut()
    rule = serializers.CharField()
    text = serializers.CharField()
    responsible = serializers.CharField()
    state = serializers.ChoiceField(ITEM_STATES)
    due_on = serializers.DateField()
    every_days = serializers.IntegerField(allow_null=True)
    history = TickOut(many=True)


# ``class`` is a word of Python, so the field cannot be written as an attribute.
ItemOut = type(
    "ItemOut", (ItemFields,), {"class": serializers.ChoiceField(KLASSEN), "__doc__": ItemFields.__doc__}
)


class FindingFields(serializers.Serializer[Any]):
    """A fact that is not as a directive says; ``blocks``: it keeps the region from being opened."""

    rule = serializers.CharField()
    unit = UnitOut()
    fact = serializers.ChoiceField([f.value for f in Fact])
    since = serializers.DateField()
    detail = serializers.CharField()
    responsible = serializers.CharField()
    blocks = serializers.BooleanField()


FindingOut = type(
    "FindingOut",
    (FindingFields,),
    {"class": serializers.ChoiceField(KLASSEN), "__doc__": FindingFields.__doc__},
)


class TrendOut(serializers.Serializer[Any]):
    """How many findings a check of that day saw."""

    date = serializers.DateField()
    red = serializers.IntegerField()
    others = serializers.IntegerField()


class ReadinessOut(WaveRegionOut):
    """A region with the findings of its latest check; without one ``read_at`` is null."""

    programme = serializers.ChoiceField(ProgrammeCode.choices)
    read_at = AwareDateTimeField(allow_null=True)
    is_ready = serializers.BooleanField()
    findings = FindingOut(many=True)
    trend = TrendOut(many=True)


class ProgrammeIn(serializers.Serializer[Any]):
    """Which programme; ``soc_l`` unless told otherwise."""

    programme = serializers.ChoiceField(ProgrammeCode.choices, default=ProgrammeCode.SOC_L.value)


class OpenIn(ProgrammeIn):
    """When the region goes live; now, unless told otherwise."""

    live_from = AwareDateTimeField(required=False, allow_null=True)


class RegionReasonIn(ProgrammeIn):
    """Why."""

    reason = serializers.CharField(max_length=500)


class SignatureOut(serializers.Serializer[Any]):
    """A live signature of an override, and for how many findings it was given."""

    side = serializers.ChoiceField([(s.value, label) for s, label in SIDE_LABELS.items()])
    by = UnitOut()
    reason = serializers.CharField()
    covers = serializers.IntegerField()


class OverrideOut(serializers.Serializer[Any]):
    """The signatures so far; ``missing`` findings are not signed for by both sides."""

    signatures = SignatureOut(many=True)
    missing = serializers.IntegerField()
