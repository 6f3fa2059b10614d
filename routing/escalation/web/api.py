"""REST: the whole call, its Anliegen, their next steps and ends."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from eakte.rules.lifecycle import Priority
from routing.escalation import queries
from routing.escalation.actions import anliegen as verbs
from routing.escalation.actions import onward
from routing.escalation.queries.elsewhere import helper_for, next_steps_json
from routing.escalation.rules.lifecycle import OutcomeKind
from routing.escalation.web import consult_api, figure_api, guide_api, repeat_api, shapes, story_api
from routing.escalation.web.answers import anliegen_json, outcome_json
from routing.escalation.web.mine import my_anliegen, my_call
from routing.rufkreis.queries.answers import call_json
from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.parsing import body
from socl.lib.workdays import berlin_iso
from socl.orga import gates


@extend_schema(responses=shapes.WholeCallOut)
@api_view(["GET"])
def call(request: Request, pk: int) -> Response:
    """My call with its Anliegen and its timeline."""
    found = my_call(gates.who(request), pk)
    timeline = [{**line, "at": berlin_iso(line["at"])} for line in queries.timeline(found)]
    anliegen = [
        anliegen_json(a) for a in queries.anliegen_of(gates.who(request)).filter(call=found).order_by("pk")
    ]
    return Response({**call_json(found, clock.now()), "anliegen": anliegen, "timeline": timeline})


@extend_schema(request=shapes.AnliegenIn, responses={201: shapes.AnliegenOut})
@api_view(["POST"])
@idempotent
def open_anliegen(request: Request, pk: int) -> Response:
    """Open an Anliegen in my call. 422 ``agentur_ambiguous`` with ``candidates`` if the PLZ touches several."""
    found = my_call(gates.who(request), pk)
    opening = verbs.Opening(**body(request, shapes.AnliegenIn))
    opened = verbs.open_anliegen(call=found, opening=opening, by=gates.who(request), at=clock.now())
    return Response(anliegen_json(opened), status=201)


@extend_schema(methods=["PATCH"], request=shapes.AnliegenPatch, responses=shapes.AnliegenOut)
@extend_schema(methods=["GET"], responses=shapes.AnliegenOut)
@api_view(["GET", "PATCH"])
def anliegen(request: Request, pk: int) -> Response:
    """Read it, or change kind, code, place, name while it is open."""
    found = my_anliegen(gates.who(request), pk)
    if request.method == "PATCH":
        changes = body(request, shapes.AnliegenPatch)
        verbs.change_anliegen(anliegen=found, changes=changes, by=gates.who(request), at=clock.now())
        found = my_anliegen(gates.who(request), pk)
    return Response(anliegen_json(found))


@extend_schema(responses=shapes.StepOut(many=True))
@api_view(["GET"])
def next_steps(request: Request, pk: int) -> Response:
    """What can be done next, what is usual, and why."""
    return Response(next_steps_json(my_anliegen(gates.who(request), pk), clock.now()))


@extend_schema(request=shapes.NoteIn, responses={201: shapes.OutcomeOut})
@api_view(["POST"])
@idempotent
def resolve(request: Request, pk: int) -> Response:
    """Solved at first contact."""
    found, values = my_anliegen(gates.who(request), pk), body(request, shapes.NoteIn)
    outcome = verbs.close_resolved(anliegen=found, by=gates.who(request), at=clock.now(), **values)
    return Response(outcome_json(outcome, pk), status=201)


@extend_schema(request=shapes.CloseIn, responses={201: shapes.OutcomeOut})
@api_view(["POST"])
@idempotent
def close(request: Request, pk: int) -> Response:
    """Referred, wrong number, the caller is gone; where SOC-L is not live, a promise of 48 hours."""
    found, values = my_anliegen(gates.who(request), pk), body(request, shapes.CloseIn)
    outcome = verbs.close_otherwise(
        anliegen=found,
        kind=OutcomeKind(values["outcome"]),
        note=values["note"],
        by=gates.who(request),
        at=clock.now(),
    )
    return Response(outcome_json(outcome, pk), status=201)


@extend_schema(request=shapes.RueckrufIn, responses={201: shapes.OutcomeOut})
@api_view(["POST"])
@idempotent
def rueckruf(request: Request, pk: int) -> Response:
    """Book the Rückruf into the responsible team's calendar, or that of a sister ``team`` while it has nothing soon.

    Minutes follow the kind. Refusals as for bookings; ``not_allowed`` for a team that does not help now, ``second_one``
    with the ``first`` while one is open for the same person and Anliegen, unless ``again`` says why.
    """
    found, values = my_anliegen(gates.who(request), pk), body(request, shapes.RueckrufIn)
    hold, again = values.pop("hold"), values.pop("again")
    helper = helper_for(found, values.pop("team"), clock.now())
    outcome = onward.close_with_rueckruf(
        anliegen=found,
        callback=onward.Callback(**values),
        hold_id=hold,
        helper=helper,
        again=again,
        by=gates.who(request),
        at=clock.now(),
    )
    return Response(outcome_json(outcome, pk), status=201)


@extend_schema(request=shapes.WorkOrderIn, responses={201: shapes.OutcomeOut})
@api_view(["POST"])
@idempotent
def work_order(request: Request, pk: int) -> Response:
    """File an order in the Sonderpostkorb of the responsible OS; due by priority unless a day is named.

    409 ``second_one`` as for a Rückruf.
    """
    found, values = my_anliegen(gates.who(request), pk), body(request, shapes.WorkOrderIn)
    again = values.pop("again")
    order = onward.Order(**{**values, "priority": Priority(values["priority"])})
    outcome = onward.close_with_work_order(
        anliegen=found, order=order, by=gates.who(request), at=clock.now(), again=again
    )
    return Response(outcome_json(outcome, pk), status=201)


urlpatterns = [
    *consult_api.urlpatterns,
    *figure_api.urlpatterns,
    *guide_api.urlpatterns,
    *story_api.urlpatterns,
    *repeat_api.urlpatterns,
    path("calls/<int:pk>/", call),
    path("calls/<int:pk>/anliegen/", open_anliegen),
    path("anliegen/<int:pk>/", anliegen),
    path("anliegen/<int:pk>/next-steps/", next_steps),
    path("anliegen/<int:pk>/resolve/", resolve),
    path("anliegen/<int:pk>/close/", close),
    path("anliegen/<int:pk>/rueckruf/", rueckruf),
    path("anliegen/<int:pk>/work-order/", work_order),
]
