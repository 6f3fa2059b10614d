"""What every decision asks for while the Rufkreise are locked.

Written out, because each poll of each waiting caller runs these under the lock, and Django needs several times as
long to compose one as PostgreSQL to answer it (``make bench``).
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from routing.rufkreis.models import Offer, Rufkreis
from routing.rufkreis.rules.eligibility import POLLED_WITHIN
from routing.rufkreis.rules.lifecycle import CallState, OfferState
from socl.core.db import columns, read, rows

BARRED_FOR = timedelta(seconds=30)

OVERDUE = f"""
SELECT {columns(Offer, "o")} FROM rufkreis_offer o JOIN rufkreis_call c ON c.id = o.call_id
WHERE o.state IN %(states)s AND o.expires_at <= %(at)s AND c.state = %(offered)s AND c.rufkreis_id = ANY (%(rufkreise)s)
ORDER BY o.id
"""
WAITING = """
SELECT c.id, c.rufkreis_id, r.unit_id, c.priority, c.widening, c.first_queued_at, ARRAY(
  SELECT o.person_id FROM rufkreis_offer o
  WHERE o.call_id = c.id AND o.state IN %(failed)s AND o.closed_at > %(failed_since)s)
FROM rufkreis_call c JOIN rufkreis_rufkreis r ON r.id = c.rufkreis_id
WHERE c.rufkreis_id = ANY (%(rufkreise)s) AND c.state = %(queued)s AND c.last_polled_at >= %(polled_since)s
ORDER BY c.first_queued_at, c.id
"""


def overdue_offers(rufkreise: Iterable[Rufkreis], at: datetime) -> list[Offer]:
    """Offers past their deadline whose call is still with the desk."""
    states = (OfferState.OPEN, OfferState.ACCEPTED)
    values = {
        "states": states,
        "at": at,
        "offered": CallState.OFFERED,
        "rufkreise": [r.pk for r in rufkreise],
    }
    return cast(list[Offer], read(OVERDUE, values, Offer))


def waiting_rows(rufkreise: Iterable[int], at: datetime) -> list[tuple[Any, ...]]:
    """(id, Rufkreis, Service Center, priority, widening, first queued, persons) of the calls asked about lately.

    The persons are those whose offer of this call failed less than 30 s ago.
    """
    values = {"rufkreise": list(rufkreise), "queued": CallState.QUEUED, "polled_since": at - POLLED_WITHIN}
    values |= {"failed": (OfferState.DECLINED, OfferState.EXPIRED), "failed_since": at - BARRED_FOR}
    return [
        (*row, json.loads(way) if way else None, since, failed)
        for *row, way, since, failed in rows(WAITING, values)
    ]
