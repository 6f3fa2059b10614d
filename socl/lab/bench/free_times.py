"""Free times over HTTP against one SQL statement; both must name the same times."""

import json
from functools import partial
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection

from atv.kalender.models import Channel, Kalender
from atv.kalender.queries import free
from socl.core import clock
from socl.lab.bench import load, raw
from socl.lab.bench.calendars import DAYS
from socl.lab.bench.figures import MS, Goal, Row, duel
from socl.lab.bench.servers import Web

KIND = "leistungsberatung"
AGAINST_RAW = Goal(floor=2.0, aim=0.7)
SMALL_TEAM = Goal(floor=6.0, aim=2.0)


class Unequal(Exception):
    """Two ways of answering one question gave two answers: a fault, not a missed goal."""


def measure(web: Web, token: str, calendars: dict[int, Kalender], rounds: int, count: int) -> list[Row]:
    """One row for each number of Serviceplätze."""
    rows = []
    for places, kalender in calendars.items():
        path = f"/api/v1/teams/{kalender.unit.key}/slots/?kind={KIND}&days={DAYS}"
        values = _values(kalender)
        _compare(web.ask(token, "GET", path)[1], kalender, values)
        ask = web.job(token, [("GET", path, b"")] * count)
        select = load.Sql(settings.DATABASE_URL, raw.FREE_TIMES, [values] * count)
        found = duel(rounds, partial(_p50, ask), partial(_p50, select))
        what = f"Freie Zeiten über HTTP, {places} Plätze x {DAYS} Tage, p50"
        goal = SMALL_TEAM if places == 10 else AGAINST_RAW
        rows.append(found.row(what, MS, goal, absolute=places == 10))
    return rows


def _values(kalender: Kalender) -> dict[str, Any]:
    kind = free.terminart(KIND)
    return raw.free_times(kalender, kind, channel=Channel.SC, days=DAYS, at=clock.now())


def _p50(job: load.Job) -> float:
    return 1000 * median(load.run(job).seconds)


def _compare(answer: Any, kalender: Kalender, values: dict[str, Any]) -> None:
    """HTTP, our function and the statement must agree; the statement does not know the waste rule."""
    days = free.free_days(
        kalender,
        free.terminart(KIND),
        channel=Channel.SC,
        first=free.bookable_days(kalender, values["at"]).start,
        days=DAYS,
        at=values["at"],
    )
    offered = [free.moment(s).isoformat() for day in days for s in day.starts]
    if [start for day in answer["days"] for start in day["starts"]] != offered:
        raise Unequal(f"{kalender}: HTTP and free_days() name different times: {json.dumps(answer)[:200]}")
    if free_starts(days) != raw_starts(values):
        raise Unequal(f"{kalender}: free_days() and the SQL statement name different times")


def free_starts(days: list[free.Day]) -> list[str]:
    """Every free start by our function, in UTC, before the waste rule."""
    starts = {o.fit.start for day in days for o in day.options}
    return [(free.EPOCH + free.MINUTE * start).isoformat() for start in sorted(starts)]


def raw_starts(values: dict[str, Any]) -> list[str]:
    """The same by the statement."""
    with connection.cursor() as cursor:
        cursor.execute(raw.FREE_TIMES, values)
        return [start.isoformat() for (start,) in cursor.fetchall()]
