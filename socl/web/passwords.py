"""Wrong passwords per account over all devices, beside what django-axes counts per account and device."""

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.conf import settings
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from django.http import HttpRequest

from socl.orga.queries.accounts import wrong_passwords

# Ten devices at their limit: too many for colleagues at play, too few for guessing at a password (docs/decisions/0015).
MOST_PER_ACCOUNT = 50


class Handler(AxesDatabaseHandler):  # type: ignore[misc]  # the library bears no types
    """As the library's own, and an account pauses for every device once so many were wrong anywhere."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """How often it was wrong here; the limit itself where the whole account is at its own."""
        here: int = super().get_failures(request, credentials)
        username = get_client_username(request, credentials)
        if here < settings.AXES_FAILURE_LIMIT and username:
            everywhere = wrong_passwords(username, get_cool_off_threshold(request))
            return int(settings.AXES_FAILURE_LIMIT) if everywhere >= MOST_PER_ACCOUNT else here
        return here
