"""The door of the customer's own Rückruf: what is wrong is counted, and always answered the same."""

from django.http import Http404

from atv.kalender.models import Booking
from atv.kalender.queries.self_service import find_own
from socl.core.throttle import Throttle

PER_ADDRESS = Throttle("own-address", limit=20, seconds=600)
PER_REFERENCE = Throttle("own-reference", limit=5, seconds=3600)


def find_or_count(reference: str, second_fact: str, address: str) -> Booking:
    """The Rückruf; Http404 for anything that does not fit, counted per address and per reference.

    Refusal ``throttled`` (429) when too much was wrong, even if it now is right. Rule ATV-36.
    """
    spoken = "".join(c for c in reference.upper() if c.isalnum())
    PER_ADDRESS.refuse_if_used_up(address)
    PER_REFERENCE.refuse_if_used_up(spoken)
    found = find_own(reference, second_fact)
    if found is None:
        PER_ADDRESS.count(address)
        PER_REFERENCE.count(spoken)
        raise Http404
    return found
