"""`python -m socl.run exec`: one command with embedded servers of its own."""

import re
import secrets
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from socl.run import leftovers, place, postgres, servers
from socl.run.home import LOCAL, ROOT, lock
from socl.run.processes import Failed, Processes, has_lost_its_parent, spawn

PATIENCE = 10.0  # seconds that the command has to stop after a signal


def run(name: str, argv: Sequence[str], *, keep: bool) -> int:
    """Run ``argv`` beside new servers in .local/exec/``name``; its exit code.

    ``keep``: the database is the one of the last time, for a command that makes its own databases on it.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise Failed(f"--fresh {name}: a name of a-z, 0-9 and - is needed.")
    home = LOCAL / "exec" / name
    with lock(home):
        leftovers.stop(home)
        _empty(home, keep)
        with Processes(home, ROOT) as processes:
            settings = servers.variables(
                servers.start(processes, durable=False),
                SECRET_KEY=secrets.token_urlsafe(48),
                STATIC_ROOT=_folder(home / "static"),
                # Set here so that the .local/env.json of a running `make run` does not count.
                BASE_URL="http://127.0.0.1:8000",
                STREAM_PORT="0",
                SOCL_DEMO="1",
                METRICS_TOKEN="",
                METRICS_DIR="",
            )
            code = _supervise(argv, servers.environment(settings), processes)
        _empty(home, keep)
    return code


def _supervise(argv: Sequence[str], env: dict[str, str], processes: Processes) -> int:
    try:
        command = spawn(argv, env=env, death_signal=signal.SIGTERM)
    except OSError as error:
        raise Failed(f"{argv[0]}: {error.strerror}") from None
    try:
        while True:
            try:
                # As a shell does: killed by a signal is 128 and its number.
                code = command.wait(0.5)
                return code if code >= 0 else 128 - code
            except subprocess.TimeoutExpired:
                processes.check()
                if has_lost_its_parent():
                    raise KeyboardInterrupt from None
    finally:
        _end(command)


def _end(command: "subprocess.Popen[bytes]") -> None:
    """It shares our terminal and may have got the Ctrl-C itself."""
    if command.poll() is None:
        command.terminate()
    try:
        command.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        command.kill()
        command.wait()


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _empty(home: Path, keep: bool) -> None:
    """Everything but the lock that we hold, and the database if it is kept."""
    kept = {home / "lock"}
    if keep:
        kept.add(place.find(home).folder)
    else:
        postgres.remove(home)
    for path in set(home.iterdir()) - kept:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
