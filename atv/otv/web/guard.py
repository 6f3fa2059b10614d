"""Who may come in: against floods and guessing on the public pages (counted as keyed hashes), and at the Eingangszone."""

from django.http import Http404

from atv.kalender.models import Kalender
from atv.otv.models import OtvTermin
from atv.otv.queries.termine import find_own
from atv.otv.queries.zone import kalender_of_zone
from socl.core import clock
from socl.core.throttle import Guesses, Throttle
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.queries import unit_by_key
from socl.orga.rules.roles import Grant

BOOK_ADDRESS = Throttle("otv-book-address", limit=30, seconds=3600)  # a library, a family
BOOK_MAIL = Throttle("otv-book-mail", limit=5, seconds=3600)  # nobody is flooded with our mails
CONTACT_ADDRESS = Throttle("otv-contact", limit=5, seconds=3600)
OWN_ADDRESS = Throttle("otv-own-address", limit=20, seconds=600)
OWN_REFERENCE = Throttle("otv-own-reference", limit=5, seconds=3600)
GUESSES = Guesses(OWN_ADDRESS, OWN_REFERENCE)


def refuse_flood(address: str, email: str) -> None:
    """Refuse (429 ``throttled``) after too many bookings from one address or for one e-mail. Rule OTVT-11."""
    BOOK_ADDRESS.refuse_if_used_up(address)
    BOOK_MAIL.refuse_if_used_up(email.casefold())


def count_booking(address: str, email: str) -> None:
    """Count one booking."""
    BOOK_ADDRESS.count(address)
    BOOK_MAIL.count(email.casefold())


def find_or_count(reference: str, second_fact: str, address: str) -> OtvTermin:
    """The Termin; Http404 for anything that does not fit. Refusal ``throttled`` (429). Rule OTVT-9."""
    return GUESSES.find(find_own, reference, second_fact, address)


def kalender_for(person: Person, key: str, grant: Grant) -> Kalender:
    """The calendar of an Eingangszone within the person's reach; 404 for any other."""
    unit = unit_by_key(key, clock.today())
    found = kalender_of_zone(unit) if unit else None
    if unit is None or found is None:
        raise Http404
    gates.require(person, grant, clock.today(), unit)
    return found
