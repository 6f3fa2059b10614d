"""What the telephone contract's messages look like."""

from typing import Any

from rest_framework import serializers

from routing.rufkreis.rules.lifecycle import DeviceState
from socl.core.api.parsing import AwareDateTimeField

LONGEST_WAIT = 25
KNOWN_CAUSES = ["normalClearing", "busy", "cancel", "noAnswer", "congestion", "notFound", "forwarded"]
FAILED_CAUSES = ["declined", "noAnswer", "busy", "unreachable"]
WITHOUT_CALL = ("agentDevice", "commandResult")
MOST_CALLS = 5000  # of one telephone system at one moment


class EventIn(serializers.Serializer[Any]):
    """What every event carries, and what some do."""

    event = serializers.CharField(max_length=30)
    eventId = serializers.CharField(max_length=200)
    seq = serializers.IntegerField(
        min_value=0, max_value=2**62, required=False, allow_null=True, default=None
    )
    occurredAt = AwareDateTimeField(required=False, allow_null=True, default=None)
    callId = serializers.CharField(max_length=100, required=False, default="")
    direction = serializers.ChoiceField(["in", "out"], required=False, default="in")
    to = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    dtmf = serializers.ListField(
        child=serializers.CharField(max_length=4), max_length=20, required=False, default=list
    )
    ext = serializers.DictField(required=False, default=dict)
    offerId = serializers.RegexField(r"^\d{1,18}$", required=False, default=None)
    cause = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)
    commandId = serializers.RegexField(r"^\d{1,18}$", required=False, default=None)
    ok = serializers.BooleanField(required=False, default=False)
    target = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    legId = serializers.CharField(max_length=100, required=False, allow_blank=True)
    state = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        return {**super().to_internal_value(data), "raw": data}  # "from" cannot be the name of a field

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        event, raw = attrs["event"], attrs.pop("raw")
        needed = {"newCall": ["from", "to"], "offerFailed": ["offerId", "cause"]}
        needed |= {"answer": ["offerId"], "hangup": ["cause"], "commandResult": ["commandId", "ok"]}
        needed |= {"transferred": ["target"], "agentDevice": ["target", "state"]}
        wanted = [*needed.get(event, []), *([] if event in WITHOUT_CALL else ["callId"])]
        missing = {n: ["Dieses Feld ist erforderlich."] for n in wanted if n not in raw}
        if missing:
            raise serializers.ValidationError(missing)
        if event == "offerFailed" and attrs["cause"] not in FAILED_CAUSES:
            raise serializers.ValidationError({"cause": ["Unbekannte Ursache."]})
        if event == "hangup" and attrs["cause"] not in KNOWN_CAUSES:
            raise serializers.ValidationError({"cause": ["Unbekannte Ursache."]})
        if event == "agentDevice" and attrs["state"] not in list(DeviceState):
            raise serializers.ValidationError({"state": ["Unbekannter Zustand."]})
        caller = raw.get("from", "")
        if not isinstance(caller, str) or len(caller) > 40:
            raise serializers.ValidationError({"from": ["Das ist keine Telefonnummer."]})
        plz = attrs["ext"].get("plz", "")
        if not isinstance(plz, str) or (plz and not (plz.isascii() and plz.isdigit() and len(plz) == 5)):
            raise serializers.ValidationError({"ext": ["plz hat fünf Ziffern."]})
        continues = attrs["ext"].get("continues", "")
        if not isinstance(continues, str) or len(continues) > 100:
            raise serializers.ValidationError({"ext": ["continues ist eine callId."]})
        return {**attrs, "from": caller, "plz": plz, "continues": continues}


class LiveCallIn(serializers.Serializer[Any]):
    """A call of the telephone system, and the number of its last event, if it counts them."""

    callId = serializers.CharField(max_length=100)
    lastSeq = serializers.IntegerField(min_value=0, max_value=2**62, required=False, default=0)


class SnapshotIn(serializers.Serializer[Any]):
    """Every live call of this credential; ``devices`` are the telephones it knows, by account."""

    calls = serializers.ListField(child=LiveCallIn(), max_length=MOST_CALLS)
    devices = serializers.DictField(
        child=serializers.ChoiceField([d.value for d in DeviceState]), required=False, default=dict
    )


class ResendOut(serializers.Serializer[Any]):
    callId = serializers.CharField()
    seqs = serializers.ListField(child=serializers.IntegerField())


class SnapshotOut(serializers.Serializer[Any]):
    """``reconciled``: ended now, missing twice. ``ended``: over for us, hang up. ``resend``: events we never heard."""

    reconciled = serializers.ListField(child=serializers.CharField())
    ended = serializers.ListField(child=serializers.CharField())
    resend = ResendOut(many=True)


class DecisionOut(serializers.Serializer[Any]):
    """``dial``, ``wait``, ``reject``, ``allow`` or ``deny``; empty for events that need no decision."""

    action = serializers.CharField(required=False)
    decisionId = serializers.CharField(required=False)
    offerId = serializers.CharField(required=False)
    target = serializers.CharField(required=False)
    ringTimeout = serializers.IntegerField(required=False)
    expiresAt = AwareDateTimeField(required=False)
    position = serializers.IntegerField(required=False)
    estimatedWait = serializers.IntegerField(required=False)
    retryAfter = serializers.IntegerField(required=False)
    announce = serializers.CharField(required=False)
    reason = serializers.CharField(required=False)
    code = serializers.CharField(required=False)
    message = serializers.CharField(required=False)


class CommandOut(serializers.Serializer[Any]):
    commandId = serializers.CharField()
    command = serializers.CharField()
    callId = serializers.CharField()
    offerId = serializers.CharField(allow_null=True)
    target = serializers.CharField(allow_null=True)
    number = serializers.CharField(
        allow_null=True, help_text="dial: whom to ring (E.164) once target has answered."
    )


class CommandsOut(serializers.Serializer[Any]):
    commands = CommandOut(many=True)


class CallStateOut(serializers.Serializer[Any]):
    callId = serializers.CharField()
    state = serializers.CharField()
    lastSeq = serializers.IntegerField()
    decision = DecisionOut()


class CommandsIn(serializers.Serializer[Any]):
    wait = serializers.IntegerField(min_value=0, max_value=LONGEST_WAIT, default=0)
