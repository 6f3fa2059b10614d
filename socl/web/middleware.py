"""Small wrappers around every request: its id and log line, headers, the stream's origin, the desk's heartbeat."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from routing.rufkreis.actions.desk import heartbeat as beat
from socl.core import addresses, clock, request_id
from socl.orga.models import PersonKind
from socl.web import views
from socl.web.metrics import observe
from socl.web.stream import origin

log = logging.getLogger("socl.access")
LARGEST_BODY = 6 * 1024 * 1024  # bytes
View = Callable[[HttpRequest], HttpResponse]


def observed(get_response: View) -> View:
    """Give the request an id, count it, and write one line: the route, never the path, which may hold anything."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        number = request_id.accepted(request.headers.get(request_id.HEADER, ""))
        with request_id.carried(number):
            response = get_response(request)
            seconds, face = time.perf_counter() - began, _face(request.path)
            observe(face, response.status_code, seconds)
            if log.isEnabledFor(logging.INFO):
                log.info("answered", extra=_line(request, response, face, seconds))
        response[request_id.HEADER] = number
        return response

    return middleware


def client_address(get_response: View) -> View:
    """Behind TRUSTED_PROXIES every client would have the proxy's address, and be throttled with all the others."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.TRUSTED_PROXIES and (said := request.headers.get("X-Forwarded-For")):
            peer = request.META.get("REMOTE_ADDR", "")
            request.META["REMOTE_ADDR"] = addresses.client_address(peer, said, settings.TRUSTED_PROXIES)
        return get_response(request)

    return middleware


def _face(path: str) -> str:
    """Few words, so that the figures stay few."""
    for start, face in (
        ("/api/cti/", "cti"),
        ("/api/", "rest"),
        ("/oauth/", "oauth"),
        ("/static/", "static"),
    ):
        if path.startswith(start):
            return face
    return "pages"


def _line(request: HttpRequest, response: HttpResponse, face: str, seconds: float) -> dict[str, object]:
    found = request.resolver_match
    return {
        "face": face,
        "method": request.method,
        "route": found.route if found else "",
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }


# What no page of ours uses; and no browser keeps an answer, for it may be about a person (BSI CON.10.A7).
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def hardened(get_response: View) -> View:
    """Headers beyond Django's own, for every answer that does not set them itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        return response

    return middleware


def bounded(get_response: View) -> View:
    """Refuse what is larger than the largest upload (5 MB, in its multipart frame) before a byte of it is kept.

    What an upload may be beyond that, each form and address says itself.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > LARGEST_BODY:
            return views.too_large(request)
        return get_response(request)

    return middleware


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
