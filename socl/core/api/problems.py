"""Every error of the REST face as application/problem+json (RFC 9457)."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions, status
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from socl.lib.refusal import Refusal

log = logging.getLogger("socl.api")

TYPE = "about:blank"
CODES = {
    400: "unparseable",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
}
CODES |= {
    406: "not_acceptable",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "throttled",
}


def problem(status_code: int, detail: str, code: str = "", **extra: Any) -> dict[str, Any]:
    """The members of a problem document."""
    return {
        "type": TYPE,
        "title": HTTPStatus(status_code).phrase,
        "status": status_code,
        "detail": detail,
        "code": code or CODES.get(status_code, "error"),
        **extra,
    }


NO_CHOICE = "Das ist keine der möglichen Angaben."


class ProblemResponse(JsonResponse):
    """A problem document outside of REST framework (middleware, error handlers, the telephone system's face)."""

    def __init__(self, status_code: int, detail: str, code: str = "", **extra: Any) -> None:
        super().__init__(
            problem(status_code, detail, code, **extra),
            status=status_code,
            content_type="application/problem+json",
        )


def refusal_problem(no: Refusal) -> dict[str, Any]:
    """A verb's "no" as a problem document; ``rule`` only where a directive's rule refuses."""
    rule = {"rule": no.rule} if no.rule else {}
    return problem(no.status, no.message, no.code, **rule, **no.extra)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's hook: what is known becomes a problem document, what is not stays a fault of ours."""
    headers: dict[str, str] = {}
    if isinstance(error, Refusal):
        body = refusal_problem(error)
    elif isinstance(error, Http404 | exceptions.NotFound):
        body = problem(404, "Nicht gefunden.")
    elif isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        body = problem(403, "Dafür fehlt die Berechtigung.")
    elif isinstance(error, RequestDataTooBig):
        body = problem(413, "Die Anfrage ist zu groß.")
    elif isinstance(error, exceptions.ValidationError):
        body = problem(422, "Die Angaben sind unvollständig oder ungültig.", errors=_errors(error.detail))
    elif isinstance(error, exceptions.APIException):
        if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
            error.status_code = status.HTTP_401_UNAUTHORIZED
            headers["WWW-Authenticate"] = "Bearer"
        body = problem(error.status_code, str(error.detail))
    else:
        return None
    if asked := context.get("request"):  # a problem is JSON, whatever the view would have drawn
        asked.accepted_renderer, asked.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
    return Response(body, status=body["status"], headers=headers, content_type="application/problem+json")


def _errors(detail: Any) -> dict[str, Any]:
    """Field -> messages; what concerns no single field stands under ``non_field_errors``."""
    said = _without_values(detail)
    return said if isinstance(said, dict) else {"non_field_errors": said}


def _without_values(detail: Any) -> Any:
    """The messages without what was sent: REST framework quotes a wrong choice, which may be anything, a name too."""
    if isinstance(detail, dict):
        return {name: _without_values(inner) for name, inner in detail.items()}
    if isinstance(detail, list):
        return [_without_values(inner) for inner in detail]
    return NO_CHOICE if getattr(detail, "code", "") == "invalid_choice" else detail


def is_api(request: HttpRequest) -> bool:
    """True for the paths that machines speak to."""
    return request.path.startswith(("/api/", "/oauth/"))


class ProblemMiddleware:
    """Turns Django's own HTML errors under /api/ into problem documents (unknown path, wrong host, too large)."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        if "\0" in request.path:  # no address of ours, and nothing that PostgreSQL could look for
            raise Http404
        response = self.get_response(request)
        if response.status_code >= 400 and is_api(request):
            kind = response.get("Content-Type", "")
            if not kind.startswith(("application/problem+json", "application/json")):
                return ProblemResponse(response.status_code, HTTPStatus(response.status_code).phrase)
        return response
