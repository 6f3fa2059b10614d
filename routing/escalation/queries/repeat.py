"""Who calls again: what is still open for a person, and what was asked in the last 14 days."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from atv.kalender.models import Booking
from atv.kalender.queries.bookings import bookings_in
from atv.kalender.rules.lifecycle import State
from eakte.models import WorkOrder
from eakte.queries import orders_in
from eakte.rules.lifecycle import OPEN
from routing.escalation.models import Anliegen
from routing.escalation.rules.first_contact import FOLLOWED
from routing.rufkreis.models import Call, Identification
from socl.lib.workdays import berlin_day, berlin_iso
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.queries import unit_json
from socl.orga.rules.roles import Grant

UNDER_WAY = (State.BOOKED, State.IN_CALL)
MOST_SHOWN = 20  # of each: whoever has more is searched for more exactly


@dataclass(frozen=True)
class Wanted:
    """Whom to look for; what is empty does not matter. ``number`` is E.164, ``name`` a part of it."""

    kundennummer: str = ""
    name: str = ""
    number: str = ""

    def __bool__(self) -> bool:
        return bool(self.kundennummer or self.name or self.number)


@dataclass(frozen=True)
class Known:
    """What is known of a person, as far as the reader's rights reach."""

    bookings: list[Booking] = field(default_factory=list)  # still to come, the next first
    orders: list[WorkOrder] = field(default_factory=list)  # open, the longest due first
    contacts: list[Anliegen] = field(default_factory=list)  # of 14 days, the latest first

    def __bool__(self) -> bool:
        return bool(self.bookings or self.orders or self.contacts)

    @property
    def rows(self) -> list[Booking | WorkOrder | Anliegen]:
        """All of it, for the record of who was shown what."""
        return [*self.bookings, *self.orders, *self.contacts]


def known_of(reader: Person, wanted: Wanted, at: datetime, *, besides: Call | None = None) -> Known:
    """Open Rückrufe and orders, and the Anliegen of 14 days, in the reader's reach. Rule ESK-8.

    ``besides``: the present call, whose own Anliegen are no earlier contact. What belongs to a protected record is
    shown to the protected group alone (rule DS-5).
    """
    if not wanted:
        return Known()
    day = berlin_day(at)
    bookings = gates.scope(reader, Grant.READ_BOOKING, day)
    orders = gates.scope(reader, Grant.READ_ORDERS, day)
    return Known(
        list(
            bookings_in(bookings)
            .filter(_booked_by(wanted), state__in=UNDER_WAY)
            .select_related("outcome__anliegen")
            .order_by("starts_at")[:MOST_SHOWN]
        ),
        list(orders_in(orders).filter(_ordered_by(wanted), state__in=OPEN)[:MOST_SHOWN]),
        _contacts(reader, wanted, at, besides),
    )


def _booked_by(wanted: Wanted) -> Q:
    found = _named(wanted)
    return found & Q(rueckruf_number=wanted.number) if wanted.number else found


def _ordered_by(wanted: Wanted) -> Q:
    found = _named(wanted)
    return found & Q(outcome__anliegen__call__from_e164=wanted.number) if wanted.number else found


def _named(wanted: Wanted) -> Q:
    found = Q(kundennummer=wanted.kundennummer) if wanted.kundennummer else Q()
    return found & Q(name__icontains=wanted.name) if wanted.name else found


def _contacts(reader: Person, wanted: Wanted, at: datetime, besides: Call | None) -> list[Anliegen]:
    """For whoever takes calls, in the region whose Rückrufe they read."""
    day = berlin_day(at)
    if not gates.scope(reader, Grant.TAKE_CALLS, day):
        return []
    reach = gates.scope(reader, Grant.READ_BOOKING, day)
    found = Anliegen.objects.filter(
        _named(wanted), reach.visible("call__rufkreis__unit"), opened_at__gt=at - FOLLOWED
    )
    if wanted.number:
        found = found.filter(call__from_e164=wanted.number)
    rows = found.exclude(call=besides) if besides else found
    return list(
        rows.select_related("outcome", "call__rufkreis__unit").order_by("-opened_at", "-pk")[:MOST_SHOWN]
    )


def wanted_by(call: Call, identification: Identification | None) -> Wanted:
    """The caller: by the Kundennummer once it was said, before by the number that calls."""
    if identification is not None and identification.kundennummer:
        return Wanted(kundennummer=identification.kundennummer)
    return Wanted(number=call.from_e164)


def first_of(reader: Person, anliegen: Anliegen, at: datetime) -> Booking | WorkOrder | None:
    """The Rückruf or order still open for the same Anliegen of the same person; the next due. Rule ESK-9.

    The same person is known by the Kundennummer alone: without one there is nothing to compare.
    """
    if not anliegen.kundennummer:
        return None
    day, person = berlin_day(at), anliegen.kundennummer
    booked = bookings_in(gates.scope(reader, Grant.READ_BOOKING, day)).filter(
        kundennummer=person, state__in=UNDER_WAY, outcome__anliegen__code=anliegen.code
    )
    ordered = orders_in(gates.scope(reader, Grant.READ_ORDERS, day)).filter(
        kundennummer=person, state__in=OPEN, code=anliegen.code
    )
    return booked.order_by("starts_at").first() or ordered.first()


def first_json(first: Booking | WorkOrder) -> dict[str, Any]:
    """The first one as a refusal names it: what and when, nothing about the person."""
    if isinstance(first, Booking):
        at, reference = berlin_iso(first.starts_at), first.reference
        return {"kind": "rueckruf", "id": first.pk, "reference": reference, "starts_at": at}
    return {
        "kind": "work_order",
        "id": first.pk,
        "os": unit_json(first.postkorb.os),
        "due_on": first.due_on.isoformat(),
    }
