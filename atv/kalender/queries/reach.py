"""Where a Rückruf can be booked soon: the responsible team, else its sister teams, else nowhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from atv.kalender.models import Kalender, Terminart
from atv.kalender.queries import free
from socl.lib.workdays import berlin_day, berlin_iso, working_days
from socl.orga.queries import unit_json


@dataclass(frozen=True)
class Reach:
    """What somebody who books at this moment can be offered.

    ``sisters`` are teams of the same OS that help and have a time soon, the earliest first; asked only when the
    responsible team has none.
    """

    responsible: Kalender
    working_days: int
    first: datetime | None  # the responsible team's first free time within ``working_days``
    sisters: tuple[tuple[datetime, Kalender], ...] = ()

    @property
    def recommends_work_order(self) -> bool:
        """Nobody has a time soon: better a Bearbeitungsauftrag than a late Rückruf. Rule ATV-34."""
        return self.first is None and not self.sisters

    @property
    def reason(self) -> str:
        """Why the responsible team is not the first choice, in German; empty if it is."""
        if self.first is not None:
            return ""
        days = f"in den nächsten {self.working_days} Arbeitstagen"
        return f"{self.responsible.unit.name} hat {days} keine freie Zeit."


def reach_json(reach: Reach) -> dict[str, Any]:
    """Where else there is time, as clients read it: nothing while the responsible team has a time soon."""
    return {
        "reason": reach.reason,
        "recommends_work_order": reach.recommends_work_order,
        "sisters": [
            {"team": unit_json(sister.unit), "first": berlin_iso(start)} for start, sister in reach.sisters
        ],
    }


def reach_of(kalender: Kalender, kind: Terminart, *, channel: str, at: datetime) -> Reach:
    """The responsible team first; its sisters only if it has nothing within its configured working days. Rule ATV-34."""
    first = first_soon(kalender, kind, channel=channel, at=at)
    if first is not None:
        return Reach(kalender, kalender.reach_working_days, first)
    sisters = [(first_soon(k, kind, channel=channel, at=at), k) for k in sisters_of(kalender, at)]
    soon = sorted(((start, k) for start, k in sisters if start is not None), key=lambda s: (s[0], s[1].pk))
    return Reach(kalender, kalender.reach_working_days, None, tuple(soon))


def sisters_of(kalender: Kalender, at: datetime) -> list[Kalender]:
    """The calendars of other teams of the same OS that take the Rückrufe of their sisters, by key."""
    team = kalender.unit
    same_os = Kalender.objects.filter(helps_sisters=True, unit__parent=team.parent_id, unit__kind=team.kind)
    found = same_os.exclude(pk=kalender.pk).select_related("unit").order_by("unit__key")
    return [k for k in found if team.parent_id and (k.unit.valid_until or berlin_day(at)) >= berlin_day(at)]


def first_soon(kalender: Kalender, kind: Terminart, *, channel: str, at: datetime) -> datetime | None:
    """The first free start within the calendar's working days, counted from its first bookable day; None if none."""
    allowed = free.bookable_days(kalender, at)
    soon = working_days(kalender.unit.land, allowed.start, kalender.reach_working_days)
    days = (soon.end - soon.start).days
    found = free.free_days(kalender, kind, channel=channel, first=soon.start, days=days, at=at)
    return next((free.moment(day.starts[0]) for day in found if day.starts), None)
