"""Besetzung: who sits at which Serviceplatz on a day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from atv.kalender.actions.placing import lock
from atv.kalender.models import Besetzung
from socl.journal import bell
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.models import Person

KEPT = timedelta(days=90)  # a proposal: no public figure exists


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


@transaction.atomic
def forget_besetzung(*, at: datetime) -> int:
    """Delete what is older than 90 days; the number deleted."""
    return Besetzung.objects.filter(day__lt=berlin_day(at) - KEPT).delete()[0]
