"""A fair public channel: no rush at midnight, no trade with cancelled times, one Termin for one person."""

import hashlib
import hmac
from datetime import datetime, timedelta

from socl.lib.workdays import BERLIN


def is_released(starts_at: datetime, at: datetime, *, horizon_days: int) -> bool:
    """True once exactly ``horizon_days`` or less are left on Berlin clocks: at 9:20 the newest 9:20 opens.

    So the newest day opens over the whole of a day, not at midnight. Rule OTVT-3.
    """
    wanted = starts_at.astimezone(BERLIN).replace(tzinfo=None) - timedelta(days=horizon_days)
    return wanted <= at.astimezone(BERLIN).replace(tzinfo=None)


def returns_at(cancelled_at: datetime, minutes: int, drawn: float) -> datetime:
    """When a cancelled time can be booked online again: after the site's ``minutes``, at most twice as many.

    ``drawn`` in [0, 1) says where between, so that nobody can wait for the very moment. Rule OTVT-4.
    """
    return cancelled_at + timedelta(minutes=minutes * (1 + drawn))


def confirm_until(booked_at: datetime, minutes: int) -> datetime:
    """Until when the e-mail must be confirmed; afterwards the time is given to others. Rule OTVT-5."""
    return booked_at + timedelta(minutes=minutes)


def claim(email: str, code: str, *, confirmed: bool, secret: str) -> str:
    """The key under which an e-mail address has one open Termin for an Anliegen; it tells neither. Rule OTVT-6.

    Confirmed and unconfirmed ones have keys of their own: who types a foreign address neither learns nor blocks
    what its owner has.
    """
    said = f"{'confirmed' if confirmed else 'asked'}\n{code}\n{email.strip().casefold()}"
    return hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()
