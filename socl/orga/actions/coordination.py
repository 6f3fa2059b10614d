"""Naming Koordinatorinnen, Koordinatoren and Hauptansprechpartner of a unit."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from socl.core.db import insert_unless_taken
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Coordinator, CoordinatorKind, Person, ProgrammeCode, Unit


@transaction.atomic
def name_coordinator(
    *,
    unit: Unit,
    person: Person,
    kind: CoordinatorKind,
    programme: ProgrammeCode,
    valid_from: date,
    by: Person,
    at: datetime,
) -> Coordinator:
    """Name somebody for a unit. Rules SOCL 3/SC/3 and SOCL 3/OS/1. Refusal ``already_named``.

    To be named gives no right: rights come from the Dienstposten alone.
    """
    named = insert_unless_taken(
        Coordinator(unit=unit, person=person, kind=kind, programme=programme, valid_from=valid_from)
    )
    if named is None:
        raise Refusal("already_named", "Diese Person ist dafür schon benannt.")
    record("name_coordinator", named, by=by, at=at, person=person.pk, unit=unit.pk, kind=kind)
    return named


@transaction.atomic
def end_coordinator(*, coordinator: Coordinator, on: date, by: Person, at: datetime) -> None:
    """``on`` is the first day without it; what would not have begun is taken back. Refusal ``already_ended``."""
    rows = Coordinator.objects.filter(Q(valid_until=None) | Q(valid_until__gt=on), pk=coordinator.pk)
    if not rows.filter(valid_from__lt=on).update(valid_until=on) and not rows.delete()[0]:
        raise Refusal("already_ended", "Diese Benennung endet schon früher.")
    record("end_coordinator", coordinator, by=by, at=at, person=coordinator.person_id, day=on.isoformat())
