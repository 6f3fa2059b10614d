"""OTV in the demo: Kiel's Eingangszone is released with five Anliegen. Hours and address are fictitious."""

from datetime import date, datetime, time, timedelta

from atv.kalender.actions.supply import open_places
from atv.kalender.models import Channel
from atv.otv.actions.anliegen import put_anliegen
from atv.otv.actions.changing import Order
from atv.otv.actions.sites import release, report_start, set_up_site
from atv.otv.models import OtvSite
from atv.otv.rules.anliegen import template
from atv.otv.rules.catalogue import OFFERED
from socl.lib.workdays import berlin_day
from socl.orga.actions.opening import set_day, set_week
from socl.orga.models import Person, Unit

SINCE = date(2022, 3, 1)  # OTV is open to the Eingangszonen (202202013, 2)
MORNING, LONG = (time(8), time(12, 30)), (time(14), time(18))
WEEK = {1: [MORNING], 2: [MORNING], 3: [MORNING], 4: [MORNING, LONG], 5: [MORNING]}
CHOSEN = ("OTV-01", "OTV-02", "OTV-03", "OTV-04", "OTV-07")


def a_site_in_kiel(agentur: Unit, system: Person, at: datetime) -> OtvSite:
    """The site with two Serviceplätze, also open on Friday afternoon, when the Eingangszone itself is closed."""
    site = set_up_site(unit=agentur, by=system, at=at)
    _opening_hours(site.kalender.unit, system, at)
    order = Order(site.pk, system, at)
    rows = [
        put_anliegen(order=order, code=code, wanted=template(OFFERED[code], active=True)) for code in CHOSEN
    ]
    OtvSite.objects.filter(pk=site.pk).update(address="Musterstraße 1, 24103 Kiel (Demodaten)")
    open_places(
        kalender=site.kalender,
        places=2,
        hours=((time(8), time(12)), (time(13), time(16))),
        weekdays=(1, 2, 3, 4, 5),
        channels=Channel.values,
        terminarten=[row.terminart.code for row in rows],
        valid_from=berlin_day(at),
    )
    report_start(order=order, planned_start_on=SINCE)
    return release(order=order, live_from=berlin_day(at))


def _opening_hours(zone: Unit, system: Person, at: datetime) -> None:
    """The week, one planned from the next quarter on that closes at 16 on Thursdays, and the last days of the year."""
    today = berlin_day(at)
    set_week(unit=zone, week=WEEK, valid_from=today, by=system, at=at, demo=True)
    planned = WEEK | {4: [MORNING, (LONG[0], time(16))]}
    quarter = (today.replace(day=1, month=today.month - (today.month - 1) % 3) + timedelta(days=100)).replace(
        day=1
    )
    set_week(unit=zone, week=planned, valid_from=quarter, by=system, at=at, demo=True)
    for month_day in ((12, 24), (12, 31)):
        day = date(today.year, *month_day)
        if day >= today:
            set_day(unit=zone, day=day, stretches=[], by=system, at=at)
