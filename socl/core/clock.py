"""The only reader of the time. Verbs take ``at``; faces and tasks ask here once and hand it down."""

from datetime import UTC, date, datetime

from socl.lib.workdays import berlin_day


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in Berlin."""
    return berlin_day(now())
