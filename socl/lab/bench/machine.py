"""What we measure on: processor, memory, versions, and what each process holds."""

import contextlib
import os
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from django.db import connection

from socl.run.start import WEB

PROC = Path("/proc")
PACKAGES = ("Django", "djangorestframework", "psycopg2-binary", "granian")
SETTINGS = ("shared_buffers", "fsync", "synchronous_commit", "full_page_writes")


def facts() -> dict[str, str]:
    """Machine and versions, as they stand above the table."""
    load = ", ".join(f"{n:.1f}" for n in os.getloadavg())
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
        settings = []
        for name in SETTINGS:
            cursor.execute(f"SHOW {name}")
            settings.append(f"{name}={cursor.fetchone()[0]}")
    return {
        "Rechner": f"{_processor()}, {os.cpu_count()} Kerne, {_memory()}",
        "Last zu Beginn": f"{load} (1, 5, 15 min; was hier steht, stört die Messung)",
        "System": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "Pakete": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "Datenbank": f"PostgreSQL {server.split()[0]}, {', '.join(settings)}",
        "Web": WEB,
    }


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in (PROC / "cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> str:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return f"{int((PROC / 'meminfo').read_text().split()[1]) / 1e6:.0f} GB"
    return "Speicher unbekannt"


def session(leader: int) -> list[int]:
    """The processes of the session that ``leader`` leads: a child of ours with all of its children."""
    return [pid for pid in _pids() if _stat(pid, 3) == leader]


def family(parent: int) -> list[int]:
    """A process and its children, such as PostgreSQL's."""
    return [parent, *(pid for pid in _pids() if _stat(pid, 1) == parent)]


def parent_of(pid: int) -> int:
    """The process that started ``pid``; 0 if it is not on this machine."""
    return _stat(pid, 1)


def is_called(pid: int, *names: str) -> bool:
    """True if ``pid`` runs here under one of ``names``."""
    with contextlib.suppress(OSError):
        return (PROC / str(pid) / "comm").read_text().strip() in names
    return False


def _pids() -> list[int]:
    return [int(folder.name) for folder in PROC.glob("[0-9]*")]


def _stat(pid: int, field: int) -> int:
    """A field of /proc/PID/stat, counted from the state (1 is the parent, 3 the session); 0 if it is gone."""
    with contextlib.suppress(OSError, IndexError):
        # The second field is the command in brackets and may hold blanks.
        return int((PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[field])
    return 0


def megabytes(pids: Iterable[int]) -> tuple[float, float]:
    """(PSS, RSS) of processes together. PSS counts what n processes share as one n-th each, so it adds up."""
    pss = rss = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
                name, _, rest = line.partition(":")
                pss += int(rest.split()[0]) if name == "Pss" else 0
                rss += int(rest.split()[0]) if name == "Rss" else 0
    return pss / 1024, rss / 1024
