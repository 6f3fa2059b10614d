"""The ways out: SMTP by Django's mail, SMS by HTTP, and folders. Only the sender task calls them, in no transaction."""

import json
import os
import smtplib
import urllib.error
import urllib.request
import uuid
from email.message import Message
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from socl.post.models import Outbox
from socl.post.rules.content import Channel

TIMEOUT = 10.0  # seconds for one step of a conversation
NAMESPACE = uuid.UUID("0b6c0d5e-9f5b-4ff1-9f0a-6d6a5a0e7c11")


class NotSent(Exception):
    """A message did not go out. ``error`` is a short code without the server's words, which could name people.

    ``is_final``: no later try can help. ``is_away``: the way itself is broken, so others need not be tried now.
    """

    def __init__(self, error: str, *, is_final: bool = False, is_away: bool = False) -> None:
        super().__init__(error)
        self.error = error
        self.is_final = is_final
        self.is_away = is_away


class Gateway(Protocol):
    """One way out. ``send`` returns when the other side has taken the message over, else raises NotSent."""

    def send(self, message: Outbox) -> None: ...

    def close(self) -> None: ...


def stable_id(message: Outbox) -> str:
    """The same for every try of a message, so that a receiver can tell a repeat."""
    return str(uuid.uuid5(NAMESPACE, f"{settings.SECRET_KEY}:{message.purpose}"))


def as_mail(message: Outbox) -> EmailMessage:
    """The mail: plain text, its attachments, and a Message-ID that stays the same when it is tried again."""
    sender = settings.DEFAULT_FROM_EMAIL
    mail = EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=sender,
        to=[message.recipient],
        headers={
            "Message-ID": f"<{stable_id(message)}@{sender.rpartition('@')[2].rstrip('>')}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    for part in message.attachments:
        mail.attach(part["name"], part["content"], part["content_type"])
    return mail


class MailGateway:
    """SMTP as Django is configured; one connection for a whole run."""

    def __init__(self) -> None:
        self._connection: Any = None

    def send(self, message: Outbox) -> None:
        """Hand one mail over. 5xx for this mail is final, everything else is worth another try."""
        try:
            if self._connection is None:
                self._connection = get_connection()
                self._connection.open()
            self._connection.send_messages([as_mail(message)])
        except smtplib.SMTPRecipientsRefused as no:
            code = max((code for code, _ in no.recipients.values()), default=0)
            raise NotSent(f"SMTP {code}", is_final=code >= 500) from None
        except smtplib.SMTPDataError as no:
            self.close()
            raise NotSent(f"SMTP {no.smtp_code}", is_final=no.smtp_code >= 500) from None
        except (smtplib.SMTPException, OSError) as no:
            self.close()
            raise NotSent(f"Mailserver nicht erreichbar ({type(no).__name__})"[:60], is_away=True) from None

    def close(self) -> None:
        """Leave the server; it may be gone already."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            try:
                connection.close()
            except (smtplib.SMTPException, OSError):
                return


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An SMS gateway that sends us elsewhere with a customer's number is not ours."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class SmsGateway:
    """``POST {"id", "to", "text"}`` to one address; 2xx means taken. ``Idempotency-Key`` is the same for every try."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self._opener = urllib.request.build_opener(_NoRedirect)

    def send(self, message: Outbox) -> None:
        """Hand one SMS over. 4xx but 408, 425 and 429 is final."""
        identity = stable_id(message)
        body = json.dumps({"id": identity, "to": message.recipient, "text": message.body}).encode()
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": identity,
        }
        request = urllib.request.Request(self.url, body, headers, method="POST")
        try:
            self._opener.open(request, timeout=TIMEOUT).close()
        except urllib.error.HTTPError as no:
            no.close()
            is_final = 400 <= no.code < 500 and no.code not in (401, 403, 408, 425, 429)
            raise NotSent(f"HTTP {no.code}", is_final=is_final, is_away=not is_final) from None
        except (OSError, ValueError) as no:
            raise NotSent(f"SMS-Dienst nicht erreichbar ({type(no).__name__})"[:60], is_away=True) from None

    def close(self) -> None:
        """Nothing is kept open."""


class FolderGateway:
    """Writes into a folder: files that another system fetches, and in the demo everything, so that nothing leaves.

    The name follows from the message, and a file appears whole or not at all: tried twice, it is there once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: Outbox) -> None:
        """Write ``<channel>/<name>``."""
        name, content = _as_file(message)
        folder = self.folder / message.channel
        fresh = folder / f".{message.pk}-{message.tries}.part"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(folder / name)
        except OSError as no:
            raise NotSent(f"Ordner nicht beschreibbar ({type(no).__name__})"[:60], is_away=True) from None

    def close(self) -> None:
        """Nothing is kept open."""


def _as_file(message: Outbox) -> tuple[str, bytes]:
    if message.channel == Channel.MAIL:
        mail: Message = as_mail(message).message()
        return f"{message.pk}.eml", mail.as_bytes()
    if message.channel == Channel.SMS:
        return f"{message.pk}.txt", f"{message.recipient}\n\n{message.body}\n".encode()
    return message.recipient, message.body.encode()


def gateways() -> dict[Channel, Gateway]:
    """The ways out that are set up. A channel without one keeps its messages waiting for a day (rule POST-7)."""
    found: dict[Channel, Gateway] = {}
    if settings.POST_FOLDER:
        folder = FolderGateway(Path(settings.POST_FOLDER))
        found[Channel.FILE] = folder
        if settings.SOCL_DEMO:
            found |= {Channel.MAIL: folder, Channel.SMS: folder}
    if settings.EMAIL_HOST:
        found[Channel.MAIL] = MailGateway()
    if settings.SMS_URL:
        found[Channel.SMS] = SmsGateway(settings.SMS_URL, settings.SMS_TOKEN)
    return found
