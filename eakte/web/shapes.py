"""What clients send to the Sonderpostkorb and what they get: the shapes that the schema describes."""

from typing import Any

from rest_framework import serializers

from eakte.rules.lifecycle import LABELS, PRIORITY_LABELS, RESULT_LABELS
from socl.core.api.parsing import AwareDateTimeField
from socl.core.api.shapes import UnitOut

STATES = [(s.value, label) for s, label in LABELS.items()]
PRIORITIES = [(p.value, label) for p, label in PRIORITY_LABELS.items()]
RESULTS = [(r.value, label) for r, label in RESULT_LABELS.items()]


class ListIn(serializers.Serializer[Any]):
    state = serializers.ChoiceField(STATES, required=False, default="", allow_blank=True)
    cursor = serializers.CharField(required=False, default="")
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)


class OptionalNoteIn(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class OrderNoteIn(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=2000)


class ForwardIn(OrderNoteIn):
    os = serializers.CharField(max_length=40)


class FinishIn(OptionalNoteIn):
    result = serializers.ChoiceField(RESULTS)


class AttachIn(serializers.Serializer[Any]):
    file = serializers.FileField(max_length=255)


class AttachmentOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.CharField()
    size = serializers.IntegerField(help_text="in Bytes")


class StepOfOrderOut(serializers.Serializer[Any]):
    state = serializers.CharField()
    os = UnitOut()
    note = serializers.CharField()
    at = AwareDateTimeField()
    by = UnitOut()


class WorkOrderLineOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    state = serializers.CharField()
    code = serializers.CharField()
    subject = serializers.CharField()
    priority = serializers.CharField()
    due_on = serializers.DateField()
    filed_at = AwareDateTimeField()
    holder = UnitOut(allow_null=True)


class WorkOrderListOut(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = WorkOrderLineOut(many=True)


class WorkOrderOut(WorkOrderLineOut):
    """The shape of ``queries.order_json``, for the schema."""

    text = serializers.CharField()
    os = UnitOut()
    name = serializers.CharField()
    kundennummer = serializers.CharField()
    language = serializers.CharField()
    communication_aid = serializers.CharField()
    restricted = serializers.BooleanField(
        help_text="Beschäftigte der BA und Angehörige (§ 35 Abs. 1 S. 3 SGB I)"
    )
    result = serializers.CharField()
    closed_at = AwareDateTimeField(allow_null=True)
    handed_over = serializers.CharField(help_text="Stand der Übergabe an die E-AKTE, in Worten")
    attachments = AttachmentOut(many=True)
    history = StepOfOrderOut(many=True)
