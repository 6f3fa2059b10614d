"""`python -m socl.run`: the whole system at one address, until Ctrl-C."""

import json
import os
import signal
import sys
import time
from pathlib import Path

from socl.run import leftovers, servers
from socl.run.home import LOCAL, ROOT, lock, secret, write_private
from socl.run.processes import Failed, Processes, has_lost_its_parent
from socl.run.ready import HOST, answers_http, chosen_port, free_port, is_free, wait_until

ENV_FILE = LOCAL / "env.json"
PYTHON = [sys.executable, "-m"]
MANAGE = [sys.executable, "manage.py"]


def run() -> int:
    """Start everything, tell the address, and stay until something ends."""
    began = time.monotonic()
    with lock(LOCAL):
        leftovers.stop(LOCAL)
        port = _web_port()
        stream_port = _stream_port(port)
        with Processes(LOCAL, ROOT) as embedded:
            settings = servers.variables(
                servers.start(embedded, durable=True),
                SECRET_KEY=secret(LOCAL / "secret_key"),
                BASE_URL=f"http://{HOST}:{port}",
                STREAM_PORT=str(stream_port),
                SOCL_DEMO="1",
                STATIC_ROOT=LOCAL / "static",
            )
            _write(settings)
            try:
                with Processes(LOCAL, ROOT) as apps:
                    _start(apps, settings, port)
                    print(
                        f"\nSOCL is ready after {time.monotonic() - began:.1f} s: {settings['BASE_URL']}/\n"
                    )
                    _start_background(apps, settings)
                    _tell(settings)
                    _stay(embedded, apps)
            finally:
                ENV_FILE.unlink(missing_ok=True)
    return 0


def _web_port() -> int:
    port = chosen_port("PORT", 8000)
    if not is_free(port):
        raise Failed(f"Port {port} is taken: choose another one, for example PORT={port + 10}.")
    return port


def _stream_port(port: int) -> int:
    """The port after the web port, or any free one; a port that was asked for must be free."""
    wanted = chosen_port("STREAM_PORT", port + 1 if port < 65535 else port - 1)
    if is_free(wanted):
        return wanted
    if os.environ.get("STREAM_PORT"):
        raise Failed(f"Port {wanted} (STREAM_PORT) is taken: choose another one.")
    return free_port()


def _write(settings: dict[str, str]) -> None:
    """For every manage.py command that is called by hand meanwhile."""
    ENV_FILE.unlink(missing_ok=True)
    write_private(ENV_FILE, json.dumps(settings, indent=1))


def _start(apps: Processes, settings: dict[str, str], port: int) -> None:
    """Prepare the database, then the pages and the stream; returns when the first page answers."""
    env = servers.environment(settings)
    apps.run("prepare", [*MANAGE, "prepare"], env=env)
    web = [
        *PYTHON,
        "granian",
        "--interface",
        "wsgi",
        "socl.wsgi:application",
        "--host",
        HOST,
        "--port",
        str(port),
    ]
    web += ["--workers", "2", "--blocking-threads", "8", "--no-ws", "--log-level", "warning"]
    web += ["--workers-kill-timeout", "3"]
    apps.start("web", web, env=env)
    stream = [*PYTHON, "uvicorn", "socl.asgi:application", "--host", HOST, "--port", settings["STREAM_PORT"]]
    stream += ["--log-level", "warning", "--no-access-log", "--timeout-graceful-shutdown", "1"]
    apps.start("stream", stream, env=env, death_signal=signal.SIGKILL)
    wait_until("The first page", lambda: answers_http(port), apps.check, 90)


def _start_background(apps: Processes, settings: dict[str, str]) -> None:
    """What the first page need not wait for. One process each, so nobody is left when they are killed."""
    env = servers.environment(settings)
    celery = [*PYTHON, "celery", "--quiet", "-A", "socl"]
    worker = ["worker", "--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    apps.start("worker", [*celery, *worker, "--loglevel", "WARNING"], env=env, death_signal=signal.SIGKILL)
    beat = ["beat", "--schedule", str(LOCAL / "celerybeat-schedule"), "--loglevel", "WARNING"]
    apps.start("beat", [*celery, *beat], env=env, death_signal=signal.SIGKILL)


def _tell(settings: dict[str, str]) -> None:
    """The demo's logins, and how to stop."""
    with Processes(LOCAL, ROOT) as talk:
        talk.run("demo_logins", [*MANAGE, "demo_logins"], env=servers.environment(settings))
    print((LOCAL / "log" / "demo_logins.log").read_text())
    print(f"Logs: {Path(os.path.relpath(LOCAL / 'log'))}/   Stop: Ctrl-C", flush=True)


def _stay(*groups: Processes) -> None:
    while not has_lost_its_parent():
        for processes in groups:
            processes.check()
        time.sleep(0.3)
