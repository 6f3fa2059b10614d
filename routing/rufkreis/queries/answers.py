"""Desks, calls and callers as clients read them: each answer beside its shape, for every face that gives it."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from routing.rufkreis import queries
from routing.rufkreis.models import Call, Presence
from socl.core.api.parsing import AwareDateTimeField
from socl.lib.workdays import berlin_iso
from socl.orga.models import Person


class EligibleOut(serializers.Serializer[Any]):
    """May calls of this Rufkreis be offered to the desk, and if not, why."""

    rufkreis = serializers.CharField()
    ok = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField())


class PresenceOut(serializers.Serializer[Any]):
    """A desk."""

    wish = serializers.CharField()
    activity = serializers.CharField()
    since = AwareDateTimeField()
    eligible = EligibleOut(many=True)


class IdentificationOut(serializers.Serializer[Any]):
    """Who the caller is, as far as is known."""

    result = serializers.CharField()
    features = serializers.ListField(child=serializers.CharField())
    name = serializers.CharField()
    kundennummer = serializers.CharField()
    at = AwareDateTimeField()


class CallOut(serializers.Serializer[Any]):
    """A call."""

    id = serializers.IntegerField()
    callId = serializers.CharField()
    state = serializers.CharField()
    rufkreis = serializers.CharField()
    entry_number = serializers.CharField(allow_null=True)
    waited_seconds = serializers.IntegerField()
    held = serializers.BooleanField()
    identification = IdentificationOut(allow_null=True)


def eligible_json(person: Person, at: datetime) -> list[dict[str, Any]]:
    """[{rufkreis, ok, reasons}] for the Rufkreise of the person's Service Center."""
    return [
        {"rufkreis": r.topic, "ok": not why, "reasons": [str(reason) for reason in why]}
        for r, why in queries.eligible(person, at)
    ]


def presence_json(presence: Presence, person: Person, at: datetime) -> dict[str, Any]:
    """Wish, activity, and for each Rufkreis why not, as clients read it."""
    return {
        "wish": presence.wish,
        "activity": queries.shown_activity(presence, at),
        "since": berlin_iso(presence.since),
        "eligible": eligible_json(person, at),
    }


def identification_json(call: Call) -> dict[str, Any] | None:
    """The present identification of the caller, as clients read it."""
    found = call.identifications.filter(current=True).first()
    if found is None:
        return None
    return {
        "result": found.result,
        "features": found.features,
        "name": found.name,
        "kundennummer": found.kundennummer,
        "at": berlin_iso(found.at),
    }


def call_json(call: Call, at: datetime) -> dict[str, Any]:
    """A call as clients read it; escalation adds its Anliegen and timeline."""
    return {
        "id": call.pk,
        "callId": call.call_id,
        "state": call.state,
        "rufkreis": call.rufkreis.topic,
        "entry_number": call.entry_number.number if call.entry_number else None,
        "waited_seconds": queries.waited_seconds(call, at),
        "held": call.held,
        "identification": identification_json(call),
    }
