"""Messages asked for by the real verb."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from socl.post.actions.outbox import send_later
from socl.post.actions.sending import claim
from socl.post.models import Outbox
from socl.post.rules.content import Channel, Subject
from tests.factories.orga import PersonFactory

AT = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)  # Tuesday, 10 o'clock in Berlin
NUMBERS = count(1)
RECIPIENTS = {Channel.MAIL: "mara@beispiel.invalid", Channel.SMS: "+493023125900", Channel.FILE: "liste.csv"}


def asked(channel: Channel = Channel.MAIL, *, at: datetime = AT, **given: Any) -> Outbox:
    """A message due at once."""
    who = given.pop("about", None) or PersonFactory.create(username="aufbau")
    wanted: dict[str, Any] = {
        "purpose": f"probe:{next(NUMBERS)}",
        "about": who,
        "channel": channel,
        "recipient": RECIPIENTS[channel],
        "subject": Subject.BOOKED if channel is Channel.MAIL else Subject.NONE,
        "body": "Wir rufen Sie an.",
        "due_at": at,
        "by": who,
        "at": at,
        **given,
    }
    return send_later(**wanted)


def claimed(at: datetime = AT) -> Outbox:
    """The next message, in the hands of a sender."""
    found = claim(channels=frozenset(Channel), at=at)
    assert found is not None
    return found
