"""What a customer gets who was not reached: the ending is decided, and a message is asked for at once."""

from datetime import datetime

from atv.kalender.models import Booking, Kalender
from atv.kalender.rules.attempts import Ending
from atv.kalender.rules.notices import way_to
from socl.lib.refusal import Refusal
from socl.lib.workdays import BERLIN
from socl.orga.models import Person
from socl.post.actions.outbox import send_later
from socl.post.rules.content import Channel, Subject

# Proposed wording: the Weisung has none. Neither name nor Anliegen, for others may read the message too.
TEXT = """Guten Tag,
wir wollten Sie am {day:%d.%m.%Y} um {day:%H:%M} Uhr zurückrufen und haben Sie nicht erreicht.
Bitte rufen Sie uns an, kostenfrei: 0800 4 5555 00.
Ihre Bundesagentur für Arbeit"""


def ending_of(booking: Booking, kalender: Kalender, chosen: str) -> Ending:
    """``chosen``, or the calendar's own; where that is a message and nobody can be written to, a letter.

    Refusal ``invalid`` (422) for a message that was chosen and has no way to the customer. Rule ATV-32.
    """
    ending = Ending(chosen or kalender.ending)
    if ending is not Ending.MESSAGE or way_to(booking.email, booking.rueckruf_number):
        return ending
    if not chosen:
        return Ending.LETTER
    message = (
        "Für eine Nachricht fehlt eine E-Mail-Adresse oder Mobilnummer. Bitte Brief oder Auftrag wählen."
    )
    raise Refusal("invalid", message, rule="ATV-32", status=422, errors={"ending": [message]})


def tell_not_reached(booking: Booking, *, by: Person, at: datetime) -> None:
    """Ask for the message, in the transaction of the verb that ends the Rückruf."""
    way = way_to(booking.email, booking.rueckruf_number)
    assert way is not None  # or the ending would be another
    channel, recipient = way
    send_later(
        purpose=f"booking:{booking.pk}:not-reached",
        about=booking,
        channel=channel,
        recipient=recipient,
        subject=Subject.NOTICE if channel is Channel.MAIL else Subject.NONE,
        body=TEXT.format(day=booking.starts_at.astimezone(BERLIN)),
        due_at=at,
        by=by,
        at=at,
    )
