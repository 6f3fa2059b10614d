"""Two small wrappers around every request: the stream's origin in the CSP, and the desk's heartbeat."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from routing.rufkreis.actions.desk import heartbeat as beat
from socl.core import clock
from socl.orga.models import PersonKind
from socl.web.stream import origin

View = Callable[[HttpRequest], HttpResponse]


def stream_origin(get_response: View) -> View:
    """Allow pages to listen to the stream process where it has a port of its own (docs/decisions/0003)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.STREAM_PORT:
            response._csp_update = {"connect-src": [origin(request)]}  # type: ignore[attr-defined]
        return response

    return middleware


def heartbeat(get_response: View) -> View:
    """Any authenticated request of a person shows that the desk is there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        person = getattr(request, "user", None)
        if person is not None and person.is_authenticated and person.kind == PersonKind.STAFF:
            beat(person_id=person.pk, at=clock.now())
        return response

    return middleware
