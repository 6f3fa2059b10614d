"""Taking people in: an account if there is none, a Dienstposten, a first password; one by one or from a list."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.actions.people import appoint, create_person, give_first_password
from socl.orga.models import Dienstposten, Person, PersonKind, Unit
from socl.orga.rules.intake import Line
from socl.orga.rules.roles import Role


@dataclass(frozen=True)
class TakenIn:
    """What became of one person; ``first_password`` is empty for an account that was there before."""

    office: Dienstposten
    first_password: str


@transaction.atomic
def take_in(
    *,
    username: str,
    name: str,
    unit: Unit,
    role: Role,
    valid_from: date,
    by: Person,
    at: datetime,
    valid_until: date | None = None,
) -> TakenIn:
    """An account with a first password unless ``username`` has one, and a Dienstposten at ``unit``.

    Refusals: those of ``appoint``; 422 ``name_missing`` for a new account; ``other_name`` where the account belongs
    to somebody of another name; ``not_a_person`` for machines.
    """
    known = Person.objects.filter(username=username).first()
    if known is None:
        if not name:
            raise Refusal(
                "name_missing", "Dieses Konto gibt es noch nicht: Bitte den Namen angeben.", status=422
            )
        known = create_person(
            username=username, name=name, kind=PersonKind.STAFF, password=None, demo=by.demo, by=by, at=at
        )
        password = give_first_password(person=known, by=by, at=at)
    else:
        password = ""
        if known.kind != PersonKind.STAFF:
            raise Refusal("not_a_person", "Dieser Benutzername gehört einer Maschine.")
        if name and name != known.name:
            raise Refusal("other_name", "Dieses Konto gehört jemandem mit anderem Namen.")
    office = appoint(
        person=known, unit=unit, role=role, valid_from=valid_from, valid_until=valid_until, by=by, at=at
    )
    return TakenIn(office, password)


@dataclass(frozen=True)
class Report:
    """One line of the list and what became of it: taken in, or the reason why not."""

    line: Line
    problem: str = ""
    taken_in: TakenIn | None = None


class _Preview(Exception):
    """Undoes what the preview has tried."""


def preview_list(
    *, lines: Iterable[Line], unit: Unit, roles: Collection[Role], by: Person, at: datetime
) -> list[Report]:
    """What ``take_in_list`` would do with each line; nothing is written: it is really done, and undone."""
    reports: list[Report] = []
    try:
        with transaction.atomic():
            reports = take_in_list(lines=lines, unit=unit, roles=roles, by=by, at=at)
            raise _Preview
    except _Preview:
        return reports


@transaction.atomic
def take_in_list(
    *, lines: Iterable[Line], unit: Unit, roles: Collection[Role], by: Person, at: datetime
) -> list[Report]:
    """Take in every line that can be, each for itself; a report for each. ``roles``: what ``by`` may give here."""
    reports = [_take_in_line(line, unit, roles, by, at) for line in lines]
    done = sum(r.taken_in is not None for r in reports)
    record("take_in_list", unit, by=by, at=at, lines=len(reports), taken_in=done)
    return reports


def _take_in_line(line: Line, unit: Unit, roles: Collection[Role], by: Person, at: datetime) -> Report:
    if line.problems or line.role is None or line.valid_from is None:
        return Report(line, " ".join(line.problems))
    if line.role not in roles:
        return Report(line, "Diesen Dienstposten dürfen Sie hier nicht geben.")
    try:
        with transaction.atomic():
            taken_in = take_in(
                username=line.username,
                name=line.name,
                unit=unit,
                role=line.role,
                valid_from=line.valid_from,
                valid_until=line.valid_until,
                by=by,
                at=at,
            )
    except Refusal as no:
        return Report(line, no.message)
    return Report(line, taken_in=taken_in)
