"""What clients send to the calendar and what they get: the shapes that the schema describes."""

from typing import Any

from rest_framework import serializers

from atv.kalender.actions.rueckruf import COMPLETION_LABELS
from atv.kalender.models import AttemptResult, Channel
from atv.kalender.rules.attempts import ENDING_LABELS
from socl.core.api.parsing import AwareDateTimeField, DayField, PhoneField
from socl.core.api.shapes import UnitOut
from socl.lib.kundennummer import KUNDENNUMMER

KINDS = ["leistungsberatung", "sonstiges"]


class SlotsIn(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(KINDS)
    days = serializers.IntegerField(min_value=1, max_value=60, default=14)
    channel = serializers.ChoiceField(Channel.choices, default=Channel.SC)
    explain = serializers.BooleanField(default=False)
    reach = serializers.BooleanField(default=False)

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "from": DayField(required=False, default=None)}


class PlaceIn(serializers.Serializer[Any]):
    team = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(KINDS)
    starts_at = AwareDateTimeField()


class BookingIn(PlaceIn):
    name = serializers.CharField(max_length=120)
    rueckruf_number = PhoneField()
    briefing = serializers.CharField(max_length=4000)
    channel = serializers.ChoiceField(Channel.choices)
    kundennummer = serializers.RegexField(KUNDENNUMMER, required=False, default="", allow_blank=True)
    email = serializers.EmailField(required=False, default="", allow_blank=True)
    language = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    communication_aid = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    restricted = serializers.BooleanField(
        default=False, help_text="Beschäftigte der BA und Angehörige (§ 35 Abs. 1 S. 3 SGB I)"
    )
    hold = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**62
    )


class SearchIn(serializers.Serializer[Any]):
    reference = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)
    kundennummer = serializers.RegexField(KUNDENNUMMER, required=False, default="", allow_blank=True)
    name = serializers.CharField(max_length=120, min_length=2, required=False, default="", allow_blank=True)
    date = DayField(required=False, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not any(attrs.get(n) for n in ("reference", "kundennummer", "name", "date")):
            raise serializers.ValidationError("Bitte Buchungsnummer, Kundennummer, Name oder Tag angeben.")
        return attrs


class MoveIn(serializers.Serializer[Any]):
    starts_at = AwareDateTimeField()
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    consent = serializers.BooleanField(
        default=False,
        help_text="Ist für die vereinbarte Zeit nichts mehr offen: einverstanden mit einer früheren (ATV-16)",
    )


class ReasonIn(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500)


class AttemptIn(serializers.Serializer[Any]):
    result = serializers.ChoiceField(AttemptResult.choices)
    rang = serializers.BooleanField()
    note = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class CompleteIn(serializers.Serializer[Any]):
    result = serializers.ChoiceField(list(COMPLETION_LABELS.items()))
    note = serializers.CharField(max_length=4000, required=False, default="", allow_blank=True)
    ending = serializers.ChoiceField(
        list(ENDING_LABELS.items()), required=False, default="", allow_blank=True
    )


class VersionIn(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class FollowUpIn(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(KINDS)
    starts_at = AwareDateTimeField()
    note = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class PlaceOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.IntegerField()


class AttemptOut(serializers.Serializer[Any]):
    result = serializers.CharField()
    rang = serializers.BooleanField()
    note = serializers.CharField()
    at = AwareDateTimeField()


class BookingOut(serializers.Serializer[Any]):
    """The shape of ``bookings.booking_json``, for the schema."""

    id = serializers.IntegerField()
    reference = serializers.CharField()
    state = serializers.CharField()
    kind = serializers.CharField()
    starts_at = AwareDateTimeField()
    ends_at = AwareDateTimeField()
    team = UnitOut()
    serviceplatz = PlaceOut()
    channel = serializers.CharField()
    name = serializers.CharField()
    rueckruf_number = serializers.CharField()
    email = serializers.CharField()
    kundennummer = serializers.CharField()
    language = serializers.CharField()
    communication_aid = serializers.CharField()
    briefing = serializers.CharField()
    restricted = serializers.BooleanField()
    attempts = AttemptOut(many=True)
    result = serializers.CharField()
    ending = serializers.CharField()
    follows = serializers.IntegerField(allow_null=True)
    version = serializers.IntegerField()


class BookingListOut(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = BookingOut(many=True)


class HoldOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    expires_at = AwareDateTimeField()
    starts_at = AwareDateTimeField()


class DayOfStartsOut(serializers.Serializer[Any]):
    date = serializers.DateField()
    starts = serializers.ListField(child=AwareDateTimeField())


class ReasonOut(serializers.Serializer[Any]):
    """Why a day has no start."""

    date = serializers.DateField()
    code = serializers.ChoiceField(
        ["too_soon", "too_late", "closed_holiday", "no_window", "ausfall", "share_used", "taken"]
    )


class SisterOut(serializers.Serializer[Any]):
    """A team of the same OS that helps, and its first free time."""

    team = UnitOut()
    first = AwareDateTimeField()


class ReachOut(serializers.Serializer[Any]):
    """Where else there is time; ``reason`` is empty and ``sisters`` too while the team has a time soon."""

    reason = serializers.CharField()
    recommends_work_order = serializers.BooleanField()
    sisters = SisterOut(many=True)


class SlotsOut(serializers.Serializer[Any]):
    team = UnitOut()
    kind = serializers.CharField()
    duration_minutes = serializers.IntegerField()
    earliest = serializers.DateField()
    days = DayOfStartsOut(many=True)
    reasons = ReasonOut(many=True, required=False)
    reach = ReachOut(required=False)


class SpanOut(serializers.Serializer[Any]):
    starts_at = AwareDateTimeField()
    ends_at = AwareDateTimeField()


class AusfallSpanOut(SpanOut):
    id = serializers.IntegerField()
    reason = serializers.CharField()


class ColumnOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # a Field has a label of its own
    besetzung = UnitOut(allow_null=True)
    zeitfenster = SpanOut(many=True)
    ausfallzeiten = AusfallSpanOut(many=True)
    bookings = BookingOut(many=True)


class DaySheetOut(serializers.Serializer[Any]):
    team = UnitOut()
    date = serializers.DateField()
    holiday = serializers.CharField(allow_null=True)
    serviceplaetze = ColumnOut(many=True)
