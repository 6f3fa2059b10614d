"""Who works where, as pages and REST read it. What may be seen is given as a filter: queries know no rights."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from socl.orga.models import (
    Clearance,
    ClearanceState,
    Coordinator,
    Dienstposten,
    Person,
    PersonKind,
    Training,
    Unit,
)
from socl.orga.rules.offices import FOR_SOC_L
from socl.orga.rules.roles import LABELS, Role

FEWEST_COUNTED = 5  # no figure about fewer people


def not_over(day: date, path: str = "") -> Q:
    """Offices that are held on ``day`` or begin after it; ``path`` leads to them."""
    return Q(**{f"{path}valid_until": None}) | Q(**{f"{path}valid_until__gt": day})


@dataclass(frozen=True)
class Colleague:
    """One person as the units see it on one day."""

    person: Person
    offices: list[Dienstposten]  # held now or later, main first
    training: Training | None
    clearances: list[Clearance]  # newest first
    day: date

    @property
    def is_trained(self) -> bool:
        """True from the day of the training on."""
        done = self.training.completed_on if self.training else None
        return done is not None and done <= self.day

    @property
    def clearance(self) -> Clearance | None:
        """What counts now: an open request first, else what is granted, else the last one withdrawn."""
        rank = {ClearanceState.BEANTRAGT: 0, ClearanceState.ERTEILT: 1, ClearanceState.ENTZOGEN: 2}
        return min(self.clearances, key=lambda c: rank[ClearanceState(c.state)], default=None)

    @property
    def is_cleared(self) -> bool:
        """True on the days for which the Berechtigungen are granted."""
        return any(
            c.state == ClearanceState.ERTEILT
            and c.valid_from <= self.day
            and (c.valid_until is None or self.day < c.valid_until)
            for c in self.clearances
        )

    @property
    def is_for_soc_l(self) -> bool:
        """True for TSB and FiT."""
        return any(Role(d.role) in FOR_SOC_L for d in self.offices)


def units(where: Q, day: date) -> list[Unit]:
    """The units that ``where`` lets through, in force on ``day``, with what is above them; by kind and name."""
    return list(Unit.objects.valid_on(day).filter(where).select_related("parent").order_by("kind", "name"))


def staff_of(unit: Unit, day: date) -> list[Colleague]:
    """Everybody with an office at ``unit`` on ``day`` or later, by name."""
    return _colleagues(Q(unit=unit), day)


def colleague(where: Q, pk: int, day: date) -> Colleague | None:
    """The person ``pk`` if one of their offices is let through by ``where``."""
    return next(iter(_colleagues(where & Q(person=pk), day)), None)


def any_colleague(pk: int, day: date) -> Colleague:
    """The person ``pk``, whatever offices are left."""
    person = Person.objects.select_related("training").get(pk=pk)
    held = Dienstposten.objects.filter(not_over(day), person=pk).select_related("unit__parent")
    training = getattr(person, "training", None)
    newest = list(person.clearances.select_related("requested_by").order_by("-pk"))
    return Colleague(person, list(held.order_by("-main", "pk")), training, newest, day)


def _colleagues(where: Q, day: date) -> list[Colleague]:
    """People who hold an office that ``where`` (a filter of Dienstposten) lets through, on ``day`` or later."""
    held = Dienstposten.objects.filter(not_over(day)).select_related("unit__parent").order_by("-main", "pk")
    people: Iterable[Any] = (
        Person.objects.filter(pk__in=held.order_by().filter(where).values("person"), kind=PersonKind.STAFF)
        .select_related("training")
        .prefetch_related(
            Prefetch("dienstposten", held),
            Prefetch("clearances", Clearance.objects.select_related("requested_by").order_by("-pk")),
        )
        .order_by("name", "pk")
    )
    return [
        Colleague(p, list(p.dienstposten.all()), getattr(p, "training", None), list(p.clearances.all()), day)
        for p in people
    ]


def office(where: Q, pk: int, day: date) -> Dienstposten | None:
    """A Dienstposten that is not over and let through by ``where``."""
    found = Dienstposten.objects.filter(not_over(day), where, pk=pk)
    return found.select_related("unit__parent", "person").first()


def clearance(where: Q, pk: int, day: date) -> Clearance | None:
    """A Berechtigung of a person with an office that ``where`` lets through."""
    people = Dienstposten.objects.filter(not_over(day), where).values("person")
    return Clearance.objects.filter(pk=pk, person__in=people).select_related("person").first()


def coordinators_of(unit: Unit, day: date) -> QuerySet[Coordinator]:
    """Those named by ``unit``, now or from a later day on."""
    found = Coordinator.objects.filter(not_over(day), unit=unit).select_related("person")
    return found.order_by("programme", "kind", "pk")


def coordinator(where: Q, pk: int, day: date) -> Coordinator | None:
    """One of them, if ``where`` lets its unit through."""
    return Coordinator.objects.filter(not_over(day), where, pk=pk).select_related("unit").first()


def share_for_soc_l(staff: Iterable[Colleague]) -> tuple[int, int] | None:
    """(trained, all) of the TSB among ``staff``; None for fewer than five: nobody is counted alone."""
    tsb = [c for c in staff if any(d.role == Role.TSB for d in c.offices)]
    return (sum(c.is_trained for c in tsb), len(tsb)) if len(tsb) >= FEWEST_COUNTED else None


def colleague_json(found: Colleague) -> dict[str, Any]:
    """As REST answers it."""
    training = found.training
    return {
        "id": found.person.pk,
        "username": found.person.username,
        "name": found.person.name,
        "active": found.person.is_active,
        "dienstposten": [office_json(d) for d in found.offices],
        "training": {
            "state": training.state if training else None,
            "planned_on": _iso(training.planned_on if training else None),
            "completed_on": _iso(training.completed_on if training else None),
        },
        "clearances": [clearance_json(c) for c in found.clearances],
    }


def office_json(held: Dienstposten) -> dict[str, Any]:
    """A Dienstposten as REST answers it."""
    return {
        "id": held.pk,
        "unit": {"key": held.unit.key, "name": held.unit.name},
        "role": held.role,
        "name": LABELS[Role(held.role)],
        "main": held.main,
        "valid_from": _iso(held.valid_from),
        "valid_until": _iso(held.valid_until),
    }


def clearance_json(found: Clearance) -> dict[str, Any]:
    """A Berechtigung as REST answers it."""
    return {
        "id": found.pk,
        "state": found.state,
        "valid_from": _iso(found.valid_from),
        "valid_until": _iso(found.valid_until),
    }


def coordinator_json(found: Coordinator) -> dict[str, Any]:
    """A named person as REST answers it."""
    return {
        "id": found.pk,
        "person": {"key": found.person.username, "name": found.person.name},
        "kind": found.kind,
        "programme": found.programme,
        "valid_from": _iso(found.valid_from),
        "valid_until": _iso(found.valid_until),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
