"""Where the attempts of one Rückruf stand, by the policy of its calendar."""

from datetime import datetime, timedelta

from atv.kalender.models import AttemptResult, Booking, Kalender
from atv.kalender.rules.attempts import Policy, Standing, Tried, standing
from socl.lib.spans import Span


def policy_of(kalender: Kalender) -> Policy:
    """How often and how far apart this team calls; configured per calendar."""
    return Policy(kalender.attempts_wanted, timedelta(minutes=kalender.attempt_spacing_minutes))


def standing_of(booking: Booking, kalender: Kalender, at: datetime) -> Standing:
    """How far the attempts of ``booking`` have come at ``at``."""
    tried = [Tried(a.at, a.rang, a.result == AttemptResult.WRONG_NUMBER) for a in booking.attempts.all()]
    return standing(tried, Span(booking.starts_at, booking.ends_at), policy_of(kalender), at)
