"""What a waiting caller is told."""

from math import ceil

# Mean conversation in 2012 (domain facts, section 2); no figure for Alg calls is public.
TYPICAL_CALL_SECONDS = 360
FORMULA = (
    f"ein Gespräch von {TYPICAL_CALL_SECONDS // 60} Minuten je Platz in der Schlange, "
    "geteilt durch die Arbeitsplätze, die dafür angemeldet sind"
)


def estimated_wait(position: int, desks: int) -> int:
    """Seconds until a desk is free for the caller at ``position`` (1 is next), if ``desks`` are signed in.

    Each desk ends a call every 360 s on average. Without a desk the honest answer is one whole call per place.
    Rule RUF-3; a proposal.
    """
    return ceil(position * TYPICAL_CALL_SECONDS / max(desks, 1))


def expected_wait(waiting: int, free: int, desks: int) -> int | None:
    """Seconds for whoever calls now: none while more desks are free than callers wait; None if nobody is there.

    ``desks`` are signed in, ``free`` of them idle. Rule RUF-3; a proposal.
    """
    if not desks:
        return None
    return 0 if free > waiting else estimated_wait(waiting + 1, desks)
