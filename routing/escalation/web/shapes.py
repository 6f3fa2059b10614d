"""What clients send about calls and Anliegen and what they get: the shapes that the schema describes."""

from typing import Any

from rest_framework import serializers

from eakte.rules.lifecycle import PRIORITY_LABELS, Priority
from routing.escalation.rules.catalogue import CATALOGUE, KIND_LABELS
from routing.escalation.rules.lifecycle import OUTCOME_LABELS, WITHOUT_BOOKING
from socl.core.api.parsing import AwareDateTimeField, DayField, PhoneField
from socl.core.api.shapes import UnitOut
from socl.lib.kundennummer import KUNDENNUMMER

CODES = [(code, entry.title) for code, entry in CATALOGUE.items()]
KINDS = list(KIND_LABELS.items())


class AnliegenIn(serializers.Serializer[Any]):
    code = serializers.ChoiceField(CODES)
    plz = serializers.RegexField(r"^\d{5}$", required=False, default="", allow_blank=True)
    agentur = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    kundennummer = serializers.RegexField(KUNDENNUMMER, required=False, default="", allow_blank=True)
    name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    kind = serializers.ChoiceField(KINDS, required=False, default="", allow_blank=True)
    language = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    communication_aid = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)


class AnliegenPatch(serializers.Serializer[Any]):
    code = serializers.ChoiceField(CODES, required=False)
    kind = serializers.ChoiceField(KINDS, required=False)
    plz = serializers.RegexField(r"^\d{5}$", required=False)
    agentur = serializers.CharField(max_length=40, required=False)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    kundennummer = serializers.RegexField(KUNDENNUMMER, required=False, allow_blank=True)


class ResponsibleOut(serializers.Serializer[Any]):
    agentur = UnitOut()
    os = UnitOut()
    team = UnitOut()


class AnliegenOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    call = serializers.IntegerField()
    state = serializers.CharField()
    code = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.CharField()
    plz = serializers.CharField()
    name = serializers.CharField()
    kundennummer = serializers.CharField()
    language = serializers.CharField()
    communication_aid = serializers.CharField()
    responsible = ResponsibleOut(allow_null=True)
    outcome = serializers.CharField(allow_null=True)


class KnownCallerOut(serializers.Serializer[Any]):
    result = serializers.CharField()
    features = serializers.ListField(child=serializers.CharField())
    name = serializers.CharField()
    kundennummer = serializers.CharField()
    at = AwareDateTimeField()


class LineOut(serializers.Serializer[Any]):
    verb = serializers.CharField()
    at = AwareDateTimeField()
    rule = serializers.CharField()
    facts = serializers.DictField()


class WholeCallOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    callId = serializers.CharField()
    state = serializers.CharField()
    rufkreis = serializers.CharField()
    entry_number = serializers.CharField(allow_null=True)
    waited_seconds = serializers.IntegerField()
    identification = KnownCallerOut(allow_null=True)
    anliegen = AnliegenOut(many=True)
    timeline = LineOut(many=True)


class StepOut(serializers.Serializer[Any]):
    step = serializers.CharField()
    allowed = serializers.BooleanField()
    recommended = serializers.BooleanField()
    rule = serializers.CharField()
    reason = serializers.CharField()


class NoteIn(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class CloseIn(NoteIn):
    outcome = serializers.ChoiceField([(k, OUTCOME_LABELS[k]) for k in WITHOUT_BOOKING])


class RueckrufIn(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120)
    rueckruf_number = PhoneField()
    briefing = serializers.CharField(max_length=4000)
    email = serializers.EmailField(required=False, default="", allow_blank=True)
    restricted = serializers.BooleanField(
        default=False, help_text="Beschäftigte der BA und Angehörige (§ 35 Abs. 1 S. 3 SGB I)"
    )
    starts_at = AwareDateTimeField()
    hold = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**62
    )


class OutcomeOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    anliegen = serializers.IntegerField()
    note = serializers.CharField()
    at = AwareDateTimeField()
    booking = serializers.DictField(allow_null=True, help_text="wie GET /bookings/{id}/")
    work_order = serializers.DictField(allow_null=True, help_text="wie GET /work-orders/{id}/")


class WorkOrderIn(serializers.Serializer[Any]):
    subject = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=4000)
    due_on = DayField(required=False, allow_null=True, default=None)
    priority = serializers.ChoiceField(
        [(p.value, label) for p, label in PRIORITY_LABELS.items()],
        required=False,
        default=Priority.NORMAL.value,
    )
