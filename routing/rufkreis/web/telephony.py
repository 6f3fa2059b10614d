"""The telephone systems: are they there, and their signing secrets."""

import secrets

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from routing.rufkreis.actions.setup import rotate_secret
from routing.rufkreis.queries import telephony
from socl.core import clock
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant

SECRET_BYTES = 32


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Every telephone system with its health."""
    gates.require(gates.who(request), Grant.READ_STATE, clock.today())
    return _page(request, gates.who(request))


def _page(request: HttpRequest, person: Person, **more: object) -> HttpResponse:
    at, may_rotate = clock.now(), bool(gates.scope(person, Grant.MANAGE_CLIENTS, clock.today()))
    context = {"systems": telephony.health(at), "at": at, "may_rotate": may_rotate, **more}
    return render(request, "rufkreis/telephony.html", context)


@require_POST
@login_required
@never_cache
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """A new signing secret, shown this once; the old one stays valid for a day."""
    person = gates.who(request)
    gates.require(person, Grant.MANAGE_CLIENTS, clock.today())
    pbx = telephony.pbx_by_id(pk)
    if pbx is None:
        raise Http404
    secret = secrets.token_urlsafe(SECRET_BYTES)
    changed = rotate_secret(pbx=pbx, secret=secret, by=person, at=clock.now())
    return _page(request, person, changed=changed, secret=secret)


urlpatterns: list[URLPattern] = [
    path("", overview, name="telephony"),
    path("<int:pk>/schluessel/", rotate, name="telephony_rotate"),
]
