"""The whole system as ``make run`` starts it, in a folder of its own, part by part to be killed and started again."""

import http.client
import json
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from socl.run import postgres, valkey
from socl.run.home import ROOT
from socl.run.processes import Child, Failed, Processes
from socl.run.ready import HOST, accepts, answers_http, free_port, wait_until
from socl.run.servers import environment
from socl.run.start import BEAT, MANAGE, PYTHON, STREAM, WEB, WORKER

BACK_WITHIN = 60.0


class House:
    """Servers and processes, each with a port that it keeps over its death."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.processes = Processes(home, ROOT)
        self.ports = {name: free_port() for name in ("postgres", "valkey", "web", "stream")}
        self.password = secrets.token_urlsafe(24)
        self.env = environment(
            {
                "DATABASE_URL": postgres.start(self.processes, durable=True, port=self.ports["postgres"]),
                "REDIS_URL": self._valkey(),
                "SECRET_KEY": secrets.token_urlsafe(48),
                "BASE_URL": f"http://{HOST}:{self.ports['web']}",
                "STREAM_PORT": str(self.ports["stream"]),
                "SOCL_DEMO": "1",
                "TRUSTED_PROXIES": HOST,  # citizens come from many addresses
                "STATIC_ROOT": str(home / "static"),
                "POST_FOLDER": str(home / "post"),
                "EAKTE_DROP": str(home / "eakte"),
            }
        )

    def open(self) -> dict[str, Any]:
        """Prepare the demo world, start everything; its logins and tokens."""
        self.processes.run("prepare", [*MANAGE, "prepare"], env=self.env)
        for name in ("web", "stream", "worker", "beat"):
            self.start(name)
        told = subprocess.check_output([*MANAGE, "demo_credentials"], env=self.env, cwd=ROOT)
        found: dict[str, Any] = json.loads(told)
        return found

    def close(self) -> None:
        """Stop everything and throw its data away."""
        self.processes.stop()
        postgres.remove(self.home)

    def child(self, name: str) -> Child:
        return next(child for child in self.processes.children if child.name == name)

    def kill(self, name: str) -> None:
        """As a power cut would: nothing is asked, nothing is saved, children go too.

        PostgreSQL gets SIGQUIT, its "immediate" stop: the same crash for its data, but no orphans that hold the port.
        """
        child = self.child(name)
        os.killpg(child.process.pid, signal.SIGQUIT if name == "postgres" else signal.SIGKILL)
        child.process.wait()
        self.processes.forget(child)

    def start(self, name: str) -> None:
        """Start a part and wait until it works again."""
        if name == "postgres":
            postgres.start(self.processes, durable=True, port=self.ports["postgres"])
        elif name == "valkey":
            self._valkey()
        else:
            port = self.ports.get(name, 0)
            child = self.processes.start(name, self._argv(name, port), env=self.env)
            answers: dict[str, Callable[[], bool]] = {
                "web": lambda: answers_http(port),
                "stream": lambda: accepts(port),
            }
            wait_until(child, answers.get(name, lambda: True), lambda: None, BACK_WITHIN)

    def _valkey(self) -> str:
        return valkey.start(self.processes, port=self.ports["valkey"], password=self.password)

    def _argv(self, name: str, port: int) -> list[str]:
        words = {"web": WEB, "stream": STREAM, "worker": WORKER, "beat": BEAT}[name]
        more = {"beat": ["--schedule", str(self.home / "celerybeat-schedule")]}
        return [*PYTHON, *words.split(), *more.get(name, ["--port", str(port)] if port else [])]

    def ready(self, within: float = BACK_WITHIN) -> float:
        """Seconds until /readyz says that database, Redis, migrations and beat are all there."""
        began = time.monotonic()
        while not self._is_ready():
            if time.monotonic() - began > within:
                raise Failed("the house did not come back")
            time.sleep(0.2)
        return time.monotonic() - began

    def _is_ready(self) -> bool:
        link = http.client.HTTPConnection(HOST, self.ports["web"], timeout=10)
        try:
            link.request("GET", "/readyz")
            return link.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()

    def database(self) -> dict[str, Any]:
        """What differs from the test's own DATABASES entry."""
        url = urlsplit(self.env["DATABASE_URL"])
        return {
            "NAME": url.path[1:],
            "USER": url.username,
            "PASSWORD": url.password,
            "HOST": url.hostname,
            "PORT": url.port,
        }
