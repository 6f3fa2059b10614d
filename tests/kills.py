"""Killing a verb at each of its statements: what is left must be everything or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

MOST_STATEMENTS = 200
TRANSACTION_WORDS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


class Killed(Exception):
    """Stands for the worker that died: no verb knows it, so no verb may catch it."""


@dataclass
class Watch:
    """How far the watched block came."""

    statements: int = 0
    killed_at: str = ""


@contextmanager
def killed_at(nth: int) -> Iterator[Watch]:
    """Raise ``Killed`` instead of running the ``nth`` statement (1 is the first) of the block."""
    watch = Watch()

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith(TRANSACTION_WORDS):
            return run(sql, params, many, context)
        watch.statements += 1
        if watch.statements == nth:
            watch.killed_at = sql
            raise Killed(sql)
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield watch


def for_every_statement(act: Callable[[], Any], check: Callable[[], None]) -> int:
    """Run ``act`` killed at its 1st, 2nd, ... statement, ``check`` after each kill, until ``act`` completes.

    Needs a transactional test: each run is a transaction of its own, so that a kill leaves what a dead worker
    would leave. Returns the number of kills.
    """
    for nth in range(1, MOST_STATEMENTS):
        assert not connection.in_atomic_block, "a transaction around the verb would hide what it leaves"
        with killed_at(nth) as watch:
            try:
                act()
            except Killed:
                pass
            else:
                assert not watch.killed_at, f"the verb swallowed the kill at {watch.killed_at}"
                return nth - 1
        check()
    raise AssertionError(f"the verb never completed within {MOST_STATEMENTS} statements")
