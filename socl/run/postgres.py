"""The embedded PostgreSQL server, driven by ourselves.

The wheel's own Python interface is not used: it leaves servers behind after a kill and opens parent
folders when it is root.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from socl.run import place
from socl.run.home import secret
from socl.run.place import Place
from socl.run.processes import Failed, Processes, identity
from socl.run.ready import HOST, free_port, wait_until

NAME = "socl"  # user and database
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",  # the path of a socket would have to be short
    "max_connections": "200",
    "shared_buffers": "64MB",
    # Its log names what failed, never the values: they are people's names and numbers.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# Tests throw the cluster away: it need not survive a power cut.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
INITDB = ["--username", NAME, "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-instructions"]
INITDB += ["--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


def start(processes: Processes, *, durable: bool, port: int = 0) -> str:
    """Start the server, with a new cluster if there is none, and return its URL; ``port`` 0: a free one."""
    where = place.find(processes.home)
    if not where.data.exists():
        _create(where, durable)
    _drop_stale_lock(where.data)
    port = port or free_port()
    settings = SETTINGS | {"port": str(port)} | ({} if durable else FAST)
    child = processes.start(
        "postgres",
        [
            where.bin / "postgres",
            "-D",
            where.data,
            *(f"--{name}={value}" for name, value in settings.items()),
        ],
        env=ENVIRONMENT,
        account=where.account,
        cwd=where.folder,
        stop_signal=signal.SIGINT,  # the "fast" stop: open connections do not hold it up
        death_signal=signal.SIGINT,
    )
    wait_until(child, lambda: _is_ready(where.data, child.process.pid), processes.check, 60)
    return f"postgres://{NAME}:{where.password.read_text()}@{HOST}:{port}/{NAME}"


def remove(home: Path) -> None:
    """Throw away the cluster of ``home``."""
    shutil.rmtree(place.find(home).folder)


def _create(where: Place, durable: bool) -> None:
    """A cluster with our user and database; complete or not there at all."""
    secret(where.password)
    if where.account is not None:
        os.chown(where.password, where.account.uid, where.account.gid)
    new = where.folder / "new"
    shutil.rmtree(new, ignore_errors=True)
    options = [*INITDB, "--pwfile", str(where.password)]
    if not durable:
        options += ["--no-sync", "--no-data-checksums"]
    _must([where.bin / "initdb", "-D", new, *options], where)
    _must([where.bin / "postgres", "--single", "-D", new, "postgres"], where, f"CREATE DATABASE {NAME}\n")
    new.rename(where.data)


def _must(argv: Sequence[str | Path], where: Place, text: str = "") -> None:
    done = subprocess.run(
        argv,
        input=text.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=where.folder,
        env=ENVIRONMENT,
        **identity(where.account),
    )
    if done.returncode != 0:
        raise Failed(f"{Path(argv[0]).name} failed:\n{done.stdout.decode(errors='replace')}")


def _drop_stale_lock(data: Path) -> None:
    """After a crash the server refuses to start if its old process number now belongs to somebody else."""
    file = data / "postmaster.pid"
    if file.exists() and Path("/proc/self").exists():
        holder = Path("/proc") / file.read_text().split("\n")[0] / "cwd"
        if not holder.exists() or holder.resolve() != data.resolve():
            file.unlink()


def _is_ready(data: Path, pid: int) -> bool:
    """What pg_ctl looks at: process number and state in the lock file."""
    try:
        lines = (data / "postmaster.pid").read_text().split("\n")
    except OSError:
        return False
    return lines[0] == str(pid) and len(lines) > 7 and lines[7].strip() == "ready"
