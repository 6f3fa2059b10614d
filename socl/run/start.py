"""`python -m socl.run`: the whole system at one address, until Ctrl-C."""

import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path

from socl.run import leftovers, servers
from socl.run.home import LOCAL, ROOT, lock, secret, write_private
from socl.run.processes import Failed, Processes, has_lost_its_parent
from socl.run.ready import HOST, accepts, answers_http, chosen_port, free_port, is_free, wait_until

ENV_FILE = LOCAL / "env.json"
PYTHON = [sys.executable, "-m"]
MANAGE = [sys.executable, "manage.py"]
# Only granian has children of its own and must live long enough to stop them when we are killed: it gets
# SIGTERM then, the others SIGKILL.
WEB = f"granian socl.wsgi:application --interface wsgi --host {HOST} --workers 2 --blocking-threads 8 --no-ws"
WEB += " --workers-kill-timeout 3 --log-level warning"
STREAM = f"uvicorn socl.asgi:application --host {HOST} --timeout-graceful-shutdown 1 --no-access-log"
STREAM += " --log-level warning"
WORKER = "celery --quiet -A socl worker --pool threads --concurrency 2 --without-gossip --without-mingle"
WORKER += " --loglevel WARNING"
BEAT = "celery --quiet -A socl beat --loglevel WARNING"


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
                METRICS_TOKEN=secret(LOCAL / "metrics_token"),
                METRICS_DIR=_emptied(LOCAL / "metrics"),
            )
            _write(settings)
            try:
                with Processes(LOCAL, ROOT) as apps:
                    _start(apps, settings, port)
                    seconds = time.monotonic() - began
                    print(f"\nSOCL is ready after {seconds:.1f} s: {settings['BASE_URL']}/\n", flush=True)
                    _start_background(apps, settings)
                    _tell(settings)
                    _stay(embedded, apps)
            finally:
                ENV_FILE.unlink(missing_ok=True)
    return 0


def _emptied(folder: Path) -> Path:
    """What processes of an earlier start counted is over."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


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
    """Prepare the database, then the pages and the stream; returns when both answer."""
    env = servers.environment(settings)
    apps.run("prepare", [*MANAGE, "prepare"], env=env)
    pages = apps.start("web", [*PYTHON, *WEB.split(), "--port", str(port)], env=env)
    stream_port = int(settings["STREAM_PORT"])
    argv = [*PYTHON, *STREAM.split(), "--port", str(stream_port)]
    stream = apps.start("stream", argv, env=env, death_signal=signal.SIGKILL)
    wait_until(pages, lambda: answers_http(port), apps.check, 60)
    wait_until(stream, lambda: accepts(stream_port), apps.check, 60)


def _start_background(apps: Processes, settings: dict[str, str]) -> None:
    """What the first page need not wait for."""
    env = servers.environment(settings)
    apps.start("worker", [*PYTHON, *WORKER.split()], env=env, death_signal=signal.SIGKILL)
    beat = [*PYTHON, *BEAT.split(), "--schedule", str(LOCAL / "celerybeat-schedule")]
    apps.start("beat", beat, env=env, death_signal=signal.SIGKILL)


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
