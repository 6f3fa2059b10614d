"""REST: taking in a list of people, with the same preview and the same report of every line as the page."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.parsing import body, query
from socl.orga import gates
from socl.orga.actions import intake
from socl.orga.actions.intake import Report
from socl.orga.rules.intake import Unreadable, read
from socl.orga.rules.roles import Grant
from socl.orga.web import shapes
from socl.orga.web.unit_pages import unit_within


@extend_schema(parameters=[shapes.ListAsked], request=shapes.ListIn, responses=shapes.ListReportOut)
@api_view(["POST"])
@idempotent
def take_in_list(request: Request, unit: str) -> Response:
    """Take in every line that can be, each for itself; with ``dry_run`` say what would become of each.

    No password is told: an answer may be stored to be repeated. Give first passwords one by one.
    """
    who = gates.who(request)
    here = unit_within(who, unit, Grant.APPOINT)
    is_dry = query(request, shapes.ListAsked)["dry_run"]
    try:
        lines = read(body(request, shapes.ListIn)["csv"])
    except Unreadable as no:
        raise ValidationError({"csv": [str(no)]}) from None
    roles = gates.offices_to_give(who, here, clock.today())
    verb = intake.preview_list if is_dry else intake.take_in_list
    reports = verb(lines=lines, unit=here, roles=roles, by=who, at=clock.now())
    good = sum(not report.problem for report in reports)
    return Response({"dry_run": is_dry, "taken_in": good, "results": [_line(r) for r in reports]})


def _line(report: Report) -> dict[str, Any]:
    done = report.taken_in
    return {
        "line": report.line.number,
        "username": report.line.username,
        "name": report.line.name,
        "role": report.line.role,
        "problem": report.problem,
        "new_account": bool(done and done.first_password),
    }


urlpatterns = [path("units/<str:unit>/people/list/", take_in_list)]
