"""Whether what a site offers can be booked at all: are there Zeitfenster for it?"""

from datetime import date, timedelta

from atv.kalender.models import Channel
from atv.kalender.queries.opening import Opening, openings
from atv.otv.models import OtvAnliegen, OtvSite
from atv.otv.queries.sites import offered
from socl.lib.spans import Span


def without_times(site: OtvSite, day: date) -> list[OtvAnliegen]:
    """The offered Anliegen for which nothing is open online within their horizon from ``day`` on, full or not.

    From the day of the release, if that lies ahead. Public holidays and Ausfallzeiten count as closed. Rule OTK-6.
    """
    rows = list(offered(site))
    if not rows:
        return []
    first = max(day, site.live_from or day)
    longest = max(row.horizon_days for row in rows)
    found = openings(site.kalender, Span(first, first + timedelta(days=longest + 1)))
    online = [o for o in found if Channel.ONLINE in o.channels]
    return [row for row in rows if not any(_fits(row, o, first) for o in online)]


def _fits(row: OtvAnliegen, opening: Opening, first: date) -> bool:
    near = (opening.day - first).days <= row.horizon_days
    return near and row.terminart.code in opening.terminarten and opening.minutes >= row.terminart.minutes
