"""Home, login, help, and the pages for what went wrong."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from socl.core import clock
from socl.core.api.problems import ProblemResponse, is_api
from socl.orga.models import Person
from socl.web.places import places


def home(request: HttpRequest) -> HttpResponse:
    """The start page: where each role works; without a login, what this is and where to sign in."""
    if not isinstance(request.user, Person):
        return render(request, "web/start.html")
    found = places(request.user, clock.today())
    if found[0].is_workplace:
        return redirect(found[0].url)
    return render(request, "web/home.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: a page for people, a problem document for machines."""
    if is_api(request):
        return ProblemResponse(404, "Nicht gefunden.")
    template = "otv/unknown.html" if is_for_citizens(request) else "web/404.html"
    return render(request, template, status=404)


def is_for_citizens(request: HttpRequest) -> bool:
    """True for the public pages of the OTV: who got lost there is not sent to the staff's login."""
    return request.path.startswith(reverse("termin_start"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    if is_api(request):
        return ProblemResponse(403, "Dafür fehlt die Berechtigung.")
    return render(request, "web/403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    if is_api(request):
        return ProblemResponse(400, "Die Anfrage ist nicht lesbar.")
    return render(request, "web/400.html", status=400)


def too_large(request: HttpRequest) -> HttpResponse:
    """413."""
    if is_api(request):
        return ProblemResponse(413, "Die Anfrage ist zu groß.")
    return render(request, "web/400.html", status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: says that it is our fault and nothing else."""
    if is_api(request):
        return ProblemResponse(500, "Im System ist ein Fehler aufgetreten.")
    # Without the request: the context of a page asks the database, which may be what failed.
    return HttpResponse(render_to_string("web/500.html"), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: usually an old tab after a new login."""
    context: dict[str, Any] = {"title": "Bitte die Seite neu laden"}
    template = "otv/unknown.html" if is_for_citizens(request) else "web/403.html"
    return render(request, template, context, status=403)
