"""The frame of the public pages: what every step of a booking knows, and a clear page where the offer is gone."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from atv.otv.models import OtvAnliegen
from atv.otv.queries.public import Shown, opening_words, shown
from atv.otv.queries.texts import text_block
from atv.otv.rules.catalogue import CATALOGUE, MANDATORY
from atv.otv.web.draft import Draft, draft_of, keep
from socl.core import clock

P = ParamSpec("P")
FORM = ["GET", "HEAD", "POST"]


class Gone(Exception):
    """A site or Anliegen that citizens could book and cannot any more."""

    def __init__(self, found: Shown) -> None:
        self.found = found


def open_site(key: str) -> Shown:
    """The site, open today; Http404 where there never was one, ``Gone`` where it is closed."""
    found = shown(key, clock.today())
    if found is None:
        raise Http404
    if not found.is_open:
        raise Gone(found)
    return found


class Step:
    """What every step of a booking knows."""

    def __init__(self, request: HttpRequest, key: str, code: str) -> None:
        self.request, self.at, self.key, self.code = request, clock.now(), key, code
        self.found = open_site(key)
        if code not in CATALOGUE:
            raise Http404
        matching = [row for row in self.found.anliegen if row.code == code]
        if not matching:
            raise Gone(self.found)
        self.anliegen: OtvAnliegen = matching[0]
        self.anliegen.site = self.found.site
        self.draft: Draft = draft_of(request, key, code)

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """A page of this step."""
        facts = {"site": self.found.site, "anliegen": self.anliegen, "entry": CATALOGUE[self.code], **context}
        facts["is_mandatory"] = self.code == MANDATORY
        facts["is_draft"] = self.code == MANDATORY and text_block().is_draft
        return render(self.request, f"otv/{template}.html", facts, status=status)

    def keep(self) -> None:
        """Remember what has been said."""
        keep(self.request, self.key, self.code, self.draft)

    def to(self, name: str) -> HttpResponse:
        """To another step."""
        return redirect(name, self.key, self.code)


def public(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for everybody: an offer that is gone is said clearly. Rule OTVT-10."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Gone as gone:
            site = gone.found.site
            context = {"site": site, "found": gone.found, "hours": opening_words(site, clock.today())}
            return render(request, "otv/gone.html", context, status=410)

    return answer


def step(view: Callable[[Step], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one Anliegen of one site; a clear page where it is there no more."""

    @require_http_methods(FORM)
    @sensitive_post_parameters()
    @public
    @wraps(view)
    def answer(request: HttpRequest, key: str, code: str) -> HttpResponse:
        return view(Step(request, key, code))

    return answer
