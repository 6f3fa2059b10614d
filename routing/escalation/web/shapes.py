"""What clients send about calls and Anliegen and what they get: the shapes that the schema describes."""

from typing import Any

from rest_framework import serializers

from eakte.rules.lifecycle import PRIORITY_LABELS, Priority
from routing.escalation.rules.catalogue import CATALOGUE, KIND_LABELS
from routing.escalation.rules.lifecycle import (
    CONSULT_LABELS,
    EXCEPTION_LABELS,
    OUTCOME_LABELS,
    TARGET_LABELS,
    WITHOUT_POINTER,
)
from routing.rufkreis.queries.answers import CallOut
from socl.core.api.parsing import AwareDateTimeField, DayField, PhoneField
from socl.core.api.shapes import UnitOut
from socl.lib.kundennummer import KUNDENNUMMER

RESTRICTED = "Beschäftigte der BA und Angehörige (§ 35 Abs. 1 S. 3 SGB I)"
CODES = [(code, entry.title) for code, entry in CATALOGUE.items()]
KINDS = list(KIND_LABELS.items())


EXCEPTIONS = [(e.value, label) for e, label in EXCEPTION_LABELS.items()]
TARGETS = [(t.value, label) for t, label in TARGET_LABELS.items()]
CONSULT_STATES = [(s.value, label) for s, label in CONSULT_LABELS.items()]


class ExceptionIn(serializers.Serializer[Any]):
    """Why this call may be handed over at all (202302002, 2.1: in very few cases)."""

    code = serializers.ChoiceField(EXCEPTIONS)
    reason = serializers.CharField(max_length=500)


class AnliegenIn(serializers.Serializer[Any]):
    code = serializers.ChoiceField(CODES)
    plz = serializers.RegexField(r"^\d{5}$", required=False, default="", allow_blank=True)
    agentur = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    kundennummer = serializers.RegexField(KUNDENNUMMER, required=False, default="", allow_blank=True)
    name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    kind = serializers.ChoiceField(KINDS, required=False, default="", allow_blank=True)
    language = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    communication_aid = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    third_party = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    restricted = serializers.BooleanField(default=False, help_text=RESTRICTED)
    exception = ExceptionIn(required=False, allow_null=True, default=None)


class AnliegenPatch(serializers.Serializer[Any]):
    code = serializers.ChoiceField(CODES, required=False)
    kind = serializers.ChoiceField(KINDS, required=False)
    plz = serializers.RegexField(r"^\d{5}$", required=False)
    agentur = serializers.CharField(max_length=40, required=False)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    kundennummer = serializers.RegexField(KUNDENNUMMER, required=False, allow_blank=True)
    language = serializers.CharField(max_length=40, required=False, allow_blank=True)
    communication_aid = serializers.CharField(max_length=120, required=False, allow_blank=True)
    third_party = serializers.CharField(max_length=120, required=False, allow_blank=True)
    restricted = serializers.BooleanField(required=False, help_text=RESTRICTED)
    exception = ExceptionIn(required=False, allow_null=True)


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
    third_party = serializers.CharField()
    restricted = serializers.BooleanField(help_text=RESTRICTED)
    exception = ExceptionIn(allow_null=True)
    responsible = ResponsibleOut(allow_null=True)
    outcome = serializers.CharField(allow_null=True)


class LineOut(serializers.Serializer[Any]):
    verb = serializers.CharField()
    at = AwareDateTimeField()
    rule = serializers.CharField()
    facts = serializers.DictField()


class WholeCallOut(CallOut):
    anliegen = AnliegenOut(many=True)
    timeline = LineOut(many=True)


class StepOut(serializers.Serializer[Any]):
    step = serializers.CharField()
    allowed = serializers.BooleanField()
    recommended = serializers.BooleanField()
    rule = serializers.CharField()
    reason = serializers.CharField()
    reach = serializers.DictField(
        allow_null=True,
        help_text="wie `reach` von GET /teams/{key}/slots/; nur wenn das zuständige Team bald keine freie Zeit hat",
    )


class NoteIn(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class CloseIn(NoteIn):
    outcome = serializers.ChoiceField([(k, OUTCOME_LABELS[k]) for k in WITHOUT_POINTER])


class AgainIn(serializers.Serializer[Any]):
    again = serializers.CharField(
        max_length=200,
        required=False,
        default="",
        allow_blank=True,
        help_text="warum ein zweiter zum selben Anliegen; ohne Grund 409 `second_one` mit dem ersten in `first`",
    )


class RueckrufIn(AgainIn):
    name = serializers.CharField(max_length=120)
    rueckruf_number = PhoneField()
    briefing = serializers.CharField(max_length=4000)
    email = serializers.EmailField(required=False, default="", allow_blank=True)
    restricted = serializers.BooleanField(default=False, help_text=RESTRICTED)
    starts_at = AwareDateTimeField()
    team = serializers.CharField(
        max_length=40,
        required=False,
        default="",
        allow_blank=True,
        help_text="ein Schwesterteam aus `reach.sisters`; leer: das zuständige",
    )
    hold = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**62
    )


class ConsultIn(serializers.Serializer[Any]):
    target = serializers.ChoiceField(TARGETS)
    question = serializers.CharField(max_length=2000)


class AnswerIn(serializers.Serializer[Any]):
    answer = serializers.CharField(max_length=4000)


class TakeOverIn(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500)


class ConsultsIn(serializers.Serializer[Any]):
    state = serializers.ChoiceField(CONSULT_STATES, required=False, default="", allow_blank=True)


class ConsultOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    state = serializers.CharField()
    target = serializers.CharField()
    unit = UnitOut()
    question = serializers.CharField()
    answer = serializers.CharField()
    asked_at = AwareDateTimeField()
    asked_by = UnitOut()
    joined_at = AwareDateTimeField(allow_null=True)
    joined_by = UnitOut(allow_null=True)
    ended_at = AwareDateTimeField(allow_null=True)
    end_cause = serializers.CharField()
    waited_seconds = serializers.IntegerField()
    anliegen = AnliegenOut()


class OutcomeOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    anliegen = serializers.IntegerField()
    note = serializers.CharField()
    at = AwareDateTimeField()
    promised_until = AwareDateTimeField(allow_null=True)
    booking = serializers.DictField(allow_null=True, help_text="wie GET /bookings/{id}/")
    work_order = serializers.DictField(allow_null=True, help_text="wie GET /work-orders/{id}/")


class WorkOrderIn(AgainIn):
    subject = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=4000)
    due_on = DayField(required=False, allow_null=True, default=None)
    priority = serializers.ChoiceField(
        [(p.value, label) for p, label in PRIORITY_LABELS.items()],
        required=False,
        default=Priority.NORMAL.value,
    )
    restricted = serializers.BooleanField(default=False, help_text=RESTRICTED)
