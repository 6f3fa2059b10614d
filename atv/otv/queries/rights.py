"""Who may configure, who has asked, and for whom an Agentur may ask."""

from datetime import date

from django.db.models import Q

from atv.otv.models import OtkRequest
from atv.otv.rules.rights import RequestState
from socl.orga.gates import Scope
from socl.orga.models import Dienstposten, Person, PersonKind, Unit, UnitKind
from socl.orga.rules.roles import Role

MOST_SHOWN = 100


def agenturen(scope: Scope, day: date) -> list[Unit]:
    """The Agenturen in reach; one query."""
    found = Unit.objects.valid_on(day).filter(scope.q(""), kind=UnitKind.AGENTUR)
    return list(found.select_related("parent").order_by("name"))


def staff_of(units: list[Unit], day: date) -> list[Person]:
    """Everybody with an office at one of the Agenturen or right below, by name."""
    at = Q(unit__in=units) | Q(unit__parent__in=units)
    held = Dienstposten.objects.valid_on(day).filter(at).values("person")
    found = Person.objects.filter(pk__in=held, kind=PersonKind.STAFF, is_active=True)
    return list(found.order_by("name", "pk"))


def requests_in(scope: Scope) -> list[OtkRequest]:
    """Requests in reach: those that wait first, then the newest; at most 100."""
    rows = OtkRequest.objects.filter(scope.q("unit"))
    rows = rows.select_related("unit__parent", "person", "requested_by", "decided_by")
    waiting = Q(state=RequestState.OPEN)
    return [*rows.filter(waiting).order_by("pk"), *rows.exclude(waiting).order_by("-decided_at")[:MOST_SHOWN]]


def waiting_in(scope: Scope) -> int:
    """How many requests wait for a decision."""
    return OtkRequest.objects.filter(scope.q("unit"), state=RequestState.OPEN).count()


def request_in(scope: Scope, pk: int) -> OtkRequest | None:
    """One of them."""
    rows = OtkRequest.objects.filter(scope.q("unit"), pk=pk)
    return rows.select_related("unit__parent", "person").first()


def holders_in(scope: Scope, day: date) -> list[Dienstposten]:
    """Who may configure in reach, on ``day`` or later."""
    rows = Dienstposten.objects.filter(scope.q("unit"), role=Role.OTK_ADMIN)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gt=day))
    return list(rows.select_related("unit__parent", "person").order_by("unit__name", "person__name", "pk"))


def holder_in(scope: Scope, pk: int, day: date) -> Dienstposten | None:
    """One of them."""
    return next((held for held in holders_in(scope, day) if held.pk == pk), None)
