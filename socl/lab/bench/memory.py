"""What the whole system holds when it is idle after its start."""

import time
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection

from socl.lab.bench import machine, servers
from socl.lab.bench.figures import MEGABYTES, Goal, Row

SETTLED = 6.0  # seconds until worker, beat and stream have loaded everything
SUM = Goal(floor=700, aim=450)


def measure(web: servers.Web, home: Path) -> list[Row]:
    """PSS per process, RSS beside it, and the sum."""
    with servers.background(home) as others:
        time.sleep(SETTLED)
        groups = {"Web (2 Prozesse und Leiter)": machine.session(web.pid)}
        groups |= {NAMES[name]: machine.session(pid) for name, pid in others.items()}
        groups |= {"PostgreSQL": _postgres(), "Valkey": _valkey()}
        held = {name: machine.megabytes(pids) for name, pids in groups.items()}
    rows = [
        Row(f"Speicher PSS (roh: RSS), {name}", pss, MEGABYTES, rss, absolute=True)
        for name, (pss, rss) in held.items()
    ]
    total = [sum(figures) for figures in zip(*held.values(), strict=True)]
    return [*rows, Row("Speicher, Summe PSS (roh: RSS)", total[0], MEGABYTES, total[1], None, SUM, True)]


NAMES = {"stream": "Stream", "worker": "Celery-Worker", "beat": "Celery-Beat"}


def _postgres() -> list[int]:
    """The server and its backends, if it runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        postmaster = machine.parent_of(cursor.fetchone()[0])
    return machine.family(postmaster) if machine.is_called(postmaster, "postgres") else []


def _valkey() -> list[int]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        pid = int(client.info("server")["process_id"])
    return [pid] if machine.is_called(pid, "valkey-server", "redis-server") else []
