"""Who is told what and when about a Rückruf: the texts and the moments."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial

from socl.lib.german import spoken_clock, spoken_span
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_day, berlin_moment
from socl.post.rules.content import Channel, is_recipient

Text = Callable[[datetime, datetime, str], str]
REMIND_AT = time(17)  # Berlin, the day before: people are home and the night's rest has not begun
NOT_SO_SOON = timedelta(hours=12)  # after the booking no reminder is needed
MOBILE = ("+4915", "+4916", "+4917")  # German mobile numbers begin so
NO_MAILBOX = "Bitte eine E-Mail-Adresse angeben, zum Beispiel team@beispiel.de."
SERVICE_NUMBER = "0800 4 5555 00"
CLOSING = f"""Wenn Sie dann nicht sprechen können, sagen Sie uns bitte Bescheid: {SERVICE_NUMBER} (gebührenfrei).

Diese Nachricht wurde automatisch erstellt. Antworten darauf werden nicht gelesen."""


def way_to(email: str, number: str) -> tuple[Channel, str] | None:
    """How a customer is told: by mail if an address is known, else by SMS to a German mobile; None: not at all.

    Rule ATV-60.
    """
    if is_recipient(Channel.MAIL, email):
        return Channel.MAIL, email
    if number.startswith(MOBILE) and is_recipient(Channel.SMS, number):
        return Channel.SMS, number
    return None


def reminder_at(starts_at: datetime, booked_at: datetime) -> datetime | None:
    """Five in the afternoon of the day before; None if the customer has booked only shortly before. Rule ATV-61."""
    moment = berlin_moment(berlin_day(starts_at) - ONE_DAY, REMIND_AT)
    return moment if booked_at + NOT_SO_SOON <= moment else None


def _when(starts_at: datetime, ends_at: datetime, reference: str) -> str:
    return f"{spoken_span(starts_at, ends_at)}.\n\nIhre Buchungsnummer: {reference}"


def booked_text(starts_at: datetime, ends_at: datetime, reference: str) -> str:
    """What a booking's mail says; never about what."""
    return f"Guten Tag,\n\nwir rufen Sie an: am {_when(starts_at, ends_at, reference)}\n\n{CLOSING}"


def moved_text(starts_at: datetime, ends_at: datetime, reference: str, *, was: Span[datetime]) -> str:
    """What is said when the team has moved it; a new time that does not suit is no dead end. Rule ATV-18."""
    return (
        f"Guten Tag,\n\nwir mussten Ihren Rückruftermin verschieben. Buchungsnummer: {reference}\n\n"
        f"Neu: {spoken_span(starts_at, ends_at)}\nBisher: {spoken_span(was.start, was.end)}\n\n"
        "Wir rufen Sie zu der neuen Zeit an. Passt sie Ihnen nicht, können Sie den Termin mit Ihrer"
        f" Buchungsnummer ändern oder absagen.\n\n{CLOSING}"
    )


def cancelled_text(starts_at: datetime, ends_at: datetime, reference: str) -> str:
    """What is said when it will not take place."""
    when = _when(starts_at, ends_at, reference)
    end = f"Einen neuen Termin bekommen Sie unter {SERVICE_NUMBER} (gebührenfrei)."
    return f"Guten Tag,\n\nder Rückruf findet nicht statt. Abgesagt ist der Termin am {when}\n\n{end}"


def reminder_text(starts_at: datetime, ends_at: datetime, reference: str) -> str:
    """What is said the day before."""
    return f"Guten Tag,\n\nwir erinnern Sie: Wir rufen Sie an, am {_when(starts_at, ends_at, reference)}\n\n{CLOSING}"


def _short(what: str, starts_at: datetime, ends_at: datetime, reference: str) -> str:
    return f"{what} {spoken_span(starts_at, ends_at)}. Buchungsnummer {reference}. Fragen: {SERVICE_NUMBER}"


booked_sms: Text = partial(_short, "Wir rufen Sie an:")
moved_sms: Text = partial(_short, "Ihr Rückruftermin ist verschoben auf")
cancelled_sms: Text = partial(_short, "Abgesagt ist der Rückruf am")
reminder_sms: Text = partial(_short, "Erinnerung, wir rufen Sie an:")


def staff_text(place: int, starts_at: datetime, minutes: int, reference: str) -> str:
    """What the team reads shortly before; no name: mailboxes have many readers."""
    return (
        f"Um {spoken_clock(starts_at)} Uhr steht ein Rückruf an: "
        f"Serviceplatz {place}, {minutes} Minuten, Buchungsnummer {reference}."
    )
