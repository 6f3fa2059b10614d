"""The promise of a Rückruf within 48 hours, where SOC-L has not been introduced: kept, or noticed when it was not."""

from datetime import datetime

from django.db import transaction

from routing.escalation.models import Outcome
from routing.escalation.rules.lifecycle import OutcomeKind
from socl.journal import bell
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person


@transaction.atomic
def keep_promise(*, outcome: Outcome, by: Person, at: datetime) -> Outcome:
    """The customer was called, in time or too late. Refusal ``wrong_state`` if that was noted before. Rule SOCL 2/2."""
    open_one = Outcome.objects.filter(pk=outcome.pk, kind=OutcomeKind.PROMISE_48H.value, promise_kept_at=None)
    if not open_one.update(promise_kept_at=at):
        raise Refusal("wrong_state", "Diese Zusage ist bereits erledigt.", rule="SOCL 2/2")
    record("keep_promise", outcome, by=by, at=at, rule="SOCL 2/2")
    bell.ring(f"desk:{outcome.by_id}")
    outcome.refresh_from_db()
    return outcome


@transaction.atomic
def watch_promises(*, at: datetime) -> int:
    """Note each promise whose 48 hours are over, once, and tell the desk that gave it; how many. Rule SOCL 2/2."""
    late = Outcome.objects.filter(
        kind=OutcomeKind.PROMISE_48H.value,
        promise_kept_at=None,
        promise_broken_at=None,
        promised_until__lte=at,
    )
    found = list(late.select_for_update(skip_locked=True, no_key=True).order_by("pk"))
    for outcome in found:
        Outcome.objects.filter(pk=outcome.pk).update(promise_broken_at=at)
        record("promise_broken", outcome, by=None, at=at, rule="SOCL 2/2")
        bell.ring(f"desk:{outcome.by_id}")
    return len(found)
