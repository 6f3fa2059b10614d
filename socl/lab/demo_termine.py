"""Termine in the demo: a few fictitious citizens of Kiel, most of them confirmed, one still to confirm."""

from datetime import datetime, timedelta

from atv.kalender.actions.self_service import the_customer
from atv.otv.actions.booking import Wish, book_online, confirm
from atv.otv.models import OtvAnliegen, OtvSite
from atv.otv.queries.times import Asked, offer
from atv.otv.rules.citizen import Citizen
from atv.otv.rules.lifecycle import Way
from socl.lab.demo_otk import otk_in_kiel
from socl.lab.demo_otv import a_site_in_kiel
from socl.lib.workdays import berlin_day
from socl.orga.models import Person, Unit

# name, Anliegen, by telephone, confirmed
CITIZENS = (
    ("Alva Beispiel", "OTV-01", False, True),
    ("Bela Muster", "OTV-02", False, True),
    ("Cem Probe", "OTV-03", True, True),
    ("Dilan Vorlage", "OTV-04", False, True),
    ("Enno Schablone", "OTV-07", False, True),
    ("Femke Entwurf", "OTV-01", False, False),
)


def otv_in_kiel(agentur: Unit, system: Person, at: datetime) -> None:
    """Kiel's site, who has booked there, and what is being prepared."""
    some_termine(a_site_in_kiel(agentur, system, at), at)
    otk_in_kiel(agentur, at)


def some_termine(site: OtvSite, at: datetime) -> None:
    """On the first two days that have free times, in the middle of the morning."""
    rows = OtvAnliegen.objects.filter(site=site).select_related("terminart", "site__kalender__unit")
    by_code = {row.code: row for row in rows}
    by = the_customer(at)
    for n, (name, code, by_phone, is_confirmed) in enumerate(CITIZENS):
        asked = Asked(first_jobless_on=berlin_day(at) + timedelta(days=20) if code == "OTV-01" else None)
        found = offer(by_code[code], asked, first=berlin_day(at), days=14, at=at)
        moments = found.starts[n % 2][1]
        wish = Wish(
            site.key,
            code,
            moments[(7 * n) % len(moments)],
            Way.TELEPHONE if by_phone else Way.PERSONAL,
            asked,
        )
        mail = f"{name.split()[0].lower()}@beispiel.invalid"
        number = "+493023125910" if by_phone else ""
        made = book_online(wish=wish, citizen=Citizen(name, mail, number), by=by, at=at)
        if is_confirmed:
            confirm(termin=made, by=by, at=at)
