"""REST: the way of an Anliegen."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from routing.escalation.queries import story
from socl.core import clock
from socl.core.api.parsing import AwareDateTimeField
from socl.journal.record import record_access
from socl.lib.workdays import berlin_iso
from socl.orga import gates


class StoryLineOut(serializers.Serializer[Any]):
    """``where``: office and unit of who did it, never a name; ``facts`` of the end: version of ladder and guide.

    ``about``: the code of the Anliegen; empty for what happened to the call as a whole.
    """

    at = AwareDateTimeField()
    verb = serializers.CharField()
    where = serializers.CharField()
    rule = serializers.CharField()
    facts = serializers.DictField()
    about = serializers.CharField()


@extend_schema(responses=StoryLineOut(many=True))
@api_view(["GET"])
def timeline(request: Request, pk: int) -> Response:
    """From the ringing to the end of the Rückruf, across TSB, FiT and OS; that it was read is recorded."""
    person, at = gates.who(request), clock.now()
    found = get_object_or_404(story.readable(person, at), pk=pk)
    record_access([found], by=person, at=at, purpose="verlauf")
    return Response([{**vars(line), "at": berlin_iso(line.at)} for line in story.story_of(found)])


urlpatterns = [path("anliegen/<int:pk>/timeline/", timeline)]
