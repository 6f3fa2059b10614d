"""Why a time cannot be booked, before the calendar is asked: law, notice, release, the day's number."""

from datetime import datetime, timedelta

from atv.otv.models import OtvAnliegen
from atv.otv.queries.times import Asked, full_days, in_time, lawful_days
from atv.otv.rules.catalogue import MANDATORY
from atv.otv.rules.fairness import is_released
from socl.lib.refusal import Refusal
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, berlin_day

TOO_EARLY_OR_LATE = (
    "Die persönliche Arbeitslosmeldung ist frühestens drei Monate vor"
    " und spätestens am ersten Tag ohne Arbeit möglich."
)


def refuse_unless_bookable(anliegen: OtvAnliegen, asked: Asked, starts_at: datetime, at: datetime) -> None:
    """Refuse what ``times.offer`` would not list, with the reason.

    ``not_allowed`` (rule OTVT-1), ``too_soon``, ``too_late`` (OTVT-3), ``not_offered`` (OTV 2/10).
    """
    day, days = berlin_day(starts_at), lawful_days(anliegen, asked, at)
    if anliegen.code == MANDATORY:
        law = in_time(anliegen, asked)
        if not law.start <= day < law.end:
            raise Refusal("not_allowed", TOO_EARLY_OR_LATE, rule="OTVT-1")
    if starts_at < at + timedelta(hours=anliegen.lead_hours):
        raise Refusal("too_soon", "Diese Zeit ist zu kurzfristig.", rule="ATV-5")
    if day >= days.end or not is_released(starts_at, at, horizon_days=anliegen.horizon_days):
        raise Refusal("too_late", "Diese Zeit ist noch nicht freigegeben.", rule="OTVT-3")
    if full_days(anliegen, Span(day, day + ONE_DAY), None):
        message = "An diesem Tag sind alle Termine zu diesem Anliegen vergeben."
        raise Refusal("not_offered", message, rule="OTV 2/10")
