"""What every decision asks for while the Rufkreise are locked.

Written out, because each poll of each waiting caller runs these under the lock, and Django needs several times as
long to compose one as PostgreSQL to answer it (``make bench``).
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from routing.rufkreis.models import Offer, Rufkreis
from routing.rufkreis.rules.eligibility import POLLED_WITHIN, Topic
from routing.rufkreis.rules.lifecycle import CallState, OfferState
from socl.core.db import columns, read, rows

BARRED_FOR = timedelta(seconds=30)

NEAR = f"""
SELECT {columns(Rufkreis, "r")} FROM rufkreis_rufkreis r JOIN orga_unit u ON u.id = r.unit_id
WHERE r.topic IN %(topics)s AND (
  r.unit_id = ANY (%(units)s)
  OR u.region_id IN (SELECT region_id FROM orga_unit WHERE id = ANY (%(units)s))
  OR EXISTS (SELECT FROM rufkreis_rufkreis WHERE nation_after IS NOT NULL))
ORDER BY r.id
"""
OVERDUE = f"""
SELECT {columns(Offer, "o")} FROM rufkreis_offer o JOIN rufkreis_call c ON c.id = o.call_id
WHERE o.state IN %(states)s AND o.expires_at <= %(at)s AND c.state = %(offered)s AND c.rufkreis_id = ANY (%(rufkreise)s)
ORDER BY o.id
"""
WAITING = """
SELECT c.id, c.rufkreis_id, r.unit_id, c.priority, c.widening, c.first_queued_at
FROM rufkreis_call c JOIN rufkreis_rufkreis r ON r.id = c.rufkreis_id
WHERE c.rufkreis_id = ANY (%(rufkreise)s) AND c.state = %(queued)s AND c.last_polled_at >= %(polled_since)s
ORDER BY c.first_queued_at, c.id
"""
BARRED = """
SELECT call_id, person_id FROM rufkreis_offer
WHERE call_id = ANY (%(calls)s) AND state IN %(states)s AND closed_at > %(since)s
"""


def near(unit_ids: Iterable[int]) -> list[Rufkreis]:
    """The Rufkreise whose calls and desks can meet those of these Service Centers, in id order.

    Those of their SC-Regionen; all, as soon as one Rufkreis widens to the nation.
    """
    values = {"units": list(unit_ids), "topics": tuple(topic.value for topic in Topic)}
    return cast(list[Rufkreis], read(NEAR, values, Rufkreis))


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
    """(id, Rufkreis, Service Center, priority, widening, first queued) of the calls asked about lately."""
    values = {"rufkreise": list(rufkreise), "queued": CallState.QUEUED, "polled_since": at - POLLED_WITHIN}
    return [(*row, json.loads(way) if way else None, since) for *row, way, since in rows(WAITING, values)]


def barred(calls: Iterable[int], at: datetime) -> frozenset[tuple[int, int]]:
    """(call, person) pairs whose offer failed less than 30 s ago."""
    states = (OfferState.DECLINED, OfferState.EXPIRED)
    found = rows(BARRED, {"calls": list(calls), "states": states, "since": at - BARRED_FOR})
    return frozenset((call, person) for call, person in found)
