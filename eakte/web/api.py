"""REST: the Sonderpostkorb of an Operative Service and its work orders."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, parser_classes
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from eakte import queries
from eakte.actions import orders as verbs
from eakte.actions.attachments import attach
from eakte.models import WorkOrder
from eakte.rules.attachments import MOST_BYTES
from eakte.rules.lifecycle import Result
from eakte.web import shapes
from eakte.web.files import file_response
from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.paging import ByIdPagination
from socl.core.api.parsing import TooLarge, body, query
from socl.journal.record import record_access
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import UnitKind
from socl.orga.queries import unit_by_key
from socl.orga.rules.roles import Grant

MULTIPART_OVERHEAD = 64 * 1024


def _order(request: Request, pk: int, grant: Grant) -> WorkOrder:
    """An order within the reach of ``grant``; 404 outside of it."""
    return gates.one_within(queries.orders_in, pk, gates.who(request), grant, clock.today())


def _answer(request: Request, pk: int, status: int = 200) -> Response:
    """The order as it is now; that it was read is recorded."""
    found = queries.one(pk)
    record_access([found], by=gates.who(request), at=clock.now(), purpose="rest")
    return Response(queries.order_json(found), status=status)


@extend_schema(parameters=[shapes.ListIn], responses=shapes.WorkOrderListOut)
@api_view(["GET"])
def orders_of(request: Request, os: str) -> Response:
    """The orders of one OS, newest first, of one state if asked for; no names, no free text."""
    unit = unit_by_key(os, clock.today(), UnitKind.OS)
    if unit is None:
        raise Http404
    reach = gates.require(gates.who(request), Grant.READ_ORDERS, clock.today(), unit)
    found = queries.orders_in(reach).filter(postkorb__os=unit)
    state = query(request, shapes.ListIn)["state"]
    pages = ByIdPagination()
    rows = pages.paginate_queryset(found.filter(state=state) if state else found, request) or []
    return pages.get_paginated_response([queries.line_json(o) for o in rows])


@extend_schema(responses=shapes.WorkOrderOut)
@api_view(["GET"])
def order(request: Request, pk: int) -> Response:
    """One order with its history and attachments."""
    return _answer(request, _order(request, pk, Grant.READ_ORDERS).pk)


def _act(request: Request, found: WorkOrder, verb: Callable[..., Any], **values: Any) -> Response:
    verb(order=found, by=gates.who(request), at=clock.now(), **values)
    return _answer(request, found.pk)


@extend_schema(request=shapes.OptionalNoteIn, responses=shapes.WorkOrderOut)
@api_view(["POST"])
@idempotent
def claim(request: Request, pk: int) -> Response:
    """Take it in hand. 409 ``held_by_other``."""
    found = _order(request, pk, Grant.WORK_ORDERS)
    return _act(request, found, verbs.claim, **body(request, shapes.OptionalNoteIn))


@extend_schema(request=shapes.OrderNoteIn, responses=shapes.WorkOrderOut)
@api_view(["POST"])
@idempotent
def give_back(request: Request, pk: int) -> Response:
    """Put it back into the inbox: the holder, or the lead for a holder who is away. 409 ``held_by_other``."""
    found = _order(request, pk, Grant.WORK_ORDERS)
    leads = gates.scope(gates.who(request), Grant.LEAD_ORDERS, clock.today()).covers(found.postkorb.os)
    return _act(request, found, verbs.give_back, for_holder=leads, **body(request, shapes.OrderNoteIn))


@extend_schema(request=shapes.ForwardIn, responses=shapes.WorkOrderOut)
@api_view(["POST"])
@idempotent
def forward(request: Request, pk: int) -> Response:
    """Send it to the right OS. 409 ``held_by_other``, ``same_os``; 422 ``unknown_os``."""
    found, values = _order(request, pk, Grant.WORK_ORDERS), body(request, shapes.ForwardIn)
    os = unit_by_key(values["os"], clock.today(), UnitKind.OS)
    if os is None:
        raise Refusal("unknown_os", "Diesen Operativen Service gibt es nicht.", status=422)
    return _act(request, found, verbs.forward, os=os, note=values["note"])


@extend_schema(request=shapes.FinishIn, responses=shapes.WorkOrderOut)
@api_view(["POST"])
@idempotent
def finish(request: Request, pk: int) -> Response:
    """It is done. 409 ``held_by_other``."""
    found, values = _order(request, pk, Grant.WORK_ORDERS), body(request, shapes.FinishIn)
    return _act(request, found, verbs.finish, result=Result(values["result"]), note=values["note"])


@extend_schema(request=shapes.OrderNoteIn, responses=shapes.WorkOrderOut)
@api_view(["POST"])
@idempotent
def reopen(request: Request, pk: int) -> Response:
    """Back into the inbox after it was done."""
    found = _order(request, pk, Grant.WORK_ORDERS)
    return _act(request, found, verbs.reopen, **body(request, shapes.OrderNoteIn))


@extend_schema(request={"multipart/form-data": shapes.AttachIn}, responses={201: shapes.AttachmentOut})
@api_view(["POST"])
@parser_classes([MultiPartParser])
def attachments(request: Request, pk: int) -> Response:
    """Attach a PDF, PNG or JPEG of at most 5 MB; the same bytes again are the same attachment. 413, 415."""
    found = _order(request, pk, Grant.WORK_ORDERS)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + MULTIPART_OVERHEAD:
        raise TooLarge  # before anything of it is read
    file = body(request, shapes.AttachIn)["file"]
    made = attach(order=found, name=file.name, content=file.read(), by=gates.who(request), at=clock.now())
    return Response(queries.attachment_json(made), status=201)


@extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
@api_view(["GET"])
def attachment(request: Request, pk: int, attachment: int) -> HttpResponse:
    """The bytes of an attachment; that they were read is recorded."""
    found = _order(request, pk, Grant.READ_ORDERS)
    return file_response(found, attachment, gates.who(request), clock.now())


urlpatterns = [
    path("sonderpostkoerbe/<str:os>/work-orders/", orders_of),
    path("work-orders/<int:pk>/", order),
    path("work-orders/<int:pk>/claim/", claim),
    path("work-orders/<int:pk>/return/", give_back),
    path("work-orders/<int:pk>/forward/", forward),
    path("work-orders/<int:pk>/finish/", finish),
    path("work-orders/<int:pk>/reopen/", reopen),
    path("work-orders/<int:pk>/attachments/", attachments),
    path("work-orders/<int:pk>/attachments/<int:attachment>/", attachment),
]
