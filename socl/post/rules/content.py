"""What a message may consist of: channels, recipients, subjects, attachments."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from socl.lib.refusal import Refusal

MOST_BODY = 20_000  # signs of a mail or file
MOST_SMS = 480  # signs, about three parts
MOST_ATTACHMENTS = 5
MOST_ATTACHMENT = 100_000  # signs of one attachment


class Channel(StrEnum):
    """By which way."""

    MAIL = "mail"
    SMS = "sms"
    FILE = "file"


CHANNEL_LABELS = {Channel.MAIL: "E-Mail", Channel.SMS: "SMS", Channel.FILE: "Datei"}

# The form of a recipient, as the database checks it too: no blank, no comma, no line break can be in it.
RECIPIENTS = {
    Channel.MAIL: r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$",
    Channel.SMS: r"^\+[1-9][0-9]{6,14}$",
    Channel.FILE: r"^[a-z0-9][a-z0-9_-]{0,60}(\.[a-z0-9]{1,8})?$",
}


class Subject(StrEnum):
    """Every subject line there is: fixed sentences, so that none can carry anything personal (rule POST-4)."""

    NONE = ""  # SMS and files have no subject
    BOOKED = "Ihr Rückruftermin"
    MOVED = "Ihr Rückruftermin wurde verschoben"
    CANCELLED = "Ihr Rückruftermin wurde abgesagt"
    REMINDER = "Erinnerung an Ihren Rückruftermin"
    STAFF_REMINDER = "Ein Rückruf steht an"
    DIGEST = "Rückrufe Ihres Teams"
    CAPACITY = "Freie Rückruftermine werden knapp"
    TERMIN = "Ihr Termin bei der Agentur für Arbeit"
    ROLLOUT = "Stand der Einführung"
    NOTICE = "Nachricht aus SOC-L"


@dataclass(frozen=True)
class Attachment:
    """A text that goes with a mail, for example an appointment (.ics)."""

    name: str
    content_type: str
    content: str


CONTENT_TYPES = ("text/calendar", "text/csv", "text/plain")
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}\.[a-z0-9]{1,8}")


def is_recipient(channel: Channel, text: str) -> bool:
    """True if ``text`` is exactly one address of that channel. Rule POST-3."""
    return "\n" not in text and re.search(RECIPIENTS[channel], text) is not None


def refuse_unsendable(
    channel: Channel, recipient: str, subject: Subject, body: str, attachments: Sequence[Attachment]
) -> None:
    """Refuse (``invalid``, 422) what no gateway could send, or what would smuggle a header. Rules POST-3, POST-4."""
    if not is_recipient(channel, recipient):
        raise _invalid("Diese Empfangsadresse ist nicht gültig.")
    if (subject is Subject.NONE) == (channel is Channel.MAIL):
        raise _invalid("Eine E-Mail hat einen Betreff, SMS und Datei haben keinen.")
    if not body.strip() or "\0" in body or len(body) > (MOST_SMS if channel is Channel.SMS else MOST_BODY):
        raise _invalid("Der Text ist leer oder zu lang.")
    if attachments and (channel is not Channel.MAIL or len(attachments) > MOST_ATTACHMENTS):
        raise _invalid("Anlagen gehen nur mit einer E-Mail, höchstens fünf.")
    for part in attachments:
        if not _FILE_NAME.fullmatch(part.name) or part.content_type not in CONTENT_TYPES:
            raise _invalid("Diese Anlage darf nicht verschickt werden.")
        if "\0" in part.content or len(part.content) > MOST_ATTACHMENT:
            raise _invalid("Diese Anlage ist zu groß oder nicht lesbar.")


def _invalid(message: str) -> Refusal:
    return Refusal("invalid", message, rule="POST-3", status=422)
