"""The nightly purge over all apps: which duties there are, what they would do now, and doing it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from atv.kalender.actions.retention import DUTIES as KALENDER
from atv.otv.actions.retention import DUTIES as OTV
from eakte.actions.retention import DUTIES as EAKTE
from routing.escalation.actions.retention import DUTIES as ESCALATION
from routing.rufkreis.actions.retention import DUTIES as RUFKREIS
from socl.core.purging import Duty, fulfil
from socl.core.retention import DUTIES as CORE
from socl.journal.actions.retention import DUTIES as JOURNAL
from socl.journal.actions.retention import report_run
from socl.journal.models import RetentionRun
from socl.journal.queries import last_runs
from socl.orga.actions.retention import DUTIES as ORGA
from socl.post.actions.retention import DUTIES as POST

log = logging.getLogger("socl.retention")

# From above: what points down goes before what it points at.
DUTIES: tuple[Duty, ...] = (*ESCALATION, *EAKTE, *OTV, *KALENDER, *RUFKREIS, *POST, *ORGA, *JOURNAL, *CORE)


@dataclass(frozen=True)
class Prospect:
    """One duty now: what it would purge, and what it did last."""

    what: str
    code: str
    days: int
    before: datetime
    due: int
    last: RetentionRun | None


def configured_days(duties: Sequence[Duty] = DUTIES) -> dict[str, int]:
    """The days of RETENTION_DAYS; ImproperlyConfigured for a code that no duty has, or less than a day."""
    days: dict[str, int] = settings.RETENTION_DAYS
    codes = {duty.rule.code for duty in duties}
    wrong = [code for code, n in days.items() if code not in codes or not isinstance(n, int) or n < 1]
    if wrong:
        raise ImproperlyConfigured(f"RETENTION_DAYS: {', '.join(sorted(wrong))}")
    return days


def prospects(at: datetime) -> list[Prospect]:
    """The dry run: nothing is written."""
    days, runs = configured_days(), last_runs()
    return [
        Prospect(
            duty.rule.what,
            duty.rule.code,
            duty.rule.configured(days),
            duty.rule.before(at, days),
            duty.due(duty.rule.before(at, days)).count(),
            runs.get(duty.rule.code),
        )
        for duty in DUTIES
    ]


def purge_everything(at: datetime) -> list[RetentionRun]:
    """Fulfil every duty and report each; one that fails keeps no other from being fulfilled. Rule DS-3."""
    days = configured_days()
    return [_fulfil(duty, duty.rule.before(at, days), at) for duty in DUTIES]


def _fulfil(duty: Duty, before: datetime, at: datetime) -> RetentionRun:
    rows, failed = 0, False
    try:
        rows = fulfil(duty, before=before, at=at)
    except Exception as error:  # whatever it is: the other duties must not wait for its repair
        log.error("%s failed: %s", duty.rule.code, type(error).__name__)
        failed = True
    return report_run(code=duty.rule.code, before=before, rows=rows, failed=failed, at=at)
