"""Finds and stops what a killed runner left behind (Linux; elsewhere nothing is looked for)."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

MARK = "SOCL_RUN_HOME"  # in the environment of every child, so that it can be recognised
PROC = Path("/proc")
GRACE = 5.0


def note(file: Path, pid: int, stop_signal: signal.Signals) -> None:
    """Write down a child (who leads a session) for the next start."""
    file.write_text(f"{pid} {_started(pid)} {int(stop_signal)}\n")


def stop(home: Path) -> list[str]:
    """Stop every noted child that still runs, with its session; the names of those found."""
    found = []
    for file in sorted((home / "pids").glob("*")):
        with contextlib.suppress(ValueError):
            leader, started, number = file.read_text().split()
            if _stop_session(int(leader), started, int(number), home):
                found.append(file.name)
        file.unlink()
    return found


def _stop_session(leader: int, started: str, number: int, home: Path) -> bool:
    members = [pid for pid in _session(leader) if _ours(pid, leader, started, home)]
    if leader in members:
        _signal(leader, number)
        _wait(leader, GRACE)
    for pid in members:
        _signal(pid, signal.SIGKILL)
    for pid in members:
        _wait(pid, GRACE)  # its port is free only when it is gone
    return bool(members)


def _wait(pid: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while _started(pid) and time.monotonic() < deadline:
        time.sleep(0.02)


def _ours(pid: int, leader: int, started: str, home: Path) -> bool:
    """A process number may have been given out again: the start time and our mark tell."""
    if _started(leader):
        return _started(leader) == started
    with contextlib.suppress(OSError):
        return f"{MARK}={home}".encode() in (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    return False


def _session(leader: int) -> Iterator[int]:
    for folder in PROC.glob("[0-9]*"):
        stat = _stat(int(folder.name))
        if stat and stat[3] == str(leader):
            yield int(folder.name)


def _started(pid: int) -> str:
    """Start time in ticks since boot; empty if there is no such process."""
    stat = _stat(pid)
    # A zombie is gone only with its last thread: until then its ports are taken.
    gone = not stat or (stat[0] == "Z" and int(stat[17]) <= 1)
    return "" if gone else stat[19]


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third (state) on."""
    try:
        # The second field is the command in brackets and may hold blanks.
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)
