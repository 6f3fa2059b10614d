"""Sites and Termine of the OTV through the verbs that make them."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from factory.declarations import LazyAttribute
from factory.django import DjangoModelFactory

from atv.kalender.actions.supply import open_places
from atv.kalender.models import Channel, Kalender
from atv.otv.actions.anliegen import put_anliegen
from atv.otv.actions.booking import Wish, book_online, confirm
from atv.otv.actions.changing import Order
from atv.otv.actions.rights import ask
from atv.otv.actions.sites import release, set_up_site
from atv.otv.models import OtkRequest, OtvAnliegen, OtvSite, OtvTermin, TextBlock
from atv.otv.queries.times import Asked
from atv.otv.rules.anliegen import Values, template
from atv.otv.rules.catalogue import MANDATORY, OFFERED
from atv.otv.rules.citizen import Citizen
from atv.otv.rules.lifecycle import Way
from socl.lib.workdays import berlin_day
from socl.orga.models import Person, Unit
from tests.factories.kalender import AT, MORNING, berlin, system
from tests.factories.orga import SINCE, nord

MARA = Citizen("Mara Beispiel", "mara@example.org")


def order(site: OtvSite, *, at: datetime = AT, version: int | None = None) -> Order:
    """A change of ``site`` by the person who sets things up."""
    return Order(site.pk, system(), at, version)


def values(code: str = MANDATORY, **given: Any) -> Values:
    """The catalogue's proposal for ``code``, active; ``given`` differs from it."""
    return Values(**{**vars(template(OFFERED[code], active=True)), **given})


def right_asked(unit: Unit, who: Person) -> OtkRequest:
    """A request by the person who sets things up, open."""
    return ask(unit=unit, person=who, valid_from=berlin_day(AT), valid_until=None, by=system(), at=AT)


def official_text() -> TextBlock:
    """An official wording, without which a site in production cannot be released."""
    found, _ = TextBlock.objects.get_or_create(
        code=MANDATORY,
        version=1,
        defaults={
            "text": "Amtlicher Text.",
            "hint": "Amtlicher Hinweis.",
            "source": "Anlage 2 (Probe)",
            "by": system(),
            "at": AT,
        },
    )
    return found


def draft(unit: Unit | None = None, codes: Sequence[str] = (MANDATORY, "OTV-02", "OTV-04")) -> OtvSite:
    """A site of ``unit`` (Agentur Kiel) in draft that offers ``codes``."""
    site = set_up_site(unit=unit or nord().agentur, by=system(), at=AT)
    for code in codes:
        put_anliegen(order=order(site), code=code, wanted=values(code))
    site.refresh_from_db()
    return site


def released(
    unit: Unit | None = None,
    codes: Sequence[str] = (MANDATORY, "OTV-02", "OTV-04"),
    *,
    places: int = 2,
    hours: Sequence[tuple[time, time]] = (MORNING,),
    channels: Sequence[str] = tuple(Channel.values),
    **rules: Any,
) -> OtvSite:
    """The same, released on the day of AT, with Serviceplätze open Monday to Friday for all that it offers.

    ``rules`` are columns of its calendar.
    """
    official_text()
    site = draft(unit, codes)
    open_places(
        kalender=site.kalender,
        places=places,
        hours=hours,
        weekdays=(1, 2, 3, 4, 5),
        channels=channels,
        terminarten=[a.terminart.code for a in site.anliegen.select_related("terminart")],
        valid_from=SINCE,
    )
    if rules:
        Kalender.objects.filter(pk=site.kalender_id).update(**rules)
    return release(order=order(site), live_from=berlin_day(AT))


def offered(site: OtvSite, code: str = MANDATORY) -> OtvAnliegen:
    """What ``site`` says about ``code``, with its Terminart."""
    return OtvAnliegen.objects.select_related("terminart", "site__kalender__unit").get(site=site, code=code)


class OtvTerminFactory(DjangoModelFactory[OtvTermin]):
    """A row beside a booking that is there already; ``booking`` and ``anliegen`` must be given."""

    class Meta:
        model = OtvTermin

    way = Way.PERSONAL
    minutes = LazyAttribute(lambda t: t.anliegen.minutes)
    site_version = LazyAttribute(lambda t: t.anliegen.site.version)


def termin(
    clock: str = "09:00",
    day: str = "2026-11-18",
    *,
    code: str = "OTV-02",
    who: Citizen = MARA,
    site: str = "131",
    way: Way = Way.PERSONAL,
    is_confirmed: bool = True,
    at: datetime = AT,
    **asked: date,
) -> OtvTermin:
    """A Termin booked online at a released site, and confirmed, by the real verbs."""
    wish = Wish(site, code, berlin(day, clock), way, Asked(**asked))
    made = book_online(wish=wish, citizen=who, by=system(), at=at)
    return confirm(termin=made, by=system(), at=at) if is_confirmed else made
