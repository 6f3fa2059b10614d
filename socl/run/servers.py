"""The variables that settings read, and the embedded servers behind them."""

import os
from collections.abc import Mapping
from pathlib import Path

from socl.run import postgres, valkey
from socl.run.processes import Processes


def start(processes: Processes, *, durable: bool) -> dict[str, str]:
    """Start what the caller's environment does not name; the URLs of both servers."""
    return {
        "DATABASE_URL": os.environ.get("DATABASE_URL") or postgres.start(processes, durable=durable),
        "REDIS_URL": os.environ.get("REDIS_URL") or valkey.start(processes),
    }


def variables(servers: Mapping[str, str], **defaults: str | Path) -> dict[str, str]:
    """What we set: ``defaults``, unless the caller's environment knows better, and the servers."""
    return {name: os.environ.get(name, str(value)) for name, value in defaults.items()} | dict(servers)


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child."""
    return {**os.environ, "PYTHONUNBUFFERED": "1", **settings}
