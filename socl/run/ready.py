"""Ports, and waiting until something answers."""

import http.client
import os
import socket
import time
from collections.abc import Callable

from socl.run.processes import Child, Failed, tail

HOST = "127.0.0.1"


def chosen_port(variable: str, default: int) -> int:
    """The port named by an environment variable."""
    text = os.environ.get(variable) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Failed(f"{variable}={text} is no port: a number from 1 to 65535 is needed.")
    return int(text)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do: a closed connection in TIME_WAIT does not count, a listener does.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def wait_until(child: Child, answers: Callable[[], bool], check: Callable[[], None], seconds: float) -> None:
    """Ask ``answers`` again and again; ``check`` raises if waiting has become pointless."""
    deadline = time.monotonic() + seconds
    while not answers():
        check()
        if time.monotonic() > deadline:
            raise Failed(f"{child.name} did not answer within {seconds:.0f} seconds.\n{tail(child.log)}")
        time.sleep(0.03)


def accepts(port: int) -> bool:
    """Somebody listens."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def answers_http(port: int) -> bool:
    """A page comes back, and it is no server error."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
