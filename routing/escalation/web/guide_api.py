"""REST: the Gesprächsleitfäden in force, and how they came to be."""

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from routing.escalation.models import Gespraechsleitfaden
from routing.escalation.queries import guides as queries
from routing.escalation.rules.leitfaden import GUIDE_LABELS, GuideState
from socl.core import clock
from socl.core.api.parsing import AwareDateTimeField, query
from socl.lib.workdays import berlin_iso
from socl.orga import gates

STATES = [(state.value, label) for state, label in GUIDE_LABELS.items()]


class GuidesIn(serializers.Serializer[Any]):
    words = serializers.CharField(
        max_length=60, required=False, default="", allow_blank=True, help_text="alle müssen vorkommen"
    )


class GuideOut(serializers.Serializer[Any]):
    """One version of a guide."""

    code = serializers.CharField()
    title = serializers.CharField()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(STATES)
    questions = serializers.ListField(child=serializers.CharField())
    steps = serializers.ListField(child=serializers.CharField())
    may_say = serializers.CharField()
    must_say = serializers.CharField()
    cleared_steps = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="Schritte, ab 1, die die zusätzlichen Berechtigungen brauchen",
    )
    links = serializers.ListField(child=serializers.CharField())
    in_force_on = serializers.DateField(allow_null=True, help_text="der Berliner Tag, ab dem sie gilt")
    released_at = AwareDateTimeField(allow_null=True)
    withdrawn_at = AwareDateTimeField(allow_null=True)


def guide_json(guide: Gespraechsleitfaden) -> dict[str, Any]:
    """A version as clients read it."""
    plain = (
        "code",
        "title",
        "version",
        "state",
        "questions",
        "steps",
        "may_say",
        "must_say",
        "cleared_steps",
    )
    moments = {name: getattr(guide, name) for name in ("released_at", "withdrawn_at")}
    return {
        **{name: getattr(guide, name) for name in plain},
        "links": guide.links,
        "in_force_on": guide.in_force_on.isoformat() if guide.in_force_on else None,
        **{name: berlin_iso(at) if at else None for name, at in moments.items()},
    }


@extend_schema(parameters=[GuidesIn], responses=GuideOut(many=True))
@api_view(["GET"])
def guides(request: Request) -> Response:
    """The guides in force, by code. All of them are proposals: those of the BA are not public."""
    gates.who(request)
    words = query(request, GuidesIn)["words"]
    return Response([guide_json(g) for g in queries.that_speak_of(words, clock.today())])


@extend_schema(responses=GuideOut(many=True), operation_id="guides_versions")
@api_view(["GET"])
def guide(request: Request, code: str) -> Response:
    """Every released version of one guide, the latest first; ``scheduled`` is in force from ``in_force_on``."""
    gates.who(request)
    found = [g for g in queries.versions_of(code, clock.today()) if g.state != GuideState.DRAFT]
    if not found:
        raise Http404
    return Response([guide_json(g) for g in found])


urlpatterns = [path("guides/", guides), path("guides/<slug:code>/", guide)]
