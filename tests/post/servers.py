"""The other side of a wire: an SMTP server and an SMS service of a few lines, on this machine, with real sockets."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


@dataclass
class Received:
    """What arrived, and what the server answers."""

    port: int = 0
    answers: dict[str, bytes] = field(default_factory=dict)  # SMTP word -> its answer
    status: int = 202
    mails: list[str] = field(default_factory=list)
    posts: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)


@contextmanager
def smtp() -> Iterator[Received]:
    """Speaks as much SMTP as smtplib needs."""
    got = Received()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 hier\r\n")
            for line in self.rfile:
                word = line.split()[0].upper().decode() if line.strip() else ""
                if word == "DATA" and word not in got.answers:
                    self.wfile.write(b"354 los\r\n")
                    lines = iter(self.rfile.readline, b".\r\n")
                    got.mails.append(b"".join(lines).decode())
                    self.wfile.write(got.answers.get(".", b"250 da\r\n"))
                elif word == "QUIT":
                    self.wfile.write(b"221 ade\r\n")
                    return
                else:
                    self.wfile.write(got.answers.get(word, b"250 ok\r\n"))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        got.port = server.server_address[1]
        with _running(server):
            yield got


@contextmanager
def sms() -> Iterator[Received]:
    """Answers every POST with ``status``."""
    got = Received()

    class Talk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802 - the library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.posts.append((dict(self.headers), json.loads(body)))
            self.send_response(got.status)
            self.send_header("Location", "http://127.0.0.1:9/anderswo")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Talk) as server:
        got.port = server.server_address[1]
        with _running(server):
            yield got


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join(5)
