"""How long a new question will wait at a hotline, as it stands right now."""


def expected_wait(present: int, free: int, waiting: int, seconds: int) -> int | None:
    """Seconds until a new question is taken; None while nobody is there. Rule ESK-3.

    Erlang's queue (M/M/c) seen from its present state: with ``free`` of ``present`` people at hand and ``waiting``
    questions before it. Whoever is free takes one each; beyond them one place is given up every ``seconds / present``,
    since consults end independently of how long they have lasted. ``seconds``: mean length of a consult.
    """
    if not present:
        return None
    ahead = max(0, waiting - free + 1)
    return ahead * seconds // present
