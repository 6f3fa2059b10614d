"""What clients send to set up Serviceplätze, Zeitfenster and Ausfallzeiten, and what they get."""

from datetime import time
from typing import Any

from rest_framework import serializers

from atv.kalender.models import Channel
from socl.core.api.parsing import AwareDateTimeField, DayField
from socl.core.api.shapes import UnitOut

MOST_ID = 2**62
TERMINARTEN = (
    "eines Teams `leistungsberatung` und `sonstiges`, einer Eingangszone die Anliegen ihrer OTV-Seite"
)


class SupplyFilter(serializers.Serializer[Any]):
    unit = serializers.CharField(max_length=40, required=False, default="")
    serviceplatz = serializers.IntegerField(required=False, default=None, min_value=1, max_value=MOST_ID)


class DryRun(serializers.Serializer[Any]):
    """``dry_run``: answer what would happen and write nothing. ``displace``: bookings inside may be re-planned."""

    dry_run = serializers.BooleanField(default=False)
    displace = serializers.BooleanField(default=False)


class ChangeIn(serializers.Serializer[Any]):
    """``version`` is the one that was read; left out, the change counts whatever happened since."""

    version = serializers.IntegerField(required=False, default=None, min_value=1, max_value=2**31 - 1)
    displace = serializers.BooleanField(default=False)


class PlatzIn(ChangeIn):
    unit = serializers.CharField(max_length=40)
    number = serializers.IntegerField(required=False, default=None, min_value=1, max_value=999)
    active_from = DayField()
    active_until = DayField(required=False, default=None, allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        label = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
        return {**super().get_fields(), "label": label}


class PlatzPatch(ChangeIn):
    active_until = DayField(required=False, allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        label = serializers.CharField(max_length=60, required=False, allow_blank=True)
        return {**super().get_fields(), "label": label}


class ClockField(serializers.TimeField):
    """A Berlin clock time in whole minutes, ``08:00``; ``24:00`` is the midnight after."""

    default_error_messages = {"minutes": "Bitte eine Uhrzeit in ganzen Minuten angeben, zum Beispiel 08:00."}

    def to_internal_value(self, value: Any) -> time:
        clock: time = super().to_internal_value("00:00" if value == "24:00" else value)
        if clock.second or clock.microsecond or clock.tzinfo:
            self.fail("minutes")
        return clock


class WindowPatch(ChangeIn):
    """``valid_from`` is the day from which the change counts (today, if left out)."""

    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=7), required=False)
    until = ClockField(required=False)
    valid_from = DayField(required=False, default=None, allow_null=True)
    valid_until = DayField(required=False, allow_null=True)
    terminarten = serializers.ListField(
        child=serializers.CharField(max_length=30), required=False, help_text=TERMINARTEN
    )
    channels = serializers.ListField(child=serializers.ChoiceField(Channel.choices), required=False)

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "from": ClockField(required=False)}


class WindowIn(ChangeIn):
    """A weekly pattern (``weekdays``, ``valid_from``) or one single day (``date``)."""

    serviceplatz = serializers.IntegerField(min_value=1, max_value=MOST_ID)
    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=7), required=False)
    date = DayField(required=False, default=None, allow_null=True)
    until = ClockField()
    valid_from = DayField(required=False, default=None, allow_null=True)
    valid_until = DayField(required=False, default=None, allow_null=True)
    terminarten = serializers.ListField(
        child=serializers.CharField(max_length=30),
        required=False,
        help_text=f"{TERMINARTEN}; ohne Angabe alle",
    )
    channels = serializers.ListField(
        child=serializers.ChoiceField(Channel.choices), default=list(Channel.values)
    )

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "from": ClockField()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if bool(attrs.get("weekdays")) == bool(attrs["date"]):
            raise serializers.ValidationError("Bitte entweder Wochentage oder einen einzelnen Tag angeben.")
        if attrs.get("weekdays") and attrs["valid_from"] is None:
            raise serializers.ValidationError({"valid_from": ["Bitte angeben, ab wann das Muster gilt."]})
        return attrs


class AusfallIn(ChangeIn):
    """Of one ``serviceplatz``, or of a whole ``unit``."""

    unit = serializers.CharField(max_length=40, required=False, default="")
    serviceplatz = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=MOST_ID
    )
    starts_at = AwareDateTimeField()
    ends_at = AwareDateTimeField()
    reason = serializers.CharField(max_length=80)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["unit"] and attrs["serviceplatz"] is None:
            raise serializers.ValidationError({"unit": ["Bitte ein Team oder einen Serviceplatz angeben."]})
        return attrs


class TouchedOut(serializers.Serializer[Any]):
    """A booking that a change touches, without personal data."""

    id = serializers.IntegerField()
    reference = serializers.CharField()
    kind = serializers.CharField()
    starts_at = AwareDateTimeField()
    ends_at = AwareDateTimeField()
    serviceplatz = serializers.IntegerField()


class YieldOut(serializers.Serializer[Any]):
    """Four weeks if nothing were booked: open minutes, appointments per length, minutes that none can use."""

    minutes = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField())
    wasted = serializers.IntegerField()


class EffectOut(serializers.Serializer[Any]):
    """What a change does; with ``dry_run`` what it would do."""

    repacked = TouchedOut(many=True)
    displaced = TouchedOut(many=True)
    before = YieldOut()
    after = YieldOut()
    version = serializers.IntegerField()


class ChangedOut(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    repacked = TouchedOut(many=True, required=False)
    displaced = TouchedOut(many=True, required=False)


class PlatzOut(ChangedOut):
    id = serializers.IntegerField()
    unit = UnitOut()
    number = serializers.IntegerField()
    active_from = serializers.DateField()
    active_until = serializers.DateField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "label": serializers.CharField()}


class WindowOut(ChangedOut):
    id = serializers.IntegerField()
    serviceplatz = serializers.IntegerField()
    weekdays = serializers.ListField(child=serializers.IntegerField())
    date = serializers.DateField(allow_null=True)
    until = serializers.CharField()
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    terminarten = serializers.ListField(child=serializers.CharField())
    channels = serializers.ListField(child=serializers.CharField())

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "from": serializers.CharField()}


class AusfallOut(ChangedOut):
    id = serializers.IntegerField()
    unit = UnitOut()
    serviceplatz = serializers.IntegerField(allow_null=True)
    starts_at = AwareDateTimeField()
    ends_at = AwareDateTimeField()
    reason = serializers.CharField()


def _page(name: str, row: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    fields = {
        "next": serializers.CharField(allow_null=True),
        "previous": serializers.CharField(allow_null=True),
        "results": row(many=True),
    }
    return type(name, (serializers.Serializer,), fields)


PlatzPage = _page("PlatzPage", PlatzOut)
WindowPage = _page("WindowPage", WindowOut)
AusfallPage = _page("AusfallPage", AusfallOut)
