"""REST: the people of a unit, their offices, the way to SOC-L, coordinators, and the table of rights."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.parsing import body
from socl.orga import gates
from socl.orga.actions import coordination, intake
from socl.orga.actions import people as office_verbs
from socl.orga.actions import qualification as verbs
from socl.orga.models import Coordinator, Person
from socl.orga.queries import people, unit_by_key
from socl.orga.rules.offices import APPOINTS
from socl.orga.rules.roles import LABELS, SECOND_FACTOR, TABLE, Grant, Role
from socl.orga.web import list_api, shapes
from socl.orga.web.person_pages import colleague_within, office_within, training_of
from socl.orga.web.unit_pages import coordinator_within, unit_within


def _page(results: Iterable[Any]) -> Response:
    """A list that fits on one page."""
    return Response({"next": None, "previous": None, "results": list(results)})


def _person(request: Request, pk: int, status: int = 200) -> Response:
    found = colleague_within(gates.who(request), pk, Grant.READ_PEOPLE)
    return Response(people.colleague_json(found), status=status)


@extend_schema(methods=["GET"], responses=shapes.ColleagueListOut)
@extend_schema(methods=["POST"], request=shapes.TakeInIn, responses={201: shapes.ColleagueOut})
@api_view(["GET", "POST"])
@idempotent
def staff(request: Request, unit: str) -> Response:
    """Everybody at the unit; or take somebody in: an account if there is none (without a password), and an office."""
    who, day = gates.who(request), clock.today()
    if request.method == "GET":
        here = unit_within(who, unit, Grant.READ_PEOPLE)
        return _page(people.colleague_json(c) for c in people.staff_of(here, day))
    here = unit_within(who, unit, Grant.APPOINT)
    values = body(request, shapes.TakeInIn)
    role = Role(values.pop("role"))
    gates.require_giving(who, role, here, day)
    done = intake.take_in(unit=here, role=role, by=who, at=clock.now(), **values)
    return _person(request, done.office.person_id, 201)


@extend_schema(responses=shapes.ColleagueOut)
@api_view(["GET"])
def colleague(request: Request, pk: int) -> Response:
    """One person: offices, training, Berechtigungen."""
    return _person(request, pk)


@extend_schema(request=None, responses=shapes.FirstPasswordOut)
@api_view(["POST"])
def first_password(request: Request, pk: int) -> Response:
    """A new first password, said once: no Idempotency-Key, for an answer that is stored would be a secret kept."""
    who = gates.who(request)
    found = colleague_within(who, pk, Grant.APPOINT)
    body(request, Serializer)  # nothing is taken, but what cannot be read is refused here too
    gates.require_account(who, found.person, found.offices, clock.today())
    password = office_verbs.give_first_password(person=found.person, by=who, at=clock.now())
    return Response({"username": found.person.username, "first_password": password})


@extend_schema(request=shapes.EndIn, responses=shapes.ColleagueOut)
@api_view(["POST"])
@idempotent
def end_office(request: Request, pk: int) -> Response:
    """End a Dienstposten; ``on`` is the first day without it."""
    held = office_within(gates.who(request), pk)
    values = body(request, shapes.EndIn)
    office_verbs.end_dienstposten(dienstposten=held, by=gates.who(request), at=clock.now(), **values)
    found = people.any_colleague(held.person_id, clock.today())
    return Response(people.colleague_json(found))


@extend_schema(request=shapes.OfficeMoveIn, responses=shapes.ColleagueOut)
@api_view(["POST"])
@idempotent
def move_office(request: Request, pk: int) -> Response:
    """Change a Dienstposten for another from a day on, in one step."""
    who, day = gates.who(request), clock.today()
    held = office_within(who, pk)
    values = body(request, shapes.OfficeMoveIn)
    target, role = unit_by_key(values["unit"], day), Role(values["role"])
    if target is None:
        raise Http404
    gates.require_giving(who, role, target, day)
    office_verbs.transfer(dienstposten=held, unit=target, role=role, on=values["on"], by=who, at=clock.now())
    return _person(request, held.person_id)


@extend_schema(request=shapes.TrainingIn, responses=shapes.ColleagueOut)
@api_view(["POST"])
@idempotent
def training(request: Request, pk: int) -> Response:
    """One step on the way to SOC-L. Refusals: ``wrong_state``, 422 ``too_soon`` for a day to come, ``too_late``."""
    who, at = gates.who(request), clock.now()
    found = colleague_within(who, pk, Grant.TRAIN)
    values = body(request, shapes.TrainingIn)
    match values["step"]:
        case "name":
            verbs.name_for_soc_l(person=found.person, by=who, at=at)
        case "withdraw":
            verbs.withdraw_name(training=training_of(found), by=who, at=at)
        case "unregister":
            verbs.unregister_training(training=training_of(found), by=who, at=at)
        case "register":
            verbs.register_training(training=training_of(found), on=values["on"], by=who, at=at)
        case _:
            verbs.complete_training(training=training_of(found), on=values["on"], by=who, at=at)
    return _person(request, pk)


@extend_schema(request=shapes.ClearanceIn, responses={201: shapes.ClearanceOut})
@api_view(["POST"])
@idempotent
def request_clearance(request: Request, pk: int) -> Response:
    """Ask for the Berechtigungen. Refusals: ``already_asked``, 422 ``wrong_days``."""
    who = gates.who(request)
    found = colleague_within(who, pk, Grant.REQUEST_CLEARANCE)
    values = body(request, shapes.ClearanceIn)
    asked = verbs.request_clearance(person=found.person, by=who, at=clock.now(), **values)
    return Response(people.clearance_json(asked), status=201)


def _decide(request: Request, pk: int, verb: Any) -> Response:
    who, day = gates.who(request), clock.today()
    found = people.clearance(gates.require(who, Grant.GRANT_CLEARANCE, day).q("unit"), pk, day)
    if found is None:
        raise Http404
    verb(clearance=found, by=who, at=clock.now())
    return Response(people.clearance_json(found))


@extend_schema(request=None, responses=shapes.ClearanceOut)
@api_view(["POST"])
@idempotent
def grant_clearance(request: Request, pk: int) -> Response:
    """Grant it as a second person. Refusals: ``four_eyes`` (rule ORGA-4), ``wrong_state``, ``already_granted``."""
    return _decide(request, pk, verbs.grant_clearance)


@extend_schema(request=None, responses=shapes.ClearanceOut)
@api_view(["POST"])
@idempotent
def withdraw_clearance(request: Request, pk: int) -> Response:
    """Withdraw it, or turn the request down; at once."""
    return _decide(request, pk, verbs.withdraw_clearance)


@extend_schema(methods=["GET"], responses=shapes.CoordinatorListOut)
@extend_schema(methods=["POST"], request=shapes.CoordinatorIn, responses={201: shapes.CoordinatorOut})
@api_view(["GET", "POST"])
@idempotent
def coordinators(request: Request, unit: str) -> Response:
    """Koordinatorinnen, Koordinatoren and Hauptansprechpartner of the unit; or name one more."""
    who, day = gates.who(request), clock.today()
    if request.method == "GET":
        here = unit_within(who, unit, Grant.READ_PEOPLE)
        return _page(people.coordinator_json(c) for c in people.coordinators_of(here, day))
    here = unit_within(who, unit, Grant.NAME_COORDINATOR)
    values = body(request, shapes.CoordinatorIn)
    named: dict[str, Person] = {c.person.username: c.person for c in people.staff_of(here, day)}
    if values["person"] not in named:
        raise ValidationError({"person": ["Diese Person arbeitet nicht in der Einheit."]})
    values["person"] = named[values["person"]]
    made: Coordinator = coordination.name_coordinator(unit=here, by=who, at=clock.now(), **values)
    return Response(people.coordinator_json(made), status=201)


@extend_schema(request=shapes.EndIn, responses={204: None})
@api_view(["POST"])
@idempotent
def end_coordinator(request: Request, pk: int) -> Response:
    """End a naming; ``on`` is the first day without it."""
    found = coordinator_within(gates.who(request), pk)
    values = body(request, shapes.EndIn)
    coordination.end_coordinator(coordinator=found, by=gates.who(request), at=clock.now(), **values)
    return Response(status=204)


@extend_schema(responses=shapes.RoleOut(many=True))
@api_view(["GET"])
def roles(request: Request) -> Response:
    """The one table of rights: which role may do what, how far, and who gives it."""
    gates.who(request)
    return Response(
        [
            {
                "role": role,
                "name": LABELS[role],
                "grants": [{"grant": g, "reach": TABLE[role][g]} for g in Grant if g in TABLE[role]],
                "given_by": [giver for giver in Role if role in APPOINTS.get(giver, frozenset())],
                "second_factor": role in SECOND_FACTOR,
            }
            for role in Role
        ]
    )


urlpatterns = [
    *list_api.urlpatterns,
    path("roles/", roles),
    path("units/<str:unit>/people/", staff),
    path("units/<str:unit>/coordinators/", coordinators),
    path("people/<int:pk>/", colleague),
    path("people/<int:pk>/first-password/", first_password),
    path("people/<int:pk>/training/", training),
    path("people/<int:pk>/clearances/", request_clearance),
    path("clearances/<int:pk>/grant/", grant_clearance),
    path("clearances/<int:pk>/withdraw/", withdraw_clearance),
    path("dienstposten/<int:pk>/end/", end_office),
    path("dienstposten/<int:pk>/move/", move_office),
    path("coordinators/<int:pk>/end/", end_coordinator),
]
