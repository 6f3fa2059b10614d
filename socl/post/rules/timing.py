"""When a message may go out, and when the next try comes."""

from datetime import datetime, time, timedelta

from socl.lib.workdays import BERLIN
from socl.post.rules.content import Channel

QUIET_FROM, QUIET_UNTIL = time(21), time(7)  # Berlin wall clock
MOST_TRIES = 12
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
# A sender that has not reported by then is taken for dead. Longer than every timeout of a gateway together.
LEASE = timedelta(minutes=5)
# As long as a broken way is tried: whoever runs the house has a day to set the missing one up. Rule POST-7.
LONGEST_WITHOUT_WAY = timedelta(days=1)


def is_quiet(at: datetime) -> bool:
    """True between 21 and 7 o'clock in Berlin. Rule POST-2."""
    clock = at.astimezone(BERLIN).time()
    return clock >= QUIET_FROM or clock < QUIET_UNTIL


def open_channels(at: datetime) -> frozenset[Channel]:
    """The channels that may be used at ``at``: mail and SMS, which may wake people, rest at night. Rule POST-2."""
    return frozenset({Channel.FILE}) if is_quiet(at) else frozenset(Channel)


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after the ``tries``-th try failed: 1, 2, 4 ... minutes, at most 6 hours; None: give up.

    Twelve tries take about 20 hours: a mail server may be away for a night. Rule POST-5.
    """
    if tries >= MOST_TRIES:
        return None
    doubled: timedelta = FIRST_WAIT * 2 ** (tries - 1)
    return min(doubled, LONGEST_WAIT)
