"""REST: Serviceplätze, Zeitfenster and Ausfallzeiten."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from atv.kalender.actions.ausfallzeiten import enter_ausfallzeit, withdraw_ausfallzeit
from atv.kalender.actions.changing import Effect, Order, preview
from atv.kalender.actions.serviceplaetze import change_serviceplatz, open_serviceplatz
from atv.kalender.actions.supply import ensure_kalender
from atv.kalender.actions.zeitfenster import (
    NewWindow,
    change_zeitfenster,
    changed,
    end_zeitfenster,
    open_zeitfenster,
)
from atv.kalender.queries import supply
from atv.kalender.web import supply_shapes as shapes
from atv.kalender.web.day_pages import unit_of
from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.paging import ByIdPagination
from socl.core.api.parsing import body, query
from socl.lib.workdays import ONE_DAY
from socl.orga import gates
from socl.orga.gates import Scope
from socl.orga.models import Unit
from socl.orga.rules.roles import Grant


def _scope(request: Request, grant: Grant = Grant.SET_UP_SUPPLY) -> Scope:
    return gates.require(gates.who(request), grant, clock.today())


def _unit(request: Request, key: str) -> Unit:
    """A team or Eingangszone whose supply the person may set up; 404 for any other."""
    return unit_of(gates.who(request), key, Grant.SET_UP_SUPPLY)


def _page(request: Request, rows: QuerySet[Any], unit: str, shown: Callable[[Any], Any]) -> Response:
    """A list in scope, newest first, narrowed by the query."""
    wanted = query(request, shapes.SupplyFilter)
    if wanted["unit"]:
        rows = rows.filter(**{f"{unit}__key": wanted["unit"]})
    if wanted["serviceplatz"]:
        rows = rows.filter(**{"pk" if unit == "kalender__unit" else "serviceplatz": wanted["serviceplatz"]})
    pages = ByIdPagination()
    return pages.get_paginated_response([shown(r) for r in pages.paginate_queryset(rows, request) or []])


def _change(
    request: Request,
    kalender_id: int,
    wanted: dict[str, Any],
    verb: Callable[..., Effect],
    shown: Callable[[Any], dict[str, Any]],
    status: int = 200,
    **values: Any,
) -> Response:
    """Send a change to its verb, or with ``?dry_run=1`` only ask what it would do."""
    asked = query(request, shapes.DryRun)
    order = Order(
        kalender_id,
        gates.who(request),
        clock.now(),
        wanted.get("version"),
        bool(wanted.get("displace") or asked["displace"]),
    )
    if asked["dry_run"]:
        return Response(preview(verb, order, **values).facts())
    effect = verb(order=order, **values)
    made = effect.made[0] if isinstance(effect.made, list) else effect.made
    facts = effect.facts()
    touched = {name: facts[name] for name in ("version", "repacked", "displaced")}
    return Response({**shown(made), **touched}, status=status)


def _or_effect(name: str, shape: Any) -> Any:
    """The thing itself, or with ``dry_run`` the effect."""
    return PolymorphicProxySerializer(
        component_name=name, serializers=[shape, shapes.EffectOut], resource_type_field_name=None
    )


@extend_schema(methods=["GET"], parameters=[shapes.SupplyFilter], responses=shapes.PlatzPage)
@extend_schema(
    methods=["POST"],
    parameters=[shapes.DryRun],
    request=shapes.PlatzIn,
    responses={201: shapes.PlatzOut, 200: shapes.EffectOut},
)
@api_view(["GET", "POST"])
@idempotent
def serviceplaetze(request: Request) -> Response:
    """Serviceplätze in scope, or one more. A unit without a calendar gets one. Rule SOCL 3/OS/3."""
    if request.method == "GET":
        rows = supply.places_in(_scope(request, Grant.READ_DAY_SHEET))
        return _page(request, rows, "kalender__unit", supply.place_json)
    wanted = body(request, shapes.PlatzIn)
    unit = _unit(request, wanted["unit"])
    kalender = ensure_kalender(unit=unit, by=gates.who(request), at=clock.now())
    values: dict[str, Any] = {
        "number": wanted["number"],
        "label": wanted["label"],
        "valid_from": wanted["active_from"],
        "valid_until": wanted["active_until"],
    }
    return _change(request, kalender.pk, wanted, open_serviceplatz, supply.place_json, 201, **values)


@extend_schema(
    parameters=[shapes.DryRun],
    request=shapes.PlatzPatch,
    responses=_or_effect("PlatzOrEffect", shapes.PlatzOut),
)
@api_view(["PATCH"])
def serviceplatz(request: Request, pk: int) -> Response:
    """Name it anew, or close it from the day ``active_until`` on."""
    place = get_object_or_404(supply.places_in(_scope(request)), pk=pk)
    wanted = body(request, shapes.PlatzPatch)
    values: dict[str, Any] = {
        "label": wanted.get("label", place.label),
        "valid_until": wanted.get("active_until", place.valid_until),
    }
    return _change(
        request, place.kalender_id, wanted, change_serviceplatz, supply.place_json, place_id=pk, **values
    )


@extend_schema(methods=["GET"], parameters=[shapes.SupplyFilter], responses=shapes.WindowPage)
@extend_schema(
    methods=["POST"],
    parameters=[shapes.DryRun],
    request=shapes.WindowIn,
    responses={201: shapes.WindowOut, 200: shapes.EffectOut},
)
@api_view(["GET", "POST"])
@idempotent
def zeitfenster(request: Request) -> Response:
    """Zeitfenster in scope, or a new one: a weekly pattern, or a single day by ``date``."""
    if request.method == "GET":
        rows = supply.windows_in(_scope(request, Grant.READ_DAY_SHEET))
        return _page(request, rows, "serviceplatz__kalender__unit", supply.window_json)
    reach, wanted = _scope(request), body(request, shapes.WindowIn)
    place = get_object_or_404(supply.places_in(reach), pk=wanted["serviceplatz"])
    day = wanted["date"]
    new = NewWindow(
        [day.isoweekday()] if day else sorted(set(wanted["weekdays"])),
        wanted["from"],
        wanted["until"],
        wanted.get("terminarten", sorted(supply.offerable(place.kalender))),
        wanted["channels"],
    )
    values: dict[str, Any] = {
        "place_ids": [place.pk],
        "new": new,
        "valid_from": day or wanted["valid_from"],
        "valid_until": day + ONE_DAY if day else wanted["valid_until"],
    }
    return _change(request, place.kalender_id, wanted, open_zeitfenster, supply.window_json, 201, **values)


@extend_schema(
    methods=["PATCH"],
    parameters=[shapes.DryRun],
    request=shapes.WindowPatch,
    responses=_or_effect("WindowOrEffect", shapes.WindowOut),
)
@extend_schema(
    methods=["DELETE"],
    parameters=[shapes.DryRun],
    responses={200: _or_effect("WindowOrEffect", shapes.WindowOut)},
)
@api_view(["PATCH", "DELETE"])
def one_zeitfenster(request: Request, pk: int) -> Response:
    """Change or end it from a day on; what was before that day stays. The changed one has an id of its own."""
    window = get_object_or_404(supply.windows_in(_scope(request)), pk=pk)
    kalender_id, today = window.serviceplatz.kalender_id, clock.today()
    if request.method == "DELETE":
        return _change(
            request, kalender_id, {}, end_zeitfenster, supply.window_json, window_id=pk, from_day=today
        )
    wanted = body(request, shapes.WindowPatch)
    names = {
        "weekdays": "weekdays",
        "from": "starts",
        "until": "ends",
        "terminarten": "terminarten",
        "channels": "channels",
    }
    new = changed(window, **{ours: wanted[theirs] for theirs, ours in names.items() if theirs in wanted})
    values: dict[str, Any] = {
        "window_id": pk,
        "new": new,
        "from_day": wanted["valid_from"] or today,
        "valid_until": wanted.get("valid_until", window.valid_until),
    }
    return _change(request, kalender_id, wanted, change_zeitfenster, supply.window_json, **values)


@extend_schema(methods=["GET"], parameters=[shapes.SupplyFilter], responses=shapes.AusfallPage)
@extend_schema(
    methods=["POST"],
    parameters=[shapes.DryRun],
    request=shapes.AusfallIn,
    responses={201: shapes.AusfallOut, 200: shapes.EffectOut},
)
@api_view(["GET", "POST"])
@idempotent
def ausfallzeiten(request: Request) -> Response:
    """Ausfallzeiten in scope, or a new one; 409 ``bookings_inside`` unless ``displace``."""
    if request.method == "GET":
        rows = supply.ausfallzeiten_in(_scope(request, Grant.READ_DAY_SHEET))
        return _page(request, rows, "kalender__unit", supply.ausfallzeit_json)
    reach, wanted = _scope(request), body(request, shapes.AusfallIn)
    if wanted["serviceplatz"]:
        kalender_id = get_object_or_404(supply.places_in(reach), pk=wanted["serviceplatz"]).kalender_id
    else:
        unit = _unit(request, wanted["unit"])
        kalender_id = ensure_kalender(unit=unit, by=gates.who(request), at=clock.now()).pk
    values: dict[str, Any] = {
        "place_id": wanted["serviceplatz"],
        **{n: wanted[n] for n in ("starts_at", "ends_at", "reason")},
    }
    return _change(request, kalender_id, wanted, enter_ausfallzeit, supply.ausfallzeit_json, 201, **values)


@extend_schema(parameters=[shapes.DryRun], responses={200: _or_effect("AusfallOrEffect", shapes.AusfallOut)})
@api_view(["DELETE"])
def ausfallzeit(request: Request, pk: int) -> Response:
    """Open again what it closed."""
    away = get_object_or_404(supply.ausfallzeiten_in(_scope(request)), pk=pk)
    return _change(
        request, away.kalender_id, {}, withdraw_ausfallzeit, supply.ausfallzeit_json, ausfallzeit_id=pk
    )


urlpatterns = [
    path("serviceplaetze/", serviceplaetze),
    path("serviceplaetze/<int:pk>/", serviceplatz),
    path("zeitfenster/", zeitfenster),
    path("zeitfenster/<int:pk>/", one_zeitfenster),
    path("ausfallzeiten/", ausfallzeiten),
    path("ausfallzeiten/<int:pk>/", ausfallzeit),
]
