"""OTV in the demo: Kiel's Eingangszone is released with five Anliegen. Hours and address are fictitious."""

from datetime import date, datetime, time

from atv.kalender.actions.supply import open_places
from atv.kalender.models import Channel
from atv.otv.actions.anliegen import put_anliegen
from atv.otv.actions.changing import Order
from atv.otv.actions.sites import release, report_start, set_up_site
from atv.otv.models import OtvSite
from atv.otv.rules.anliegen import template
from atv.otv.rules.catalogue import OFFERED
from socl.lib.workdays import berlin_day
from socl.orga.actions.opening import set_week
from socl.orga.models import Person, Unit

SINCE = date(2022, 3, 1)  # OTV is open to the Eingangszonen (202202013, 2)
MORNING, LONG = (time(8), time(12, 30)), (time(14), time(18))
WEEK = {1: [MORNING], 2: [MORNING], 3: [MORNING], 4: [MORNING, LONG], 5: [MORNING]}
CHOSEN = ("OTV-01", "OTV-02", "OTV-03", "OTV-04", "OTV-07")


def a_site_in_kiel(agentur: Unit, system: Person, at: datetime) -> OtvSite:
    """The site with two Serviceplätze, also open on Friday afternoon, when the Eingangszone itself is closed."""
    site = set_up_site(unit=agentur, by=system, at=at)
    set_week(unit=site.kalender.unit, week=WEEK, by=system, at=at, demo=True)
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
