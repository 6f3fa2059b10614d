"""A team's private iCalendar feed: give out its address, revoke it, note that it is read; and every other export."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from atv.kalender.actions.placing import lock
from atv.kalender.models import Booking, Feed, Kalender
from atv.kalender.queries.feeds import hash_of
from socl.journal.record import record, record_access
from socl.lib.spans import Span
from socl.lib.workdays import berlin_day
from socl.orga.models import Person


@transaction.atomic
def give_out_feed(*, kalender: Kalender, by: Person, at: datetime) -> str:
    """A new secret for the address of the team's feed; the earlier one is revoked. Only its hash is kept.

    Rule ATV-35.
    """
    revoke_feed(kalender=kalender, by=by, at=at)
    secret = secrets.token_urlsafe(32)
    feed = Feed.objects.create(kalender=kalender, secret_hash=hash_of(secret), created_by=by, created_at=at)
    record("give_out_feed", feed, by=by, at=at, rule="ATV-35", kalender=kalender.pk)
    return secret


@transaction.atomic
def revoke_feed(*, kalender: Kalender, by: Person, at: datetime) -> bool:
    """From now on the address is as unknown as any other; False if there is none. Rule ATV-35."""
    lock(kalender.pk)
    feed = Feed.objects.filter(kalender=kalender, revoked_at=None).first()
    if feed is None:
        return False
    feed.revoked_at = at
    feed.save(update_fields=["revoked_at"])
    record("revoke_feed", feed, by=by, at=at, rule="ATV-35", kalender=kalender.pk)
    return True


@transaction.atomic
def note_feed_read(*, feed: Feed, at: datetime) -> None:
    """Journal that the feed is read, once a Berlin day: programs fetch it every few minutes."""
    today = berlin_day(at)
    unread = Feed.objects.filter(Q(read_on__lt=today) | Q(read_on=None), pk=feed.pk)
    if unread.update(read_on=today):
        record("read_feed", feed, by=None, at=at, rule="ATV-35", kalender=feed.kalender_id)


@transaction.atomic
def note_export(
    *, kalender: Kalender, form: str, days: Span[date], bookings: Sequence[Booking], by: Person, at: datetime
) -> None:
    """Journal an export: which form, which days, how many Rückrufe; and whose data went out with it. Rule ATV-35."""
    facts = {
        "form": form,
        "from": days.start.isoformat(),
        "until": days.end.isoformat(),
        "count": len(bookings),
    }
    record("export", kalender, by=by, at=at, rule="ATV-35", **facts)
    shown = [b for b in bookings if not b.is_veiled]
    record_access(shown, by=by, at=at, purpose=f"export {form}")
