"""Booking where there is time: at the responsible team, or at a sister team that helps."""

from datetime import datetime

from django.db import transaction

from atv.kalender.actions.booking import Contact, book_rueckruf
from atv.kalender.actions.placing import lock
from atv.kalender.models import Booking, Kalender, Terminart
from atv.kalender.queries.reach import reach_of
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person

NO_HELP = "Zuständig ist ein anderes Team; dieses hilft jetzt nicht aus."


@transaction.atomic
def book_within_reach(
    *,
    responsible: Kalender,
    kalender: Kalender,
    kind: Terminart,
    starts_at: datetime,
    contact: Contact,
    channel: str,
    by: Person,
    at: datetime,
    hold_id: int | None = None,
) -> Booking:
    """Book at ``kalender``, which is the ``responsible`` one or, while that has nothing soon, a sister's.

    At a sister the booking keeps for whom it is, and the journal why. Refusals: ``not_allowed`` for a team that is
    no choice now, and those of ``book_rueckruf``. Rule ATV-34.
    """
    for pk in sorted({responsible.pk, kalender.pk}):
        lock(pk)
    helps = kalender.pk != responsible.pk
    if helps:
        reach = reach_of(responsible, kind, channel=channel, at=at)
        if kalender not in [sister for _, sister in reach.sisters]:
            raise Refusal("not_allowed", NO_HELP, rule="ATV-34")
    booking = book_rueckruf(
        kalender_id=kalender.pk,
        kind=kind,
        starts_at=starts_at,
        contact=contact,
        channel=channel,
        by=by,
        at=at,
        hold_id=hold_id,
    )
    if helps:
        booking.for_team = responsible.unit
        booking.save(update_fields=["for_team"])
        facts = {"responsible": responsible.unit_id, "working_days": responsible.reach_working_days}
        record("book_at_sister", booking, by=by, at=at, rule="ATV-34", **facts)
    return booking
