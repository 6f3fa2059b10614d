"""How long what is kept, what is due, and what the last night did: without any personal data."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from socl.core import clock
from socl.orga import gates
from socl.orga.rules.roles import Grant
from socl.web.retention import prospects


@require_safe
@never_cache
@login_required
def retention(request: HttpRequest) -> HttpResponse:
    """The report and the dry run in one table."""
    gates.require(gates.who(request), Grant.READ_STATE, clock.today())
    found = prospects(clock.now())
    context = {"found": found, "failed": [row for row in found if row.last and row.last.failed]}
    return render(request, "web/retention.html", context)
