"""What the pages say about one Termin."""

from datetime import date, datetime, timedelta
from typing import Any

import segno
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from atv.kalender.rules.lifecycle import MISS, REACH, TAKE_BACK, State
from atv.otv.models import OtvTermin
from atv.otv.queries.termine import ends_at, facts_of, label_of, may_change
from atv.otv.rules.catalogue import CATALOGUE, MANDATORY
from atv.otv.rules.letters import when, where
from atv.otv.rules.lifecycle import CANCELLED_LABELS, WAY_LABELS, Cancelled, Way
from socl.lib import phone
from socl.lib.german import spoken_clock
from socl.lib.workdays import berlin_day


def minutes_after(start: datetime, minutes: int) -> datetime:
    """The end of a conversation."""
    return start + timedelta(minutes=minutes)


def spoken(reference: str) -> str:
    """The number sign by sign, as it is read out: ``K 7 X W, 4 R C E``."""
    return ", ".join(" ".join(part) for part in reference.split("-"))


def qr(text: str) -> SafeString:
    """A picture of ``text`` for the scanner at the counter; segno draws paths without any style."""
    drawn = segno.make(text, error="m").svg_inline(scale=5, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308 - made of a booking number of ours


def termin_context(termin: OtvTermin, at: datetime) -> dict[str, Any]:
    """When, where, what to bring, what can still be done; no name: a link may be passed on."""
    booking, anliegen = termin.booking, termin.anliegen
    return {
        "termin": termin,
        "anliegen": anliegen,
        "entry": CATALOGUE[anliegen.code],
        "site": anliegen.site,
        "when": when(booking.starts_at, ends_at(termin)),
        "where": where(facts_of(termin, "")),
        "state": label_of(termin),
        "reference": booking.reference,
        "spoken": spoken(booking.reference or ""),
        "qr": qr(booking.reference or ""),
        "changeable": may_change(termin, at),
        "open_until": termin.confirm_until if termin.confirmed_at is None else None,
        "is_mandatory": anliegen.code == MANDATORY,
    }


def row_of(termin: OtvTermin, at: datetime) -> dict[str, Any]:
    """A Termin in a list of staff: its words, and the steps that its state allows."""
    booking, state = termin.booking, State(termin.booking.state)
    begun, is_today = at >= booking.starts_at, berlin_day(booking.starts_at) == berlin_day(at)
    steps = [
        ("angekommen", "Angekommen", REACH.allows(state) and state == State.BOOKED),
        ("erledigt", "Erledigt", state == State.IN_CALL),
        ("nicht-gekommen", "Nicht gekommen", MISS.allows(state) and begun),
        ("absage", "Absagen", may_change(termin, at)),
        ("zurueck", "Zurücknehmen", TAKE_BACK.allows(state) and is_today),
    ]
    return {
        "pk": termin.pk,
        "clock": spoken_clock(booking.starts_at),
        "until": spoken_clock(ends_at(termin)),
        "when": when(booking.starts_at, ends_at(termin)),
        "title": booking.terminart.label,
        "name": booking.name,
        "phone": phone.shown(booking.rueckruf_number) if termin.way == Way.TELEPHONE else "",
        "way": WAY_LABELS[Way(termin.way)],
        "needs": ", ".join(filter(None, (booking.communication_aid, booking.language))),
        "mode": termin.anliegen.booking_mode,
        "site": termin.anliegen.site.unit.name,
        "reference": booking.reference,
        "place": booking.serviceplatz.number,
        "state": label_of(termin),
        "cancelled": CANCELLED_LABELS[Cancelled(termin.cancelled_how)] if termin.cancelled_how else "",
        "steps": [(act, label) for act, label, allowed in steps if allowed],
        "changeable": may_change(termin, at),
    }


def asked_day(request: HttpRequest) -> date:
    """The day in ``?ab=``; whatever cannot be read means: from the first one."""
    try:
        return date.fromisoformat(request.GET.get("ab", ""))
    except ValueError:
        return date.min
