"""Every request of a signed-in browser: session still open, password one's own, second factor shown?"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from socl.core import clock
from socl.core.api.problems import ProblemResponse, is_api
from socl.orga import gates
from socl.orga.models import Person, PersonKind
from socl.orga.rules.roles import SECOND_FACTOR

View = Callable[[HttpRequest], HttpResponse]
SIGNED_IN, SEEN = "signed_in_at", "seen_at"
BY_PROVIDER = "second_factor_by_provider"
NOTED_EVERY = timedelta(minutes=1)
WAY_OUT = {"login", "logout", "password", "second_factor", "second_factor_set_up", "healthz", "readyz"}


def is_over(session: SessionBase, at: datetime) -> bool:
    """True after the longest day (SESSION_COOKIE_AGE) or after SESSION_IDLE without an act of the person."""
    begun, seen = session.get(SIGNED_IN), session.get(SEEN)
    if begun is None or seen is None:
        return False
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return at - _moment(begun) > longest or at - _moment(seen) > settings.SESSION_IDLE


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def session_guard(get_response: View) -> View:
    """Ends a session that is over; until password and second factor are in order, only those pages open."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, Person):
            at = clock.now()
            if is_over(request.session, at):
                logout(request)
                messages.info(request, "Ihre Sitzung ist abgelaufen. Bitte melden Sie sich neu an.")
            else:
                _note(request, at)
                if (missing := _missing(request, request.user, at)) and not _is_way_out(request):
                    return _send_to(request, missing)
        response = get_response(request)
        if request.session.modified and SIGNED_IN not in request.session and isinstance(request.user, Person):
            _begin(request.session, clock.now())  # this very request was the login
        return response

    return middleware


def _begin(session: SessionBase, at: datetime) -> None:
    session[SIGNED_IN] = session[SEEN] = at.isoformat()


def _note(request: HttpRequest, at: datetime) -> None:
    """That the person acted. What a page fetches by itself is no act, or nobody would ever be idle."""
    session = request.session
    by_itself = request.method == "GET" and "HX-Request" in request.headers
    if SIGNED_IN not in session:
        _begin(session, at)
    elif not by_itself and at - _moment(session[SEEN]) > NOTED_EVERY:
        session[SEEN] = at.isoformat()


def _missing(request: HttpRequest, person: Person, at: datetime) -> str:
    """The page that must come first; empty if none."""
    if person.must_change_password:
        return "password"
    if not settings.SECOND_FACTOR or person.kind != PersonKind.STAFF or is_verified(request):
        return ""
    needed = SECOND_FACTOR & set(gates.roles(person, clock.today()))
    return "second_factor" if needed else ""


def is_verified(request: HttpRequest) -> bool:
    """True if this session has shown a second factor, here or at the identity provider."""
    return bool(request.user.is_verified() or request.session.get(BY_PROVIDER))  # type: ignore[union-attr]


def _is_way_out(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).url_name in WAY_OUT
    except Resolver404:
        return False


def _send_to(request: HttpRequest, missing: str) -> HttpResponse:
    if is_api(request):
        words = {
            "password": ("password_change_required", "Zuerst ist ein eigenes Kennwort zu setzen."),
            "second_factor": ("second_factor_required", "Diese Rolle braucht den zweiten Faktor."),
        }
        code, text = words[missing]
        return ProblemResponse(403, text, code)
    return redirect(missing)
