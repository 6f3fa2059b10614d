"""What the rollout asks of people and offices, for many units at once: one query per question, however many units."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from socl.orga.models import Clearance, ClearanceState, Coordinator, Dienstposten, TrainingState
from socl.orga.rules.roles import Role


def units_that_named(units: Collection[int], programme: str, day: date) -> set[int]:
    """Those of the units (ids) that have named somebody for the programme. Rules SOCL 3/SC/3, SOCL 3/OS/1."""
    named = Coordinator.objects.valid_on(day).filter(unit__in=units, programme=programme)
    return set(named.values_list("unit", flat=True))


@dataclass(frozen=True)
class TsbCount:
    """The TSB of one Service Center: all, those trained for SOC-L, those trained and cleared."""

    all: int
    trained: int
    qualified: int


def _trained(day: date) -> Q:
    return Q(
        person__training__state=TrainingState.ABGESCHLOSSEN.value, person__training__completed_on__lte=day
    )


def _tsb(units: Collection[int], day: date) -> Any:
    """Dienstposten of the TSB of these Service Centers, each with whether the person is cleared."""
    cleared = Clearance.objects.valid_on(day).filter(
        person=OuterRef("person"), state=ClearanceState.ERTEILT.value
    )
    held = Dienstposten.objects.valid_on(day).filter(unit__in=units, role=Role.TSB, person__is_active=True)
    return held.annotate(cleared=Exists(cleared))


def qualified_tsb(units: Collection[int], day: date) -> set[int]:
    """The TSB (ids) of these Service Centers who are trained and cleared for SOC-L. Rule SOCL 2.1/3."""
    return set(_tsb(units, day).filter(_trained(day), cleared=True).values_list("person", flat=True))


def tsb_counts(units: Collection[int], day: date) -> dict[int, TsbCount]:
    """Service Center (id) -> its TSB. Rules SOCL 3/SC/4, SOCL 3/SC/5."""
    trained = _trained(day)
    rows = (
        _tsb(units, day)
        .values("unit")
        .annotate(
            n=Count("person", distinct=True),
            trained=Count("person", distinct=True, filter=trained),
            qualified=Count("person", distinct=True, filter=trained & Q(cleared=True)),
        )
    )
    return {r["unit"]: TsbCount(r["n"], r["trained"], r["qualified"]) for r in rows.order_by()}


def units_with(roles: Collection[Role], units: Collection[int], day: date) -> set[int]:
    """Those of the units (ids) at which, or right below which, somebody holds one of the roles."""
    held = Dienstposten.objects.valid_on(day).filter(
        role__in=[r.value for r in roles], person__is_active=True
    )
    here = held.filter(Q(unit__in=units) | Q(unit__parent__in=units)).values_list("unit", "unit__parent")
    return {pk for pair in here.distinct() for pk in pair if pk in units}
