"""The rules of booking of one calendar: notice, horizon, shares of the channels."""

from dataclasses import asdict, dataclass

from django.db import transaction

from atv.kalender.actions.changing import Effect, Order, begin, settle
from socl.lib.refusal import Refusal

MOST_DAYS = 365


@dataclass(frozen=True)
class BookingRules:
    """Notice and horizon in calendar days (1: from the next day on), shares in percent of a day's open minutes."""

    lead_days: int
    horizon_days: int
    share_sc: int
    share_eingangszone: int
    share_online: int
    share_relax_days: int


@transaction.atomic
def set_rules(*, order: Order, rules: BookingRules) -> Effect:
    """Set all of them at once; what is booked stays. Refusal ``invalid``. Rules SOCL 2.1/9, ATV-5, ATV-12."""
    draft = begin(order)
    if not (0 if draft.kalender.takes_visits else 1) <= rules.lead_days <= rules.horizon_days <= MOST_DAYS:
        message = (
            "Der Vorlauf beträgt mindestens einen Tag, der Horizont höchstens ein Jahr und nicht weniger."
        )
        raise Refusal("invalid", message, rule="SOCL 2.1/9", status=422)
    if max(rules.share_sc, rules.share_eingangszone, rules.share_online) > 100:
        raise Refusal("invalid", "Ein Anteil beträgt höchstens 100 Prozent.", rule="ATV-12", status=422)
    values = asdict(rules)
    for name, value in values.items():
        setattr(draft.kalender, name, value)
    draft.kalender.save(update_fields=list(values))
    return settle(draft, "set_rules", **values)
