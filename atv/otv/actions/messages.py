"""Messages of the public contact form: received, and taken care of by the Service Center."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from atv.otv.models import OtvMessage, OtvTermin
from atv.otv.rules.citizen import MOST_NAME, WRONG_MAIL, WRONG_NAME, WRONG_PHONE, is_one_line, visible
from atv.otv.rules.messages import FINISH, MOST_TEXT, Subject
from socl.core.moves import move_one
from socl.journal import bell
from socl.journal.record import record
from socl.lib import phone
from socl.lib.references import parse_reference
from socl.lib.refusal import Refusal
from socl.orga.models import Person, Unit
from socl.post.rules.content import Channel, is_recipient


@dataclass(frozen=True)
class Letter:
    """What somebody has typed."""

    subject: Subject
    name: str
    text: str
    reference: str = ""
    email: str = ""
    phone: str = ""


@transaction.atomic
def receive(*, letter: Letter, by: Person, at: datetime) -> OtvMessage:
    """Put the message into the inbox of the Service Center of the Termin's region. Rule OTV 3/SC/2.

    Refusal ``invalid`` (422) with the fields at fault: an empty or too long text, no way to answer. Rule OTVT-7.
    """
    number = phone.e164(letter.phone) or ""
    _refuse_unreadable(letter, number)
    made = OtvMessage.objects.create(
        subject=letter.subject,
        region=_region_of(letter.reference),
        reference=visible(letter.reference)[:40],
        name=visible(letter.name),
        email=letter.email.strip(),
        phone=number,
        text=letter.text.strip(),
        received_at=at,
    )
    record("receive_message", made, by=by, at=at, rule="OTV 3/SC/2", subject=letter.subject)
    bell.ring("otv:messages")
    return made


def _refuse_unreadable(letter: Letter, number: str) -> None:
    errors: dict[str, list[str]] = {}
    name, mail = visible(letter.name), letter.email.strip()
    if not name or len(name) > MOST_NAME or not is_one_line(name):
        errors["name"] = [WRONG_NAME]
    if not letter.text.strip() or len(letter.text) > MOST_TEXT or "\0" in letter.text:
        errors["text"] = [f"Bitte schreiben Sie uns etwas, höchstens {MOST_TEXT} Zeichen."]
    if mail and not is_recipient(Channel.MAIL, mail):
        errors["email"] = [WRONG_MAIL]
    if letter.phone.strip() and not number:
        errors["phone"] = [WRONG_PHONE]
    if not mail and not letter.phone.strip():
        errors["email"] = ["Bitte E-Mail-Adresse oder Telefonnummer angeben, damit wir antworten können."]
    if not is_one_line(letter.reference) or len(letter.reference) > 40:
        errors["reference"] = ["Eine Buchungsnummer hat acht Zeichen, zum Beispiel K7XW-4RCE."]
    if errors:
        first = next(iter(errors.values()))[0]
        raise Refusal("invalid", first, rule="OTVT-7", status=422, errors=errors)


def _region_of(reference: str) -> Unit | None:
    """Where the Termin of that number takes place; whoever writes does not learn whether there is one."""
    rows = OtvTermin.objects.with_all().filter(booking__reference=parse_reference(reference) or "-")
    found = rows.first()
    return found.booking.kalender.unit.region if found else None


@transaction.atomic
def finish(*, message: OtvMessage, by: Person, at: datetime) -> OtvMessage:
    """It is taken care of. Refusal ``wrong_state`` if somebody else was faster."""
    if not move_one(message, FINISH, done_at=at, done_by=by):
        raise Refusal("wrong_state", "Diese Nachricht ist schon erledigt.", rule="OTV 3/SC/2")
    record("finish_message", message, by=by, at=at, rule="OTV 3/SC/2")
    bell.ring("otv:messages")
    return message
