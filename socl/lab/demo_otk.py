"""The OTK in the demo: a Geschäftsstelle that prepares its offer, and a right that waits for the Regionaldirektion."""

from dataclasses import replace
from datetime import datetime, timedelta

from atv.otv.actions.anliegen import put_anliegen
from atv.otv.actions.changing import Order
from atv.otv.actions.content import comment
from atv.otv.actions.rights import ask
from atv.otv.actions.sites import set_up_site
from atv.otv.rules.anliegen import template
from atv.otv.rules.catalogue import OFFERED
from socl.lib.workdays import berlin_day
from socl.orga.models import Person, Unit, UnitKind

PREPARED = ("OTV-01", "OTV-05", "OTV-08")


def otk_in_kiel(agentur: Unit, at: datetime) -> None:
    """A draft without Zeitfenster in a Geschäftsstelle of Kiel, a word of the RD, and a request of the Agentur."""
    people = {
        p.username: p for p in Person.objects.filter(username__in=("otk1", "agentur1", "ezlead1", "rd1"))
    }
    branch = Unit.objects.filter(parent=agentur, kind=UnitKind.GESCHAEFTSSTELLE).order_by("key").last()
    if branch is not None:
        site = set_up_site(unit=branch, by=people["otk1"], at=at)
        for code in PREPARED:
            said = replace(template(OFFERED[code], active=True), spacing_minutes=5)
            put_anliegen(order=Order(site.pk, people["otk1"], at), code=code, wanted=said)
        comment(site=site, text="Bitte auch Telefontermine anbieten.", by=people["rd1"], at=at)
    day = berlin_day(at)
    wanted = {"valid_from": day, "valid_until": day + timedelta(days=365)}
    ask(unit=agentur, person=people["ezlead1"], by=people["agentur1"], at=at, **wanted)
