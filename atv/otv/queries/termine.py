"""Termine of citizens: one's own by its number, those that staff look for, and how clients read them."""

import hmac
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from atv.kalender.rules.lifecycle import LABELS, RESCHEDULE, State
from atv.otv.models import OtvTermin
from atv.otv.rules.letters import Facts
from atv.otv.rules.lifecycle import Way
from socl.lib import phone
from socl.lib.references import parse_reference
from socl.lib.workdays import berlin_iso, berlin_span
from socl.orga.gates import Scope
from socl.orga.queries import unit_json

MOST_FOUND = 50
MOST_OF_ONE = 5


def find_own(reference: str, second_fact: str) -> OtvTermin | None:
    """The Termin of that number, if ``second_fact`` is its e-mail address or telephone number; else None.

    A wrong number and a wrong fact cannot be told apart, nor by the time it takes. Rule OTVT-9.
    """
    rows = OtvTermin.objects.with_all()
    found = rows.filter(booking__reference=parse_reference(reference) or "-").first()
    said = second_fact.strip()
    mail, number = (found.booking.email, found.booking.rueckruf_number) if found else ("", "")
    pairs = [(mail.casefold(), said.casefold()), (number, phone.e164(said) or "")]
    fits = [bool(known) & hmac.compare_digest(known.encode(), told.encode()) for known, told in pairs]
    return found if any(fits) else None


def own_by_id(pk: int) -> OtvTermin | None:
    """The Termin of that number, for the browser that has just booked it."""
    return OtvTermin.objects.with_all().filter(pk=pk, purged_at=None).first()


def may_change(termin: OtvTermin, at: datetime) -> bool:
    """Until it begins, and while it stands."""
    return RESCHEDULE.allows(termin.booking.state) and at < termin.booking.starts_at


def ends_at(termin: OtvTermin) -> datetime:
    """The end of the conversation, without the spacing after it."""
    return termin.booking.starts_at + timedelta(minutes=termin.minutes)


def facts_of(termin: OtvTermin, link: str) -> Facts:
    """What a letter may say."""
    site, booking = termin.anliegen.site, termin.booking
    return Facts(
        booking.starts_at,
        ends_at(termin),
        Way(termin.way),
        site.unit.name,
        site.address,
        booking.reference or "",
        link,
    )


def termine_in(scope: Scope) -> QuerySet[OtvTermin]:
    """The Termine that somebody with ``scope`` may see, with all that is shown of them. Rule DS-5."""
    return OtvTermin.objects.with_all().filter(scope.q("booking__kalender__unit"), purged_at=None)


def search(scope: Scope, *, reference: str = "", name: str = "", day: date | None = None) -> list[OtvTermin]:
    """By number, or by name and day; soonest first, at most 50. Rule OTV 3/SC/2."""
    rows = termine_in(scope).order_by("booking__starts_at", "pk")
    if reference:
        return list(rows.filter(booking__reference=parse_reference(reference) or "-"))
    if name and day:
        start, end = berlin_span(day, 1)
        rows = rows.filter(booking__name__icontains=name, booking__starts_at__gte=start)
        return list(rows.filter(booking__starts_at__lt=end)[:MOST_FOUND])
    return []


def coming_of(scope: Scope, *, number: str, name: str, at: datetime) -> list[OtvTermin]:
    """The Termine still to come of the caller with this telephone number or exactly this name, soonest first.

    Not by the Kundennummer: citizens book without it. Rule OTV 3/SC/2.
    """
    who = Q(booking__rueckruf_number=phone.e164(number) or "-")
    if name:
        who |= Q(booking__name__iexact=name)
    coming = Q(booking__state=State.BOOKED, booking__starts_at__gt=at)
    return list(termine_in(scope).filter(who & coming).order_by("booking__starts_at", "pk")[:MOST_OF_ONE])


def termin_json(termin: OtvTermin) -> dict[str, Any]:
    """A Termin as staff's clients read it."""
    booking = termin.booking
    return {
        "id": termin.pk,
        "reference": booking.reference,
        "state": booking.state,
        "site": unit_json(termin.anliegen.site.unit),
        "code": termin.anliegen.code,
        "title": termin.anliegen.title,
        "channel": termin.way,
        "starts_at": berlin_iso(booking.starts_at),
        "ends_at": berlin_iso(ends_at(termin)),
        "name": booking.name,
        "email": booking.email,
        "phone": booking.rueckruf_number,
        "confirmed": termin.confirmed_at is not None or termin.confirm_until is None,
        "cancelled_how": termin.cancelled_how,
        "version": booking.version,
    }


def label_of(termin: OtvTermin) -> str:
    """Its state in words, as the Eingangszone says it."""
    if termin.booking.state == State.BOOKED and termin.confirm_until and not termin.confirmed_at:
        return "noch nicht bestätigt"
    return "angekommen" if termin.booking.state == State.IN_CALL else LABELS[State(termin.booking.state)]
