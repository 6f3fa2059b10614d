"""Moving and cancelling a Termin: by the citizen, the Service Center, the Eingangszone, or because nobody confirmed."""

import secrets
from datetime import datetime

from django.db import transaction

from atv.kalender.actions.placing import lock
from atv.kalender.actions.self_service import the_customer
from atv.kalender.actions.termin import end_termin, move_termin
from atv.kalender.rules import lifecycle
from atv.otv.actions.letters import tell_cancelled, tell_moved
from atv.otv.models import OtvTermin
from atv.otv.queries.termine import may_change
from atv.otv.queries.times import Asked, nearest
from atv.otv.queries.unlawful import refuse_unless_bookable
from atv.otv.rules.fairness import returns_at
from atv.otv.rules.lifecycle import Cancelled
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person


@transaction.atomic
def cancel(
    *, termin: OtvTermin, how: Cancelled, who: Person | None, by: Person, at: datetime, reason: str = ""
) -> OtvTermin:
    """Cancel, and say so by mail; ``how`` it reached us and ``who`` of the staff took it are kept (OTV 3/SC/2).

    Online the time returns only after a delay (rule OTVT-4). A cancelled Termin has no further consequence: it is
    no Meldeaufforderung (§ 309 SGB III). Refusals: ``begun``, ``wrong_state``.
    """
    lock(termin.booking.kalender_id)
    termin = _changeable(termin, at)
    drop(termin=termin, how=how, who=who, by=by, at=at, reason=reason)
    termin = OtvTermin.objects.with_all().get(pk=termin.pk)
    tell_cancelled(termin, by=by, at=at)
    return termin


def drop(
    *,
    termin: OtvTermin,
    how: Cancelled,
    who: Person | None,
    by: Person,
    at: datetime,
    reason: str = "",
    returns: bool = True,
) -> None:
    """Cancel without a letter; without ``returns`` the time is free at once. The calendar is locked."""
    later = _returns_at(termin, at) if returns else None
    end_termin(
        booking=termin.booking,
        step=lifecycle.CANCEL,
        by=the_customer(at),
        at=at,
        kept_until=later,
        closed_at=at,
        closing_note=reason,
    )
    OtvTermin.objects.filter(pk=termin.pk).update(cancelled_how=how, cancelled_by=who, open_key=None)
    record("cancel_termin", termin.booking, by=by, at=at, rule="OTV 3/SC/2", how=how)


def _returns_at(termin: OtvTermin, at: datetime) -> datetime:
    drawn = secrets.randbelow(1000) / 1000
    return returns_at(at, termin.anliegen.site.return_minutes, drawn)


def move(*, termin: OtvTermin, starts_at: datetime, by: Person, at: datetime) -> OtvTermin:
    """Free the old time and take the new one in one step; law and the agency's rules count as for a new one.

    Refusals: ``begun``, and those of ``book_online`` with the three nearest ``alternatives``. Rules OTVT-1 to OTVT-4.
    """
    asked = Asked(first_jobless_on=termin.first_jobless_on)
    try:
        with transaction.atomic():
            lock(termin.booking.kalender_id)
            present = _changeable(termin, at)
            refuse_unless_bookable(present.anliegen, asked, starts_at, at)
            move_termin(
                booking=present.booking,
                starts_at=starts_at,
                kept_until=_returns_at(present, at),
                by=the_customer(at),
                at=at,
            )
            moved = OtvTermin.objects.with_all().get(pk=termin.pk)
            record("move_otv_termin", moved.booking, by=by, at=at)
            tell_moved(moved, by=by, at=at)
            return moved
    except Refusal as no:
        if no.code not in ("begun", "wrong_state"):
            near = nearest(termin.anliegen, asked, starts_at, at)
            no.extra["alternatives"] = [m.isoformat() for m in near]
        raise


def _changeable(termin: OtvTermin, at: datetime) -> OtvTermin:
    """As it is now; refused once it has begun or ended."""
    present = OtvTermin.objects.with_all().get(pk=termin.pk)
    if not may_change(present, at):
        message = "Dieser Termin hat begonnen, ist beendet oder abgesagt und kann nicht mehr geändert werden."
        raise Refusal("begun", message, rule="OTVT-9", state=present.booking.state)
    return present


@transaction.atomic
def release_unconfirmed(*, termin_id: int, at: datetime) -> bool:
    """Give the time of a Termin to others whose e-mail nobody confirmed in time; True if it was so. Rule OTVT-5."""
    found = OtvTermin.objects.filter(pk=termin_id).select_related("booking").first()
    if found is None:
        return False
    lock(found.booking.kalender_id)
    termin = OtvTermin.objects.with_all().unconfirmed(at).filter(pk=termin_id).first()
    if termin is None:
        return False
    by = the_customer(at)
    drop(termin=termin, how=Cancelled.UNCONFIRMED, who=None, by=by, at=at)
    return True
