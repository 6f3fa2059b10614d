"""REST of the OTK: the site of a Dienststelle, its Anliegen, release, withdrawal, planned start."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404
from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from atv.otv.actions.anliegen import put_anliegen
from atv.otv.actions.changing import Order
from atv.otv.actions.content import change_site
from atv.otv.actions.sites import release, report_start, set_up_site, withdraw
from atv.otv.models import OtvSite
from atv.otv.queries import otk
from atv.otv.queries.sites import site_by_key
from atv.otv.queries.snapshot import SITE_FIELDS
from atv.otv.rules.anliegen import refuse_code
from atv.otv.rules.areas import Area, Exempt
from atv.otv.rules.catalogue import OFFERED
from atv.otv.rules.site import SiteValues
from atv.otv.web import otk_shapes as shapes
from atv.otv.web.otk_pages import site_for
from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.parsing import body
from socl.orga import gates
from socl.orga.models import Unit
from socl.orga.queries import unit_by_key
from socl.orga.rules.roles import Grant


def _order(request: Request, site: OtvSite, wanted: dict[str, Any]) -> Order:
    return Order(site.pk, gates.who(request), clock.now(), wanted["version"])


def _shown(key: str, status: int = 200) -> Response:
    """The site as it is now."""
    found = site_by_key(key)
    assert found is not None
    return Response(shapes.site_json(found), status=status)


@extend_schema(methods=["GET"], responses=shapes.OtkSiteOut)
@extend_schema(
    methods=["PUT"], request=shapes.SiteIn, responses={200: shapes.OtkSiteOut, 201: shapes.OtkSiteOut}
)
@api_view(["GET", "PUT"])
def one_site(request: Request, key: str) -> Response:
    """What a Dienststelle offers, with the templates of what it does not; the first PUT begins its site.

    409 ``not_allowed`` with ``rule`` for a Geschäftsfeld that directive 202202013 has not opened, ``stale``.
    """
    who = gates.who(request)
    if request.method == "GET":
        return Response(shapes.site_json(site_for(who, key, Grant.READ_OTV)))
    site = site_by_key(key)
    unit = site.unit if site else _unit(key)
    gates.require(who, Grant.CONFIGURE_OTV, clock.today(), unit)
    wanted = body(request, shapes.SiteIn)
    status = 200
    if site is None:
        area, exempt = Area(wanted["area"]), Exempt(wanted["exempt"])
        until = wanted["trial_until"]
        site = set_up_site(unit=unit, by=who, at=clock.now(), area=area, exempt=exempt, trial_until=until)
        status = 201
    said = {name: wanted[name] for name in SITE_FIELDS if name in wanted}
    if said:
        now = SiteValues(**{name: getattr(site, name) for name in SITE_FIELDS})
        change_site(order=_order(request, site, wanted), wanted=replace(now, **said))
    return _shown(site.key, status)


def _unit(key: str) -> Unit:
    unit = unit_by_key(key, clock.today())
    if unit is None or unit.kind not in otk.PLACES:
        raise Http404
    return unit


@extend_schema(methods=["GET"], responses=shapes.OtkAnliegenOut)
@extend_schema(methods=["PUT"], request=shapes.OtkAnliegenIn, responses=shapes.OtkAnliegenOut)
@api_view(["GET", "PUT"])
def one_anliegen(request: Request, key: str, code: str) -> Response:
    """What the site says about one Anliegen. 409 ``not_allowed`` with ``rule`` where law or directive forbid it."""
    writes = request.method == "PUT"
    site = site_for(gates.who(request), key, Grant.CONFIGURE_OTV if writes else Grant.READ_OTV)
    if writes:
        wanted = body(request, shapes.OtkAnliegenIn)
        refuse_code(code)
        now = otk.choice_of(code, otk.anliegen_of(site, code)).values
        said = {name: value for name, value in wanted.items() if name != "version"}
        put_anliegen(order=_order(request, site, wanted), code=code, wanted=replace(now, **said))
        site.refresh_from_db(fields=["version"])
    elif code not in OFFERED:
        raise Http404
    return Response(shapes.anliegen_json(otk.choice_of(code, otk.anliegen_of(site, code)), site))


def _step(
    request: Request,
    key: str,
    shape: type[serializers.Serializer[Any]],
    verb: Callable[[Order, dict[str, Any]], OtvSite],
) -> Response:
    """Take one step with a site and answer it as it is then."""
    site = site_for(gates.who(request), key, Grant.CONFIGURE_OTV)
    wanted = body(request, shape)
    verb(_order(request, site, wanted), wanted)
    return _shown(key)


@extend_schema(request=shapes.FromIn, responses=shapes.OtkSiteOut)
@api_view(["POST"])
@idempotent
def release_site(request: Request, key: str) -> Response:
    """Open the site for booking. 409 ``not_allowed`` with ``rule``, ``wrong_state``, ``stale``."""
    return _step(request, key, shapes.FromIn, lambda order, w: release(order=order, live_from=w["from"]))


@extend_schema(request=shapes.FromIn, responses=shapes.OtkSiteOut)
@api_view(["POST"])
@idempotent
def withdraw_site(request: Request, key: str) -> Response:
    """Close the site from a day on; what is booked stays. 409 ``wrong_state``, ``stale``."""
    return _step(request, key, shapes.FromIn, lambda order, w: withdraw(order=order, live_until=w["from"]))


@extend_schema(request=shapes.StartIn, responses=shapes.OtkSiteOut)
@api_view(["POST"])
@idempotent
def report_site_start(request: Request, key: str) -> Response:
    """Tell the RD when the site is planned to start. Rule OTV 3/AA/1."""
    return _step(
        request,
        key,
        shapes.StartIn,
        lambda order, w: report_start(order=order, planned_start_on=w["planned_start_on"]),
    )


urlpatterns: list[URLPattern] = [
    path("otk/sites/<slug:key>/", one_site),
    path("otk/sites/<slug:key>/anliegen/<slug:code>/", one_anliegen),
    path("otk/sites/<slug:key>/release/", release_site),
    path("otk/sites/<slug:key>/withdraw/", withdraw_site),
    path("otk/sites/<slug:key>/report-start/", report_site_start),
]
