"""What a citizen has said so far: in the session, never in an address, forgotten after an hour."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import HttpRequest

from atv.otv.queries.times import Asked

KEY, DONE = "otv", "otv_done"
KEPT_SECONDS = 3600
MOST_CHOICES = 4  # several windows side by side


@dataclass
class Draft:
    """``details``: who books, the same for every Anliegen. ``choice``: what and when, of one site and Anliegen."""

    details: dict[str, str] = field(default_factory=dict)
    choice: dict[str, str] = field(default_factory=dict)

    @property
    def starts_at(self) -> datetime | None:
        text = self.choice.get("starts_at", "")
        return datetime.fromisoformat(text) if text else None

    @property
    def asked(self) -> Asked:
        return Asked(_day(self.choice.get("first_jobless_on")), _day(self.choice.get("known_on")))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def draft_of(request: HttpRequest, site: str, code: str) -> Draft:
    """What was said so far about this Anliegen of this site."""
    kept = request.session.get(KEY, {})
    return Draft(dict(kept.get("details", {})), dict(kept.get("choices", {}).get(f"{site}/{code}", {})))


def keep(request: HttpRequest, site: str, code: str, draft: Draft) -> None:
    """Remember it for an hour from now; a session of staff lasts as long as theirs."""
    kept = request.session.get(KEY, {})
    choices = {k: v for k, v in kept.get("choices", {}).items() if k != f"{site}/{code}"}
    latest = dict(list(choices.items())[-(MOST_CHOICES - 1) :])
    request.session[KEY] = {"details": draft.details, "choices": {**latest, f"{site}/{code}": draft.choice}}
    _expire(request)


def forget(request: HttpRequest, termin_id: int) -> None:
    """It is booked: only the number of the Termin stays, for the page that says so."""
    request.session.pop(KEY, None)
    request.session[DONE] = termin_id
    _expire(request)


def booked_in(request: HttpRequest) -> int | None:
    """The Termin that this browser has booked last."""
    found: int | None = request.session.get(DONE)
    return found


def _expire(request: HttpRequest) -> None:
    if not request.user.is_authenticated:
        request.session.set_expiry(KEPT_SECONDS)
