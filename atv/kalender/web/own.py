"""The door of the customer's own Rückruf: what is wrong is counted, and always answered the same."""

from atv.kalender.models import Booking
from atv.kalender.queries.self_service import find_own
from socl.core.throttle import Guesses, Throttle

PER_ADDRESS = Throttle("own-address", limit=20, seconds=600)
PER_REFERENCE = Throttle("own-reference", limit=5, seconds=3600)


GUESSES = Guesses(PER_ADDRESS, PER_REFERENCE)


def find_or_count(reference: str, second_fact: str, address: str) -> Booking:
    """The Rückruf; Http404 for anything that does not fit. Refusal ``throttled`` (429). Rule ATV-36."""
    return GUESSES.find(find_own, reference, second_fact, address)
