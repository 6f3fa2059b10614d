"""What the person at this desk may work on: the calls it has or had, and their Anliegen."""

from django.shortcuts import get_object_or_404

from routing.escalation import queries
from routing.escalation.models import Anliegen
from routing.rufkreis import queries as rufkreis
from routing.rufkreis.models import Call
from socl.core import clock
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant


def my_call(person: Person, pk: int) -> Call:
    """The call that this desk has or had; 403 for whoever takes no calls, 404 for any other call."""
    gates.require(person, Grant.TAKE_CALLS, clock.today())
    return get_object_or_404(rufkreis.calls_of(person), pk=pk)


def my_anliegen(person: Person, pk: int) -> Anliegen:
    """The Anliegen of one of the person's calls; 403 for whoever takes no calls, 404 for any other Anliegen."""
    gates.require(person, Grant.TAKE_CALLS, clock.today())
    return get_object_or_404(queries.anliegen_of(person), pk=pk)
