"""Starts, watches and stops child processes, so that none outlives the runner."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from socl.run import leftovers

LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1
PARENT = os.getppid()
GRACE = 5.0  # seconds that a child has to stop by itself
TAIL = 15  # lines of a log that are shown


class Failed(Exception):
    """A reason to stop that is told to the person at the terminal, without a traceback."""


@dataclass(frozen=True)
class Account:
    """The unprivileged user that a child runs as."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Child:
    name: str
    process: "subprocess.Popen[bytes]"
    log: Path
    stop_signal: signal.Signals


def spawn(
    argv: Sequence[str | Path],
    *,
    death_signal: signal.Signals = signal.SIGTERM,
    account: Account | None = None,
    **options: Any,
) -> "subprocess.Popen[bytes]":
    """Popen whose child gets ``death_signal`` when we die, however we die (Linux)."""
    parent = os.getpid()

    def tie() -> None:
        # Runs after the change of user: that would clear the death signal again.
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, int(death_signal))
            if os.getppid() != parent:
                os._exit(1)

    return subprocess.Popen(argv, preexec_fn=tie, **identity(account), **options)


def identity(account: Account | None) -> dict[str, Any]:
    """The options of Popen that make a child run as ``account``."""
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}


def has_lost_its_parent() -> bool:
    """`make`, which started us, was killed: nobody is there any more to press Ctrl-C."""
    return "MAKELEVEL" in os.environ and os.getppid() != PARENT


class Processes:
    """Children that start one after the other and stop together at the end of the `with` block."""

    def __init__(self, home: Path, root: Path) -> None:
        self.home, self.root = home, root
        self.children: list[Child] = []
        for folder in (home / "log", home / "pids"):
            folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self.stop()

    def start(
        self,
        name: str,
        argv: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        stop_signal: signal.Signals = signal.SIGTERM,
        death_signal: signal.Signals = signal.SIGTERM,
        account: Account | None = None,
        cwd: Path | None = None,
        feed: str = "",
    ) -> Child:
        """Start ``argv`` in a session of its own, output to its log, ``feed`` as its standard input."""
        log = self.home / "log" / f"{name}.log"
        read, write = os.pipe()
        os.write(write, feed.encode())
        os.close(write)
        with log.open("wb") as out, os.fdopen(read, "rb") as stdin:
            process = spawn(
                argv,
                death_signal=death_signal,
                account=account,
                env={**env, leftovers.MARK: str(self.home)},
                cwd=cwd or self.root,
                stdin=stdin,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        leftovers.note(self.home / "pids" / name, process.pid, stop_signal)
        child = Child(name, process, log, stop_signal)
        self.children.append(child)
        return child

    def run(self, name: str, argv: Sequence[str | Path], *, env: Mapping[str, str]) -> None:
        """Run a command to its end; Failed with its last lines if it was not 0."""
        child = self.start(name, argv, env=env)
        if child.process.wait() != 0:
            raise Failed(f"{name} failed (exit code {child.process.returncode}).\n{tail(child.log)}")
        self.forget(child)

    def forget(self, child: Child) -> None:
        self.children.remove(child)
        (self.home / "pids" / child.name).unlink(missing_ok=True)

    def check(self) -> None:
        """Failed if a child has ended."""
        for child in self.children:
            code = child.process.poll()
            if code is not None:
                raise Failed(f"{child.name} ended unexpectedly (exit code {code}).\n{tail(child.log)}")

    def stop(self) -> None:
        """Ask every child to stop, wait a few seconds, then kill what is left of it."""
        deadline = time.monotonic() + GRACE
        with undisturbed():
            for child in self.children:
                if child.process.poll() is None:
                    child.process.send_signal(child.stop_signal)
            for child in reversed(self.children):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.0, deadline - time.monotonic()))
                # The whole session: a worker that lost its main process goes as well.
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()
                self.forget(child)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """No second Ctrl-C interrupts the stopping."""
    before = {s: signal.signal(s, signal.SIG_IGN) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def tail(log: Path) -> str:
    """The last lines of a log and where the rest is."""
    lines = log.read_text(errors="replace").splitlines()[-TAIL:]
    return "\n".join([f"Last lines of {os.path.relpath(log)}:", *(f"  {line}" for line in lines)])
