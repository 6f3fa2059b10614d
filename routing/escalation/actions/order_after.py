"""The work order that a Rückruf ended with: filed by whoever stands above both, once. docs/decisions/0075."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from atv.kalender.actions.rueckruf import Completion
from atv.kalender.models import Booking, BookingQuerySet
from atv.kalender.rules.attempts import Ending
from eakte.actions.orders import Content, file_work_order
from eakte.models import WorkOrder
from routing.escalation.rules import order_text
from socl.lib import phone
from socl.lib.refusal import Refusal
from socl.lib.workdays import BERLIN, berlin_day
from socl.orga.actions.system import ensure_system_person
from socl.orga.models import Unit, UnitKind
from socl.orga.queries import responsible_for

log = logging.getLogger("socl.orders")
LOOKED_BACK = timedelta(days=7)
MOST_AT_ONCE = 50
BY_ORDER = Q(result=Completion.WORK_ORDER.value) | Q(ending=Ending.WORK_ORDER.value)


def _unfiled(at: datetime) -> BookingQuerySet:
    origin = Concat(Value("booking:"), Cast(OuterRef("pk"), CharField()))
    ended = Booking.objects.filter(BY_ORDER, closed_at__gt=at - LOOKED_BACK, purged_at=None)
    return ended.filter(~Exists(WorkOrder.objects.filter(origin=origin)))


def file_orders_after(*, at: datetime) -> int:
    """File the order of every Rückruf that ended with one and has none yet; how many. Rule ATV-37.

    One that cannot be filed (no Sonderpostkorb) is tried again with the next run and keeps no other waiting.
    """
    waiting = list(_unfiled(at).order_by("closed_at", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    return sum(_try(pk, at) for pk in waiting)


def _try(booking_id: int, at: datetime) -> bool:
    try:
        return file_order_after(booking_id=booking_id, at=at) is not None
    except Refusal as no:
        log.error("no order after a Rückruf: %s", no.code)
        return False


@transaction.atomic
def file_order_after(*, booking_id: int, at: datetime) -> WorkOrder | None:
    """The order of one Rückruf into the Sonderpostkorb of the responsible OS; None if it has one or a rival files it.

    Refusals: those of ``file_work_order``. Rules SOCL 3/SC/2, ATV-37.
    """
    rows = (
        _unfiled(at).filter(pk=booking_id).select_related("kalender__unit__parent", "for_team", "worked_by")
    )
    booking = rows.select_for_update(of=("self",), no_key=True, skip_locked=True).first()
    if booking is None:
        return None
    by = booking.worked_by or ensure_system_person(username="system", name="System", at=at)
    return file_work_order(os=_os_of(booking, at), content=_content(booking), by=by, at=at)


def _os_of(booking: Booking, at: datetime) -> Unit:
    """The OS above the team; for an Eingangszone the one that works for its Agentur."""
    unit = booking.for_team or booking.kalender.unit
    assert unit.parent is not None  # of teams and Eingangszonen
    if unit.kind == UnitKind.EINGANGSZONE:
        return responsible_for(unit.parent, berlin_day(at)).os
    return unit.parent


def _content(booking: Booking) -> Content:
    lines = [
        f"{a.at.astimezone(BERLIN):%d.%m.%Y, %H:%M} Uhr: {a.get_result_display()}{f', {a.note}' if a.note else ''}"
        for a in booking.attempts.order_by("at", "pk")
    ]
    reference = booking.reference or ""
    return Content(
        subject=order_text.subject(reference, in_vain=booking.result != Completion.WORK_ORDER),
        text=order_text.text(
            number=phone.shown(booking.rueckruf_number),
            briefing=booking.briefing,
            closing_note=booking.closing_note,
            attempts=lines,
        ),
        name=booking.name,
        kundennummer=booking.kundennummer,
        language=booking.language,
        communication_aid=booking.communication_aid,
        restricted=booking.restricted,
        origin=f"booking:{booking.pk}",
    )
