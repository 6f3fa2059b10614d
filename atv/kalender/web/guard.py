"""What every page of the calendar does first and last: login, no copies, refusals, the record of who read what."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from atv.kalender.models import Booking
from socl.journal.record import record_access
from socl.lib.refusal import Refusal
from socl.orga.models import Person

P = ParamSpec("P")


def signed_in(
    view: Callable[Concatenate[HttpRequest, Person, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Login, nothing kept in the browser's cache, and a refusal that nobody caught as a page."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        assert isinstance(request.user, Person)
        try:
            return view(request, request.user, *args, **kwargs)
        except Refusal as no:
            return render(request, "kalender/refused.html", {"no": no}, status=no.status)

    return never_cache(login_required(answer))


def note_access(found: Iterable[Booking], person: Person, at: datetime, purpose: str) -> None:
    """Record that the data of these bookings was shown; each of them once."""
    record_access({b.pk: b for b in found}.values(), by=person, at=at, purpose=purpose)
