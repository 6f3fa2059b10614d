"""The one table of roles and grants, as a page to read and to print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from socl.orga.gates import signed_in
from socl.orga.models import Person
from socl.orga.rules.offices import APPOINTS
from socl.orga.rules.roles import GRANT_LABELS, LABELS, REACH_LABELS, SECOND_FACTOR, TABLE, Grant, Role


@require_safe
@signed_in
def roles(request: HttpRequest, person: Person) -> HttpResponse:
    """Which role may do what, how far, and who gives it: straight from the table that the gates ask."""
    rows = [
        {
            "label": LABELS[role],
            "grants": [
                (GRANT_LABELS.get(g, g), REACH_LABELS[TABLE[role][g]]) for g in Grant if g in TABLE[role]
            ],
            "given_by": [LABELS[giver] for giver in Role if role in APPOINTS.get(giver, frozenset())],
            "second_factor": role in SECOND_FACTOR,
        }
        for role in Role
    ]
    return render(request, "orga/rechte.html", {"rows": rows})
