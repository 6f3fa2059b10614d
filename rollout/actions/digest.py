"""The digest: once a week, to the mailbox of a region, how ready it is. Counts and units alone. Rule EINF-6."""

from datetime import datetime

from django.db import transaction

from rollout.models import WaveRegion
from rollout.queries.dates import next_dates
from rollout.queries.readiness import by_unit, latest
from rollout.rules.programme import STAGE_LABELS, stage
from socl.lib.workdays import berlin_day
from socl.post.actions.outbox import send_later
from socl.post.models import Outbox
from socl.post.rules.content import Channel, Subject

MOST_UNITS = 20


@transaction.atomic
def send_digest(*, wave_region: WaveRegion, at: datetime) -> Outbox | None:
    """Once in a calendar week for each region that has a mailbox and a report; None otherwise."""
    report = latest(wave_region)
    if not wave_region.mailbox or report is None:
        return None
    today = berlin_day(at)
    year, week, _ = today.isocalendar()
    where = STAGE_LABELS[stage(wave_region.planned_on, wave_region.live_from, today, at)]
    body = [
        f"{wave_region.region.name}, {wave_region.programme.get_code_display()}: {where}.",
        f"Offene Pflichten: {report.red}, Hinweise: {report.others}.",
        "",
        *(f"{name}: {red} offen, {others} Hinweise" for name, red, others in by_unit(report)[:MOST_UNITS]),
        "",
        "Nächste Termine:",
        *(f"{d.on:%d.%m.%Y}: {d.words}" for d in next_dates([wave_region], today)),
    ]
    return send_later(
        purpose=f"rollout:{wave_region.pk}:digest:{year}-W{week:02}",
        about=wave_region,
        channel=Channel.MAIL,
        recipient=wave_region.mailbox,
        subject=Subject.ROLLOUT,
        body="\n".join(body),
        due_at=at,
        by=None,
        at=at,
    )
