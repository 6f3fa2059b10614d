"""Telling citizens about their Termine through the Outbox, each thing once, in the transaction of the act."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction

from atv.kalender.rules.lifecycle import State
from atv.otv.models import OtvTermin
from atv.otv.queries.invitation import invitation
from atv.otv.queries.links import Power, address_of
from atv.otv.queries.termine import facts_of
from atv.otv.rules import letters
from atv.otv.rules.letters import Facts
from socl.orga.models import Person
from socl.post.actions.outbox import send_later, withdraw
from socl.post.rules.content import Channel, Subject


def tell_asked(termin: OtvTermin, *, by: Person, at: datetime) -> None:
    """Ask to confirm. Rules OTVT-5, OTVT-8."""
    assert termin.confirm_until is not None
    text = partial(letters.asked_text, until=termin.confirm_until)
    _tell(termin, "asked", text, by=by, at=at, with_ics=False)


def tell_confirmed(termin: OtvTermin, *, by: Person, at: datetime) -> None:
    """It stands: with the .ics. Rule OTVT-8."""
    withdraw(about=termin.booking, by=by, at=at)
    _tell(termin, "confirmed", letters.confirmed_text, by=by, at=at)


def tell_moved(termin: OtvTermin, *, by: Person, at: datetime) -> None:
    """The new time, to whom moved it."""
    _tell_new_time(termin, letters.moved_text, by, at)


@transaction.atomic
def tell_replanned(*, termin_id: int, at: datetime) -> None:
    """The team that plans the supply has moved it; who moves it meanwhile comes before or after. Rule ATV-18."""
    rows = OtvTermin.objects.with_all().untold(at).filter(pk=termin_id)
    for termin in rows.select_for_update(of=("self", "booking"), no_key=True):
        _tell_new_time(termin, letters.replanned_text, None, at)


def _tell_new_time(termin: OtvTermin, text: Callable[[Facts], str], by: Person | None, at: datetime) -> None:
    """What was still to be said about the old time is taken back."""
    withdraw(about=termin.booking, by=by, at=at)
    _tell(termin, f"moved:{termin.booking.version}", text, by=by, at=at)
    OtvTermin.objects.filter(pk=termin.pk).update(told_version=termin.booking.version)


def tell_cancelled(termin: OtvTermin, *, by: Person, at: datetime) -> None:
    """It will not take place."""
    withdraw(about=termin.booking, by=by, at=at)
    _tell(termin, "cancelled", letters.cancelled_text, by=by, at=at, cancelled=True)


@transaction.atomic
def remind(*, termin_id: int, at: datetime) -> None:
    """Remind of a confirmed Termin that still stands; the row is locked, so that a rival act comes before or after."""
    rows = OtvTermin.objects.with_all().filter(pk=termin_id, booking__state=State.BOOKED)
    for termin in rows.select_for_update(of=("self", "booking"), no_key=True):
        _tell(termin, f"reminder:{termin.booking.version}", letters.reminder_text, by=None, at=at)


def _tell(
    termin: OtvTermin,
    what: str,
    text: Callable[[Facts], str],
    *,
    by: Person | None,
    at: datetime,
    with_ics: bool = True,
    cancelled: bool = False,
) -> None:
    """Nothing without an address, or once the Termin has begun."""
    booking = termin.booking
    if not booking.email or booking.starts_at <= at:
        return
    link = address_of(termin, Power.CONFIRM)
    send_later(
        purpose=f"otv:{termin.pk}:{what}",
        about=booking,
        channel=Channel.MAIL,
        recipient=booking.email,
        subject=Subject.TERMIN,
        body=text(facts_of(termin, link)),
        attachments=[invitation(termin, link, at, cancelled=cancelled)] if with_ics else [],
        due_at=at,
        not_after=booking.starts_at,
        by=by,
        at=at,
    )
