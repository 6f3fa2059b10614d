"""A citizen books online: asked for first, standing once the e-mail is confirmed."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from atv.kalender.actions.booking import Contact
from atv.kalender.actions.placing import lock
from atv.kalender.actions.termin import book_termin
from atv.kalender.models import Channel
from atv.otv.actions.cancelling import drop
from atv.otv.actions.letters import tell_asked, tell_confirmed
from atv.otv.models import OtvAnliegen, OtvSite, OtvTermin
from atv.otv.queries.times import Asked, nearest
from atv.otv.queries.unlawful import refuse_unless_bookable
from atv.otv.rules.citizen import Citizen
from atv.otv.rules.fairness import claim, confirm_until
from atv.otv.rules.lifecycle import Cancelled, Way
from socl.core.db import insert_unless_taken
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.models import Person

ELSEWHERE = frozenset(
    [
        "slot_taken",
        "not_offered",
        "share_used",
        "too_soon",
        "too_late",
        "outside_window",
        "off_raster",
        "closed",
    ]
)
GONE = "Dieses Angebot gibt es nicht mehr: Die Agentur hat es gerade geändert."


@dataclass(frozen=True)
class Wish:
    """What a citizen has chosen; ``site`` and ``code`` as in the permanent link."""

    site: str
    code: str
    starts_at: datetime
    way: Way
    asked: Asked


def book_online(*, wish: Wish, citizen: Citizen, by: Person, at: datetime) -> OtvTermin:
    """Book a Termin and ask by mail for its confirmation; an earlier unconfirmed one of this address is given up.

    Refusals: ``withdrawn`` (rule OTVT-10), ``not_allowed`` (OTVT-1, OTV 2/12), and those of ``book_termin``; where
    another time would do, with the three nearest ``alternatives``. Rules OTVT-3, OTVT-5, OTVT-6.
    """
    try:
        with transaction.atomic():
            return _book(wish, citizen, by, at)
    except Refusal as no:
        if no.code in ELSEWHERE:
            near = nearest(_offered(wish.site, wish.code, at), wish.asked, wish.starts_at, at)
            no.extra["alternatives"] = [m.isoformat() for m in near]
        raise


def _book(wish: Wish, citizen: Citizen, by: Person, at: datetime) -> OtvTermin:
    site = OtvSite.objects.select_for_update(no_key=True).filter(key=wish.site).first()  # the OTK waits
    anliegen = _offered(wish.site, wish.code, at)
    if site is None or not (anliegen.telephone if wish.way == Way.TELEPHONE else anliegen.personal):
        message = "Dieses Anliegen gibt es nicht auf diesem Weg."
        raise Refusal("not_allowed", message, rule="OTV 2/12")
    key = claim(citizen.email, wish.code, confirmed=False, secret=settings.SECRET_KEY)
    earlier = OtvTermin.objects.with_all().filter(open_key=key).first()
    _lock(anliegen, earlier)
    if earlier is not None:
        if _is_twin(earlier, wish, anliegen, citizen):
            return earlier
        drop(termin=earlier, how=Cancelled.UNCONFIRMED, who=None, by=by, at=at, returns=False)
    refuse_unless_bookable(anliegen, wish.asked, wish.starts_at, at)
    booking = book_termin(
        kalender_id=site.kalender_id,
        kind=anliegen.terminart,
        starts_at=wish.starts_at,
        contact=_contact(wish, citizen),
        channel=Channel.ONLINE,
        by=by,
        at=at,
    )
    termin = OtvTermin(
        booking=booking,
        anliegen=anliegen,
        way=wish.way,
        minutes=anliegen.minutes,
        site_version=site.version,
        first_jobless_on=wish.asked.first_jobless_on,
        confirm_until=confirm_until(at, site.confirm_minutes),
        open_key=key,
    )
    if insert_unless_taken(termin) is None:
        message = "Mit dieser E-Mail-Adresse wird gerade gebucht. Bitte gleich noch einmal versuchen."
        raise Refusal("already_open", message, rule="OTVT-6")
    termin = OtvTermin.objects.with_all().get(pk=termin.pk)
    tell_asked(termin, by=by, at=at)
    return termin


def _offered(site: str, code: str, at: datetime) -> OtvAnliegen:
    """The Anliegen as citizens find it now; refusal ``withdrawn`` if it is not there any more. Rule OTVT-10."""
    rows = OtvAnliegen.objects.select_related("terminart", "site__unit", "site__kalender__unit")
    open_now = OtvSite.objects.open_on(berlin_day(at)).filter(key=site)
    found = rows.filter(site__in=open_now, code=code, active=True).first()
    if found is None:
        raise Refusal("withdrawn", GONE, rule="OTVT-10")
    return found


def _lock(anliegen: OtvAnliegen, other: OtvTermin | None) -> None:
    """The calendars concerned, in id order: two that change places do not wait for each other for ever."""
    ids = {anliegen.site.kalender_id} | ({other.booking.kalender_id} if other else set())
    for pk in sorted(ids):
        lock(pk)


def _is_twin(earlier: OtvTermin, wish: Wish, anliegen: OtvAnliegen, citizen: Citizen) -> bool:
    """The same asked for again (a button pressed twice): nothing is booked anew."""
    same = (earlier.booking.starts_at, earlier.anliegen_id, earlier.booking.name)
    return same == (wish.starts_at, anliegen.pk, citizen.name)


def _contact(wish: Wish, citizen: Citizen) -> Contact:
    return Contact(
        name=citizen.name,
        rueckruf_number=citizen.phone,
        briefing="",
        email=citizen.email,
        language=citizen.language,
        communication_aid=citizen.communication_aid,
        in_person=wish.way == Way.PERSONAL,
    )


@transaction.atomic
def confirm(*, termin: OtvTermin, by: Person, at: datetime, instead: bool = False) -> OtvTermin:
    """The e-mail address is right: the Termin stands. Confirmed already, nothing happens.

    Refusals: ``expired`` once it has fallen back to others; ``already_open`` (with ``starts_at``) if the address
    has another open Termin for the same Anliegen, unless that one is given up ``instead``. Rules OTVT-5, OTVT-6.
    """
    key = claim(termin.booking.email, termin.anliegen.code, confirmed=True, secret=settings.SECRET_KEY)
    OtvTermin.objects.filter(open_key=key, booking__starts_at__lte=at).update(open_key=None)
    other = OtvTermin.objects.with_all().filter(open_key=key).exclude(pk=termin.pk).first()
    _lock(termin.anliegen, other)
    termin = OtvTermin.objects.with_all().get(pk=termin.pk)
    if termin.confirmed_at is not None and not termin.cancelled_how:
        return termin
    if termin.cancelled_how or termin.confirm_until is None or at >= termin.confirm_until:
        raise Refusal("expired", "Dieser Termin ist nicht mehr vorgemerkt.", rule="OTVT-5")
    if other is not None:
        if not instead:
            message = "Sie haben zu diesem Anliegen schon einen Termin."
            begins = other.booking.starts_at.isoformat()
            raise Refusal("already_open", message, rule="OTVT-6", starts_at=begins)
        drop(termin=other, how=Cancelled.CITIZEN, who=None, by=by, at=at)
    OtvTermin.objects.filter(pk=termin.pk).update(confirmed_at=at, open_key=key)
    termin.confirmed_at, termin.open_key = at, key
    record("confirm_termin", termin.booking, by=by, at=at, rule="OTVT-5")
    tell_confirmed(termin, by=by, at=at)
    return termin
