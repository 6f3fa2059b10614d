"""A customer's own Rückruf: found by its reference and a second fact, and what they may know of it."""

import hmac
from datetime import datetime
from typing import Any

from atv.kalender.models import Booking
from atv.kalender.queries import free
from atv.kalender.queries.bookings import appointment_json
from atv.kalender.rules import lifecycle
from socl.lib import phone
from socl.lib.references import parse_reference
from socl.lib.workdays import berlin_iso

MOST_A_DAY, MOST_DAYS = 6, 6


def find_own(reference: str, second_fact: str) -> Booking | None:
    """The Rückruf of that reference, if ``second_fact`` is its number, Kundennummer or e-mail address; else None.

    A wrong reference, a wrong fact and a hold cannot be told apart, nor by the time it takes. Rule ATV-36.
    """
    rows = Booking.objects.rueckrufe().select_related("kalender__unit", "serviceplatz", "terminart")
    found = rows.filter(reference=parse_reference(reference) or "-").first()
    return found if _knows(found or Booking(), second_fact) and found else None


def _knows(booking: Booking, second_fact: str) -> bool:
    """Every fact is compared, whichever fits: in the spelling in which it is stored."""
    said = second_fact.strip()
    pairs = [
        (booking.rueckruf_number, phone.e164(said) or ""),
        (booking.kundennummer, said.replace(" ", "").upper()),
        (booking.email.casefold(), said.casefold()),
    ]
    fits = [bool(known) & hmac.compare_digest(known.encode(), told.encode()) for known, told in pairs]
    return any(fits)


def may_change(booking: Booking, at: datetime) -> bool:
    """Until it begins; afterwards only the team can."""
    return lifecycle.RESCHEDULE.allows(booking.state) and at < booking.starts_at


def own_json(booking: Booking, at: datetime) -> dict[str, Any]:
    """What a customer reads: when, how long, who calls; never the briefing. ``times``: where it could move to."""
    return {
        **appointment_json(booking),
        "changeable": may_change(booking, at),
        "times": [berlin_iso(t) for t in times_for(booking, at)] if may_change(booking, at) else [],
    }


def times_for(booking: Booking, at: datetime) -> list[datetime]:
    """A few free times on each of the next days, over the whole day, without its own; of two weeks at most."""
    first = free.bookable_days(booking.kalender, at).start
    days = free.free_days(
        booking.kalender,
        booking.terminart,
        channel=booking.channel,
        first=first,
        days=14,
        at=at,
        without=booking,
    )
    present = free.minutes(booking.starts_at)
    by_day = [[s for s in d.starts if s != present] for d in days]
    shown = [_spread(starts) for starts in by_day if starts][:MOST_DAYS]
    return [free.moment(s) for starts in shown for s in starts]


def _spread(starts: list[int]) -> list[int]:
    """At most ``MOST_A_DAY`` of the starts of one day, evenly from the first to the last."""
    if len(starts) <= MOST_A_DAY:
        return starts
    step = (len(starts) - 1) / (MOST_A_DAY - 1)
    return [starts[round(step * n)] for n in range(MOST_A_DAY)]
