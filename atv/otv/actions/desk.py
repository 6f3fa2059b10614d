"""The Eingangszone: who has come, who has not, and who is put into a gap."""

from datetime import datetime

from django.db import transaction

from atv.kalender.actions.booking import Contact
from atv.kalender.actions.placing import lock
from atv.kalender.actions.self_service import the_customer
from atv.kalender.actions.termin import book_termin, end_termin, give_back, reopen_termin
from atv.kalender.models import Channel
from atv.kalender.queries import free
from atv.kalender.rules import lifecycle
from atv.otv.models import OtvAnliegen, OtvTermin
from atv.otv.rules.citizen import MOST_NAME, WRONG_NAME, is_one_line, visible
from atv.otv.rules.lifecycle import Way
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.models import Person


@transaction.atomic
def arrive(*, termin: OtvTermin, by: Person, at: datetime) -> OtvTermin:
    """The citizen has come, or is on the line. Whoever comes need not confirm any more. Refusal ``wrong_state``."""
    end_termin(booking=termin.booking, step=lifecycle.REACH, by=by, at=at)
    OtvTermin.objects.filter(pk=termin.pk).update(arrived_at=at)
    return _read(termin)


@transaction.atomic
def finish(*, termin: OtvTermin, by: Person, at: datetime) -> OtvTermin:
    """The conversation is over. Refusal ``wrong_state``."""
    end_termin(booking=termin.booking, step=lifecycle.COMPLETE, by=by, at=at, closed_at=at)
    OtvTermin.objects.filter(pk=termin.pk).update(open_key=None)
    return _read(termin)


@transaction.atomic
def miss(*, termin: OtvTermin, by: Person, at: datetime) -> OtvTermin:
    """Nobody came. Nothing follows: a Termin is voluntary and no Meldeaufforderung (§ 309 SGB III). Rule OTVT-12.

    Refusals: ``too_soon`` before it has begun, ``wrong_state``.
    """
    if at < termin.booking.starts_at:
        raise Refusal("too_soon", "Der Termin hat noch nicht begonnen.", rule="OTVT-12")
    end_termin(booking=termin.booking, step=lifecycle.MISS, by=by, at=at, closed_at=at)
    OtvTermin.objects.filter(pk=termin.pk).update(open_key=None)
    return _read(termin)


@transaction.atomic
def take_back(*, termin: OtvTermin, by: Person, at: datetime) -> OtvTermin:
    """It was the wrong key: neither arrived nor gone nor missed, the Termin stands as before. Rule OTVT-14.

    Refusals: ``too_late`` after the day of the Termin, whose figures stand; ``slot_taken``, ``wrong_state``.
    """
    if berlin_day(termin.booking.starts_at) != berlin_day(at):
        message = "Zurücknehmen geht nur am Tag des Termins."
        raise Refusal("too_late", message, rule="OTVT-14")
    reopen_termin(booking=termin.booking, by=by, at=at)
    OtvTermin.objects.filter(pk=termin.pk).update(arrived_at=None)
    return _read(termin)


@transaction.atomic
def walk_in(*, anliegen: OtvAnliegen, name: str, by: Person, at: datetime) -> OtvTermin:
    """Put somebody who stands there into the next gap of today; times that wait for the public are free for them.

    Refusals: ``no_gap``; ``invalid`` (422) for a name that is none. Rule OTVT-13.
    """
    said = visible(name)
    if not said or len(said) > MOST_NAME or not is_one_line(said):
        raise Refusal("invalid", WRONG_NAME, rule="OTVT-7", status=422, errors={"name": [WRONG_NAME]})
    kalender = lock(anliegen.site.kalender_id)
    give_back(kalender.pk, the_customer(at), at)
    days = free.free_days(
        kalender, anliegen.terminart, channel=Channel.EINGANGSZONE, first=berlin_day(at), days=1, at=at
    )
    starts = days[0].starts if days else []
    if not starts:
        raise Refusal("no_gap", "Heute ist dafür keine Lücke mehr frei.", rule="OTVT-13")
    booking = book_termin(
        kalender_id=kalender.pk,
        kind=anliegen.terminart,
        starts_at=free.moment(starts[0]),
        contact=Contact(name=said, rueckruf_number="", briefing="", in_person=True),
        channel=Channel.EINGANGSZONE,
        by=by,
        at=at,
    )
    made = OtvTermin.objects.create(
        booking=booking,
        anliegen=anliegen,
        way=Way.PERSONAL,
        minutes=anliegen.minutes,
        site_version=anliegen.site.version,
        arrived_at=at,
    )
    record("walk_in", booking, by=by, at=at, rule="OTVT-13")
    return _read(made)


def _read(termin: OtvTermin) -> OtvTermin:
    return OtvTermin.objects.with_all().get(pk=termin.pk)
