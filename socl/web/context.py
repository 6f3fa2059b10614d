"""What every page knows: where the stream is, and which places its reader may go to."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from socl.core import clock
from socl.orga.models import Person
from socl.web.places import places
from socl.web.stream import stream_url


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html."""
    person = getattr(request, "user", None)
    signed_in = isinstance(person, Person)
    found = places(person, clock.today()) if isinstance(person, Person) else []
    return {
        "demo": settings.SOCL_DEMO,
        "stream_url": stream_url(request) if signed_in else "",
        "places": found,
        # The nearest place alone: the Serviceplätze lie below the Kalender.
        "here": max((p.url for p in found if request.path.startswith(p.url)), key=len, default=""),
    }
