"""Telling customers and teams about Rückrufe through the Outbox, each thing once."""

from datetime import datetime
from functools import partial

from django.db import transaction

from atv.kalender.models import Booking, Kalender, Notices
from atv.kalender.queries.invitation import invitation
from atv.kalender.rules import notices
from atv.kalender.rules.lifecycle import State
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.spans import Span
from socl.orga.models import Person
from socl.post.actions.outbox import send_later, withdraw
from socl.post.rules.content import Channel, Subject, is_recipient


def tell_booked(booking: Booking, *, by: Person, at: datetime) -> None:
    """Confirm the booking, in its transaction. Rule ATV-60."""
    _tell(booking, "booked", Subject.BOOKED, notices.booked_text, notices.booked_sms, by=by, at=at)


def tell_moved(booking: Booking, was: Span[datetime], *, by: Person, at: datetime) -> None:
    """Tell the new time and the old; what was still to be said about the old one is taken back. Rules ATV-18, ATV-60."""
    withdraw(about=booking, by=by, at=at)
    text = partial(notices.moved_text, was=was)
    _tell(booking, f"moved:{booking.version}", Subject.MOVED, text, notices.moved_sms, by=by, at=at)


def tell_cancelled(booking: Booking, *, by: Person, at: datetime) -> None:
    """Tell that there will be no call. Rule ATV-60."""
    withdraw(about=booking, by=by, at=at)
    text, short = notices.cancelled_text, notices.cancelled_sms
    _tell(booking, "cancelled", Subject.CANCELLED, text, short, by=by, at=at, cancelled=True)


@transaction.atomic
def remind_customer(*, booking_id: int, at: datetime) -> None:
    """Remind of a booking that still stands; the version keeps a moved one from being reminded of its old time.

    The row is locked: whoever cancels meanwhile waits and then takes the reminder back. Rule ATV-61.
    """
    booking = _still_booked(booking_id)
    if booking is not None:
        text, short = notices.reminder_text, notices.reminder_sms
        _tell(booking, f"reminder:{booking.version}", Subject.REMINDER, text, short, by=None, at=at)


def _still_booked(booking_id: int) -> Booking | None:
    rows = Booking.objects.filter(pk=booking_id, state=State.BOOKED)
    return (
        rows.select_related("terminart", "serviceplatz", "kalender__notices")
        .select_for_update(of=("self",), no_key=True)
        .first()
    )


def _tell(
    booking: Booking,
    what: str,
    subject: Subject,
    long: notices.Text,
    short: notices.Text,
    *,
    by: Person | None,
    at: datetime,
    cancelled: bool = False,
) -> None:
    """By mail with an .ics or by SMS; nothing if neither way is known, if the time has begun, or if it is no Rückruf."""
    if not booking.terminart.is_rueckruf:
        return
    way = notices.way_to(booking.email, booking.rueckruf_number)
    if way is None or booking.reference is None or booking.starts_at <= at:
        return
    channel, recipient = way
    is_mail = channel is Channel.MAIL
    facts = booking.starts_at, booking.ends_at, booking.reference
    send_later(
        purpose=f"booking:{booking.pk}:{what}",
        about=booking,
        channel=channel,
        recipient=recipient,
        subject=subject if is_mail else Subject.NONE,
        body=long(*facts) if is_mail else short(*facts),
        attachments=[invitation(booking, at, cancelled=cancelled)] if is_mail else [],
        due_at=at,
        not_after=booking.starts_at,
        by=by,
        at=at,
    )


@transaction.atomic
def remind_staff(*, booking_id: int, at: datetime) -> None:
    """Tell the team's mailbox that a Rückruf is about to begin; no name in it. Rule ATV-65."""
    booking = _still_booked(booking_id)
    if booking is None or booking.reference is None:
        return
    number, minutes = booking.serviceplatz.number, booking.terminart.minutes
    send_later(
        purpose=f"booking:{booking.pk}:staff:{booking.version}",
        about=booking,
        channel=Channel.MAIL,
        recipient=booking.kalender.notices.team_mailbox,
        subject=Subject.STAFF_REMINDER,
        body=notices.staff_text(number, booking.starts_at, minutes, booking.reference),
        due_at=at,
        not_after=booking.starts_at,
        by=None,
        at=at,
    )


@transaction.atomic
def set_notices(
    *,
    kalender: Kalender,
    team_mailbox: str,
    lead_mailbox: str,
    coordinator_mailbox: str,
    staff_minutes: int,
    warn_days: int,
    by: Person,
    at: datetime,
) -> Notices:
    """Say where the team reads and from when on it is warned. Mailboxes do not go into the journal.

    Refusal ``invalid`` (422) for a mailbox that post could not send to: it would be asked for again every minute.
    """
    for mailbox in filter(None, (team_mailbox, lead_mailbox, coordinator_mailbox)):
        if not is_recipient(Channel.MAIL, mailbox):
            raise Refusal("invalid", notices.NO_MAILBOX, status=422)
    found, _ = Notices.objects.update_or_create(
        kalender=kalender,
        defaults={
            "team_mailbox": team_mailbox,
            "lead_mailbox": lead_mailbox,
            "coordinator_mailbox": coordinator_mailbox,
            "staff_minutes": staff_minutes,
            "warn_days": warn_days,
        },
    )
    record("set_notices", kalender, by=by, at=at, staff_minutes=staff_minutes, warn_days=warn_days)
    return found
