"""What the lead of a team decides about its Rückrufe."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from atv.kalender.actions.placing import lock
from atv.kalender.models import Kalender
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person


@dataclass(frozen=True)
class CallbackPolicy:
    """How often and how far apart (minutes) the team calls, what a customer gets who is not reached (rule ATV-30);
    within how many working days a time counts as soon, and whether the team helps its sisters (rule ATV-34)."""

    attempts_wanted: int
    attempt_spacing_minutes: int
    ending: str
    reach_working_days: int
    helps_sisters: bool


@transaction.atomic
def set_policy(
    *, kalender: Kalender, policy: CallbackPolicy, version: int, by: Person, at: datetime
) -> Kalender:
    """Decide anew; the journal keeps what was decided. Refusal ``stale`` if somebody else has changed the calendar."""
    kalender = lock(kalender.pk)
    if kalender.version != version:
        raise Refusal("stale", "Der Kalender wurde inzwischen geändert.", current_version=kalender.version)
    values = asdict(policy)
    for name, value in values.items():
        setattr(kalender, name, value)
    kalender.version += 1
    kalender.save(update_fields=[*values, "version"])
    record("set_policy", kalender, by=by, at=at, rule="ATV-30", **values)
    return kalender
