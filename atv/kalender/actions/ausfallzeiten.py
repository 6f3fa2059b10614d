"""Ausfallzeiten: entering and withdrawing them."""

from datetime import datetime, timedelta

from django.db import transaction

from atv.kalender.actions.changing import Effect, Order, begin, settle
from atv.kalender.models import Ausfallzeit
from atv.kalender.queries.supply import ausfallzeit_by_id, places_by_id
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_iso

LONGEST = timedelta(days=366)


@transaction.atomic
def enter_ausfallzeit(
    *, order: Order, place_id: int | None, starts_at: datetime, ends_at: datetime, reason: str
) -> Effect:
    """Close one Serviceplatz, or all of them (``place_id`` None), for [starts_at, ends_at); aware moments.

    ``reason`` names the occasion and stands on the day sheet. Refusals: ``invalid``, ``bookings_inside``.
    Rules ATV-11, ATV-13.
    """
    draft = begin(order)
    if not order.at - LONGEST <= starts_at < ends_at <= starts_at + LONGEST:
        raise Refusal(
            "invalid", "Das Ende muss nach dem Beginn liegen, höchstens ein Jahr später.", status=422
        )
    place = places_by_id(draft.kalender, [place_id])[0] if place_id else None
    made = Ausfallzeit.objects.create(
        kalender=draft.kalender, serviceplatz=place, starts_at=starts_at, ends_at=ends_at, reason=reason
    )
    return settle(draft, "enter_ausfallzeit", made, **_facts(made))


@transaction.atomic
def withdraw_ausfallzeit(*, order: Order, ausfallzeit_id: int) -> Effect:
    """Open again what an Ausfallzeit closed."""
    draft = begin(order)
    found = ausfallzeit_by_id(draft.kalender, ausfallzeit_id)
    facts = _facts(found)
    Ausfallzeit.objects.filter(pk=found.pk).delete()
    return settle(draft, "withdraw_ausfallzeit", found, **facts)


def _facts(found: Ausfallzeit) -> dict[str, object]:
    return {
        "serviceplatz": found.serviceplatz.number if found.serviceplatz else None,
        "starts_at": berlin_iso(found.starts_at),
        "ends_at": berlin_iso(found.ends_at),
        "reason": found.reason,
    }
