"""The only question faces ask about rights: may this person do that here?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from socl.core.db import columns, read
from socl.lib.refusal import Refusal
from socl.orga.models import Dienstposten, Person, Unit, UnitKind
from socl.orga.rules.offices import offices_given_by
from socl.orga.rules.roles import TABLE, Grant, Reach, Role

P = ParamSpec("P")
M = TypeVar("M", bound=Model)

DIENSTPOSTEN = f"""
SELECT {columns(Dienstposten, "d")}, {columns(Unit, "u")}, {columns(Unit, "parent")}
FROM orga_dienstposten d JOIN orga_unit u ON u.id = d.unit_id LEFT JOIN orga_unit parent ON parent.id = u.parent_id
WHERE d.person_id = %(person)s AND d.valid_from <= %(day)s AND (d.valid_until > %(day)s OR d.valid_until IS NULL)
ORDER BY d.main DESC, d.id
"""


@dataclass(frozen=True)
class Scope:
    """The units that one grant of one person reaches: all, by region, by RD, by OS, or one by one."""

    nation: bool = False
    regions: frozenset[int] = frozenset()
    districts: frozenset[int] = frozenset()  # RD: two levels down
    os: frozenset[int] = frozenset()  # a unit and those right below it
    units: frozenset[int] = frozenset()
    cleared: "Scope | None" = None  # where restricted records may be read too

    def sees(self, unit: Unit, *, restricted: bool) -> bool:
        """True if a record of ``unit`` may be read; a restricted one by the restricted group alone. Rule DS-5."""
        return self.covers(unit) and (
            not restricted or (self.cleared is not None and self.cleared.covers(unit))
        )

    def visible(self, unit: str) -> Q:
        """The same as a filter on rows with a flag ``restricted`` and the foreign key path ``unit``. Rule DS-5."""
        return self.q(unit) & (Q(restricted=False) | (self.cleared or Scope()).q(unit))

    def covers(self, unit: Unit) -> bool:
        """True if ``unit`` lies in this scope."""
        return (
            self.nation
            or unit.region_id in self.regions
            or unit.pk in self.regions
            or unit.parent_id in self.os
            or unit.pk in self.os
            or unit.pk in self.units
            or (bool(self.districts) and self._is_in_a_district(unit))
        )

    def _is_in_a_district(self, unit: Unit) -> bool:
        above = unit.parent.parent_id if unit.parent else None
        return bool(self.districts & {unit.pk, unit.parent_id, above})

    def q(self, unit: str) -> Q:
        """The same as a filter on the foreign key path ``unit`` (empty: of units), so that querysets are narrowed."""
        if self.nation:
            return Q()
        to = f"{unit}__" if unit else ""
        found = (
            Q(**{f"{to}region__in": self.regions})
            | Q(**{f"{to}parent__in": self.os | self.districts})
            | Q(**{f"{to}pk__in": self.units | self.os | self.regions | self.districts})
        )
        return found | Q(**{f"{to}parent__parent__in": self.districts}) if self.districts else found

    def __bool__(self) -> bool:
        return self.nation or bool(self.regions or self.districts or self.os or self.units)


class AskedBySomebody(Protocol):
    """A request of a page or of the REST face."""

    @property
    def user(self) -> Any: ...


def who(request: AskedBySomebody) -> Person:
    """The person or machine behind a request; PermissionDenied if nobody is signed in."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def signed_in(
    view: Callable[Concatenate[HttpRequest, Person, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Login, nothing kept in the browser's cache, and a refusal that nobody caught as a page."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, who(request), *args, **kwargs)
        except Refusal as no:
            return render(request, "orga/refused.html", {"no": no}, status=no.status)

    return never_cache(login_required(answer))


def dienstposten(person: Person, day: date) -> list[Dienstposten]:
    """The person's Dienstposten on ``day``, main first; asked from the database once per request."""
    held: dict[date, list[Dienstposten]] = person.__dict__.setdefault("_dienstposten", {})
    if day not in held:
        held[day] = []
        for row, unit, parent in read(
            DIENSTPOSTEN, {"person": person.pk, "day": day}, Dienstposten, Unit, Unit
        ):
            row.unit, unit.parent = unit, parent
            held[day].append(row)
    return held[day]


def roles(person: Person, day: date) -> list[Role]:
    """The roles held on ``day``, main first."""
    return [Role(d.role) for d in dienstposten(person, day)]


def unit_as(person: Person, role: Role, day: date) -> Unit | None:
    """The unit at which the person holds ``role`` on ``day``."""
    return next((d.unit for d in dienstposten(person, day) if d.role == role), None)


def grants(person: Person, day: date) -> list[Grant]:
    """Every grant the person has somewhere on ``day``, in the order of the table."""
    held = {g for role in roles(person, day) for g in TABLE[role]}
    return [g for g in Grant if g in held]


def scope(person: Person, grant: Grant, day: date) -> Scope:
    """How far ``grant`` carries for this person on ``day``; an empty scope is false."""
    offices = dienstposten(person, day)
    found = _reached([d for d in offices if grant in TABLE[Role(d.role)]], grant)
    clearing = [d for d in offices if Grant.READ_RESTRICTED in TABLE[Role(d.role)]]
    return replace(found, cleared=_reached(clearing, Grant.READ_RESTRICTED)) if clearing else found


def _reached(offices: list[Dienstposten], grant: Grant) -> Scope:
    """How far ``grant`` carries from these offices, each of which has it."""
    found: dict[Reach, set[int]] = {reach: set() for reach in Reach}
    for held in offices:
        reach, unit = TABLE[Role(held.role)][grant], held.unit
        above = {Reach.REGION: unit.region_id, Reach.OS: unit.parent_id}.get(reach)
        found[reach].add(above or unit.pk)
    return Scope(
        nation=bool(found[Reach.NATION]),
        regions=frozenset(found[Reach.REGION]),
        districts=frozenset(found[Reach.DISTRICT]),
        os=frozenset(found[Reach.OS] | found[Reach.BELOW]),
        units=frozenset(found[Reach.UNIT]),
    )


def offices_to_give(person: Person, unit: Unit, day: date) -> list[Role]:
    """The roles that ``person`` may give at ``unit`` on ``day``, in the order of the table. Rule ORGA-3."""
    offices = [d for d in dienstposten(person, day) if Grant.APPOINT in TABLE[Role(d.role)]]
    givers = frozenset(Role(d.role) for d in offices if _reached([d], Grant.APPOINT).covers(unit))
    return offices_given_by(givers, unit.kind)


def require_giving(person: Person, role: Role, unit: Unit, day: date) -> None:
    """PermissionDenied unless ``person`` may give ``role`` at ``unit``; Http404 where the unit is out of reach."""
    require(person, Grant.APPOINT, day, unit)
    if role not in offices_to_give(person, unit, day):
        raise PermissionDenied


def may_manage_account(person: Person, other: Person, held: list[Dienstposten], day: date) -> bool:
    """True if every office of ``other`` (``held``, on ``day`` or later) is one that ``person`` gives. Rule ORGA-3.

    Otherwise whoever shares one unit with a superior could take over that account.
    """
    given = all(Role(d.role) in offices_to_give(person, d.unit, day) for d in held)
    return bool(held) and given and person.pk != other.pk


def require_account(person: Person, other: Person, held: list[Dienstposten], day: date) -> None:
    """PermissionDenied unless ``may_manage_account``."""
    if not may_manage_account(person, other, held, day):
        raise PermissionDenied


def require(person: Person, grant: Grant, day: date, unit: Unit | None = None) -> Scope:
    """The scope of ``grant``; PermissionDenied (403) without it, Http404 where ``unit`` is out of scope.

    A person who lacks the grant but works in the unit's region learns that it exists (403), nobody else does.
    """
    carried = scope(person, grant, day)
    if not carried:
        if unit is not None and not _works_near(person, unit, day):
            raise Http404
        raise PermissionDenied
    if unit is not None and not carried.covers(unit):
        raise Http404
    return carried


def one_within(rows: Callable[[Scope], QuerySet[M]], pk: int, person: Person, grant: Grant, day: date) -> M:
    """The row ``pk`` of those that ``rows`` gives for the reach of ``grant``; Http404 outside of it."""
    found = rows(require(person, grant, day)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def offices(person: Person, grant: Grant, day: date) -> list[Unit]:
    """The Operative Services at which the person has ``grant``: their own, or the one above their team."""
    found = {}
    for held in dienstposten(person, day):
        if TABLE[Role(held.role)].get(grant) is Reach.OS:
            os = held.unit.parent if held.unit.kind == UnitKind.ALG_PLUS_TEAM else held.unit
            if os is not None:
                found[os.pk] = os
    return list(found.values())


def _works_near(person: Person, unit: Unit, day: date) -> bool:
    region = unit.region_id or unit.pk
    return any((d.unit.region_id or d.unit_id) == region for d in dienstposten(person, day))
