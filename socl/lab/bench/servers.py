"""The processes we measure, started as ``make run`` starts them, and stopped with us."""

import http.client
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from socl.lab.bench.load import Http
from socl.run.home import ROOT
from socl.run.processes import Processes
from socl.run.ready import HOST, answers_http, free_port, wait_until
from socl.run.start import BEAT, PYTHON, STREAM, WEB, WORKER


@dataclass(frozen=True)
class Web:
    """The pages and the REST face, and the process that leads them."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        """Where they are."""
        return f"http://{HOST}:{self.port}"

    def job(self, token: str, requests: list[tuple[str, str, bytes]]) -> Http:
        """Requests of one client with its token."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return Http(HOST, self.port, headers, requests)

    def ask(self, token: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """One request that is not measured: status and JSON."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        job = self.job(token, [])
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, job.headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"null")
        finally:
            connection.close()


def environment() -> dict[str, str]:
    """What a child needs to meet our database with our secrets."""
    return {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": settings.DATABASE_URL,
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "STATIC_ROOT": str(settings.STATIC_ROOT),
        "SOCL_DEMO": "1",
    }


@contextmanager
def web(home: Path) -> Iterator[Web]:
    """Granian with the flags of ``make run`` on a free port."""
    port = free_port()
    with Processes(home, ROOT) as processes:
        pages = processes.start("web", [*PYTHON, *WEB.split(), "--port", str(port)], env=environment())
        wait_until(pages, lambda: answers_http(port), processes.check, 60)
        yield Web(port, pages.process.pid)


@contextmanager
def background(home: Path) -> Iterator[dict[str, int]]:
    """The other processes of ``make run``: name -> process number. They would disturb what is timed."""
    with Processes(home, ROOT) as processes:
        commands = {
            "stream": [*STREAM.split(), "--port", str(free_port())],
            "worker": WORKER.split(),
            "beat": [*BEAT.split(), "--schedule", str(home / "celerybeat-schedule")],
        }
        yield {
            name: processes.start(name, [*PYTHON, *words], env=environment()).process.pid
            for name, words in commands.items()
        }
