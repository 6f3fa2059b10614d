"""REST: the Rücksprache, from the question at the desk to the answer of the hotline."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from routing.escalation import queries
from routing.escalation.actions import consult as verbs
from routing.escalation.models import Consult
from routing.escalation.queries import hotline
from routing.escalation.rules.lifecycle import ConsultState, Target
from routing.escalation.web import shapes
from routing.escalation.web.answers import consult_json, outcome_json
from routing.escalation.web.mine import my_anliegen
from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.parsing import body, query
from socl.journal.record import record_access
from socl.orga import gates
from socl.orga.rules.roles import Grant

MOST_LISTED = 100


def _for_hotline(request: Request) -> QuerySet[Consult]:
    return queries.consults_in(gates.require(gates.who(request), Grant.ANSWER_CONSULTS, clock.today()))


def _mine_or_hotline(request: Request, pk: int) -> Consult:
    """The consult that I asked, or one of my hotline; 403 for whoever neither asks nor answers."""
    person = gates.who(request)
    if gates.scope(person, Grant.ANSWER_CONSULTS, clock.today()):
        found = _for_hotline(request).filter(pk=pk).first()
        if found is not None:
            return found
    else:
        gates.require(person, Grant.TAKE_CALLS, clock.today())
    return get_object_or_404(queries.consults_asked_by(person), pk=pk)


def _answer(request: Request, pk: int, status: int = 200) -> Response:
    """The consult as it is now; that it was read is recorded."""
    return Response(_read(request, [queries.consult(pk)])[0], status=status)


def _read(request: Request, found: Iterable[Consult]) -> list[dict[str, Any]]:
    """These consults as this reader may see them; that they were read is recorded."""
    person, at = gates.who(request), clock.now()
    shown = [hotline.veiled(consult, person, clock.today()) for consult in found]
    record_access(hotline.read_in(shown), by=person, at=at, purpose="ruecksprache")
    return [consult_json(consult, at) for consult in shown]


@extend_schema(request=shapes.ConsultIn, responses={201: shapes.ConsultOut})
@api_view(["POST"])
@idempotent
def ask(request: Request, pk: int) -> Response:
    """Ask the FiT or the hotline of the OS; the call stays. 409 ``not_allowed`` with ``rule``, ``no_hotline``."""
    person = gates.who(request)
    found, values = my_anliegen(person, pk), body(request, shapes.ConsultIn)
    asked = verbs.ask(
        anliegen=found,
        target=Target(values["target"]),
        question=values["question"],
        by=person,
        at=clock.now(),
    )
    return _answer(request, asked.pk, 201)


@extend_schema(parameters=[shapes.ConsultsIn], responses=shapes.ConsultOut(many=True))
@api_view(["GET"])
def consults(request: Request) -> Response:
    """What waits at my hotline, the longest waiting first; a TSB sees the own questions. At most 100."""
    person = gates.who(request)
    if gates.scope(person, Grant.ANSWER_CONSULTS, clock.today()):
        found = _for_hotline(request)
    else:
        gates.require(person, Grant.TAKE_CALLS, clock.today())
        found = queries.consults_asked_by(person)
    state = query(request, shapes.ConsultsIn)["state"] or ConsultState.ASKED
    return Response(_read(request, found.filter(state=state)[:MOST_LISTED]))


@extend_schema(request=None, responses=shapes.ConsultOut)
@api_view(["POST"])
@idempotent
def join(request: Request, pk: int) -> Response:
    """Take the question of my hotline; the telephone system rings me. 409 ``wrong_state``, ``busy``."""
    found = get_object_or_404(_for_hotline(request), pk=pk)
    verbs.join_consult(consult=found, by=gates.who(request), at=clock.now())
    return _answer(request, pk)


@extend_schema(request=shapes.AnswerIn, responses=shapes.ConsultOut)
@api_view(["POST"])
@idempotent
def answer(request: Request, pk: int) -> Response:
    """Note the answer: who joined, or the TSB who asked. 409 ``not_yours``, ``wrong_state``."""
    found, values = _mine_or_hotline(request, pk), body(request, shapes.AnswerIn)
    verbs.answer_consult(consult=found, answer=values["answer"], by=gates.who(request), at=clock.now())
    return _answer(request, pk)


@extend_schema(request=None, responses=shapes.ConsultOut)
@api_view(["POST"])
@idempotent
def cancel(request: Request, pk: int) -> Response:
    """The TSB does without the answer."""
    person = gates.who(request)
    gates.require(person, Grant.TAKE_CALLS, clock.today())
    found = get_object_or_404(queries.consults_asked_by(person), pk=pk)
    verbs.cancel_consult(consult=found, by=person, at=clock.now())
    return _answer(request, pk)


@extend_schema(request=shapes.TakeOverIn, responses={201: shapes.OutcomeOut})
@api_view(["POST"])
@idempotent
def take_over(request: Request, pk: int) -> Response:
    """The OS takes the call over. 409 ``not_allowed`` unless joined, target os, and an exception is entered."""
    found, values = get_object_or_404(_for_hotline(request), pk=pk), body(request, shapes.TakeOverIn)
    outcome = verbs.take_over_warm(
        consult=found, reason=values["reason"], by=gates.who(request), at=clock.now()
    )
    return Response(outcome_json(outcome, found.anliegen_id), status=201)


urlpatterns: list[Any] = [
    path("anliegen/<int:pk>/consults/", ask),
    path("consults/", consults),
    path("consults/<int:pk>/join/", join),
    path("consults/<int:pk>/answer/", answer),
    path("consults/<int:pk>/cancel/", cancel),
    path("consults/<int:pk>/take-over/", take_over),
]
