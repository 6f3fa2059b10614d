"""Asking for a message, taking it back, and sending a dead one again."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from socl.core.db import insert_unless_taken
from socl.core.moves import move, move_one
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.post.models import Outbox
from socl.post.rules import lifecycle
from socl.post.rules.content import Attachment, Channel, Subject, refuse_unsendable
from socl.post.rules.lifecycle import State


@transaction.atomic
def send_later(
    *,
    purpose: str,
    about: Model,
    channel: Channel,
    recipient: str,
    body: str,
    due_at: datetime,
    by: Model | None,
    at: datetime,
    subject: Subject = Subject.NONE,
    attachments: Sequence[Attachment] = (),
    not_after: datetime | None = None,
) -> Outbox:
    """Ask for one message, sent at ``due_at`` or soon after, in the caller's transaction: no booking, no confirmation.

    ``purpose`` (ids and codes only, for example ``booking:12:reminder:3``) exists once: asked for again, the message
    that is there is returned unchanged, whatever its state. ``about`` is what it speaks of, for ``withdraw``. From
    ``not_after`` on it is not sent but laid aside as dead. Refusal ``invalid`` (422). Rules POST-1, POST-3, POST-4.
    """
    refuse_unsendable(channel, recipient, subject, body, attachments)
    row = Outbox(
        purpose=purpose,
        object_type=about._meta.model_name or "",
        object_id=about.pk,
        channel=channel,
        recipient=recipient,
        subject=subject,
        body=body,
        attachments=[asdict(part) for part in attachments],
        state=State.DUE,
        due_at=due_at,
        not_after=not_after,
        created_at=at,
    )
    if insert_unless_taken(row) is None:
        return Outbox.objects.get(purpose=purpose)
    record("send_later", row, by=by, at=at, rule="POST-1", purpose=purpose, channel=channel)
    return row


@transaction.atomic
def withdraw(*, about: Model, by: Model | None, at: datetime, prefix: str = "") -> int:
    """Take back every unsent message about ``about`` (whose purpose begins with ``prefix``); how many.

    What a sender holds in hands at this moment may still go out, but is not tried again. Rule POST-6.
    """
    mine = Outbox.objects.about(about).filter(withdrawn_at=None, purpose__startswith=prefix)
    rows = list(mine.exclude(state__in=lifecycle.ENDED).select_for_update().order_by("pk"))
    unsent = Outbox.objects.filter(pk__in=[row.pk for row in rows])
    unsent.filter(state=State.SENDING).update(withdrawn_at=at)
    move(unsent, lifecycle.WITHDRAW, withdrawn_at=at, ended_at=at)
    for row in rows:
        record("withdraw", row, by=by, at=at, rule="POST-6", purpose=row.purpose)
    return len(rows)


@transaction.atomic
def resend(*, outbox: Outbox, by: Model, at: datetime) -> Outbox:
    """Send a dead message after all, with all its tries anew, however late. Refusal ``wrong_state``. Rule POST-5."""
    again = {"due_at": at, "not_after": None, "tries": 0, "ended_at": None, "error": "", "withdrawn_at": None}
    if not move_one(outbox, lifecycle.RESEND, **again):
        raise Refusal(
            "wrong_state", "Nur eine unzustellbare Nachricht kann erneut gesendet werden.", rule="POST-5"
        )
    record("resend", outbox, by=by, at=at, purpose=outbox.purpose)
    return outbox
