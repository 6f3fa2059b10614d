"""The one time that a desk holds while somebody is on the telephone: take it, keep it longer, give it back."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from atv.kalender.actions.holds import hold, release_hold, renew_hold
from atv.kalender.models import Booking, Kalender, Terminart
from atv.kalender.queries.holds import live_hold_of
from socl.lib.refusal import Refusal
from socl.orga.models import Person


class HoldAct(StrEnum):
    """What a desk does with its hold."""

    HOLD = "hold"
    RENEW = "renew"
    RELEASE = "release"


@transaction.atomic
def act_on_hold(
    *,
    act: HoldAct,
    kalender: Kalender,
    kind: Terminart,
    starts_at: datetime | None,
    channel: str,
    by: Person,
    at: datetime,
) -> Booking | None:
    """The hold of this desk after ``act``; None if it holds nothing. ``starts_at`` only counts for ``hold``.

    Refusals: ``invalid`` without a time to hold, ``hold_gone`` when a hold to renew has expired, and those of
    ``hold``. Rule ATV-6.
    """
    if act is HoldAct.HOLD:
        if starts_at is None:
            raise Refusal("invalid", "Bitte zuerst eine Uhrzeit wählen.", rule="ATV-6", status=422)
        return hold(kalender_id=kalender.pk, kind=kind, starts_at=starts_at, channel=channel, by=by, at=at)
    held = live_hold_of(by, kalender, at)
    if act is HoldAct.RENEW:
        return renew_hold(hold_id=held.pk if held else 0, by=by, at=at)
    if held:
        release_hold(hold_id=held.pk, by=by, at=at)
    return None
