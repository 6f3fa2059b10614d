"""Besetzung: who sits at which Serviceplatz on a day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from atv.kalender.actions.placing import lock
from atv.kalender.models import Besetzung
from atv.kalender.rules import retention
from socl.core.purging import Duty
from socl.journal import bell
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.models import Person


@transaction.atomic
def seat(*, kalender_id: int, day: date, persons: Mapping[int, int | None], by: Person, at: datetime) -> None:
    """Set who sits where on ``day``: Serviceplatz (id) -> person (id) or nobody; what is not named stays.

    The journal keeps how many places are taken, never who. Refusal ``seated_twice``.
    """
    kalender = lock(kalender_id)
    places = set(kalender.serviceplaetze.filter(pk__in=persons).values_list("pk", flat=True))
    wanted = {place: person for place, person in persons.items() if place in places and person}
    if len(set(wanted.values())) < len(wanted):
        raise Refusal("seated_twice", "Eine Person kann an einem Tag nur an einem Serviceplatz sitzen.")
    Besetzung.objects.filter(serviceplatz__in=places, day=day).delete()
    elsewhere = Besetzung.objects.filter(person__in=wanted.values(), day=day)
    if elsewhere.exists():
        raise Refusal("seated_twice", "Eine dieser Personen sitzt an dem Tag schon an einem anderen Platz.")
    Besetzung.objects.bulk_create(
        Besetzung(serviceplatz_id=place, person_id=person, day=day) for place, person in wanted.items()
    )
    record("seat", kalender, by=by, at=at, day=day.isoformat(), seated=len(wanted))
    bell.ring(f"kalender:{kalender.pk}")


def _past(before: datetime) -> QuerySet[Besetzung]:
    return Besetzung.objects.filter(day__lt=berlin_day(before))


@transaction.atomic
def forget_besetzung(ids: Sequence[int], *, at: datetime) -> int:
    """Delete these rows; the number deleted. Rule DS-3."""
    return Besetzung.objects.filter(pk__in=ids).delete()[0]


DUTY = Duty(retention.BESETZUNG, _past, forget_besetzung)
