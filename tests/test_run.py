"""The runner against real servers and processes, in a checkout of its own with a stub in place of Django."""

import contextlib
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from socl.run import leftovers
from socl.run.ready import HOST, free_port

ROOT = Path(__file__).resolve().parents[1]
SET_BY_US = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "STATIC_ROOT", "BASE_URL", "STREAM_PORT", "SOCL_DEMO"}
SET_BY_US |= {"METRICS_TOKEN", "METRICS_DIR"}
STUB = {
    "manage.py": "import sys\nif sys.argv[1] == 'demo_logins': print('Frau Beispiel | demo')\n",
    "socl/__init__.py": "",
    "socl/wsgi.py": "def application(environ, start):\n    start('200 OK', [])\n    return [b'socl']\n",
    "socl/asgi.py": "async def application(scope, receive, send):\n    pass\n",
    "socl/celery.py": "import os\nfrom celery import Celery\napp = Celery(broker=os.environ['REDIS_URL'])\n",
}
TALK_TO_BOTH = """
import os, psycopg2, redis
cursor = psycopg2.connect(os.environ["DATABASE_URL"]).cursor()
cursor.execute("SELECT current_setting('server_encoding'), current_setting('timezone')")
print(*cursor.fetchone(), redis.Redis.from_url(os.environ["REDIS_URL"]).ping())
raise SystemExit(7)
"""


class Checkout:
    """A folder with the runner and the stub, and what is known of its processes."""

    def __init__(self, path: Path) -> None:
        self.path, self.local = path, path / ".local"
        shutil.copytree(
            ROOT / "socl" / "run", path / "socl" / "run", ignore=shutil.ignore_patterns("__pycache__")
        )
        for name, text in STUB.items():
            (path / name).write_text(text)
        code = "from socl.run import home; print(home.outside())"
        self.outside = Path(
            subprocess.check_output([sys.executable, "-c", code], cwd=path, text=True).strip()
        )

    def popen(self, *words: str, **env: str) -> "subprocess.Popen[str]":
        inherited = {
            k: v for k, v in os.environ.items() if k not in SET_BY_US | {"MAKELEVEL", leftovers.MARK}
        }
        return subprocess.Popen(
            [sys.executable, "-m", "socl.run", *words],
            cwd=self.path,
            env=inherited | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def call(self, *words: str, **env: str) -> tuple[int, str]:
        process = self.popen(*words, **env)
        output, _ = process.communicate(timeout=60)
        return process.returncode, output

    @contextlib.contextmanager
    def running(self, port: int) -> Iterator["subprocess.Popen[str]"]:
        process = self.popen(PORT=str(port))
        try:
            said = ""
            while "Ctrl-C" not in said:
                line = process.stdout.readline() if process.stdout else ""
                assert line, f"it did not start: {said}"
                said += line
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=30)

    def processes(self) -> set[int]:
        """Every living process that has this checkout in its command line, environment or folder."""
        marks = [os.fsencode(self.path), os.fsencode(self.outside)]
        found = set()
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                text = b"\0".join((folder / name).read_bytes() for name in ("cmdline", "environ"))
                text += os.fsencode((folder / "cwd").readlink())
                if any(mark in text for mark in marks):
                    found.add(int(folder.name))
        return found - {os.getpid()}

    def child(self, name: str) -> int:
        return int((self.local / "pids" / name).read_text().split()[0])

    def web_workers(self) -> set[int]:
        children = Path(f"/proc/{self.child('web')}/task/{self.child('web')}/children").read_text().split()
        return {int(pid) for pid in children}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    made = Checkout(tmp_path_factory.mktemp("checkout"))
    yield made
    made.call("clean")
    assert not made.local.exists()
    assert not made.outside.exists()


def eventually(holds: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


def page(port: int) -> bytes:
    with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=5) as answer:
        content: bytes = answer.read()
    return content


def test_exec_lends_both_servers_and_hands_back_the_exit_code(checkout):
    assert checkout.call("exec", "--", sys.executable, "-c", TALK_TO_BOTH) == (7, "UTF8 UTC True\n")
    assert not checkout.processes()
    assert [path.name for path in checkout.local.glob("exec/test/*")] == ["lock"]


def test_exec_finds_a_kept_database_again_and_a_fresh_one_empty(checkout):
    def ask(statement: str, *words: str) -> tuple[int, str]:
        code = "import os, psycopg2; k = psycopg2.connect(os.environ['DATABASE_URL']); k.autocommit = True; "
        code += f"c = k.cursor(); c.execute({statement!r}); print(c.rowcount)"
        exit_code, output = checkout.call("exec", *words, "--", sys.executable, "-c", code)
        return exit_code, output.strip()

    there = "SELECT 1 FROM pg_database WHERE datname = 'made'"
    assert ask("CREATE DATABASE made", "--keep")[0] == 0
    assert ask(there, "--keep") == (0, "1")
    assert ask(there) == (0, "0")


def test_exec_hides_what_make_run_wrote_and_writes_nothing_for_others(checkout):
    code = f"import os, json; print(json.dumps({{k: os.environ[k] for k in {sorted(SET_BY_US)}}}))"
    exit_code, output = checkout.call("exec", "--fresh", "seen", "--", sys.executable, "-c", code)
    seen = json.loads(output)
    assert (exit_code, seen["SOCL_DEMO"], seen["STREAM_PORT"]) == (0, "1", "0")
    assert seen["STATIC_ROOT"] == str(checkout.local / "exec" / "seen" / "static")
    assert not (checkout.local / "env.json").exists()


def test_exec_uses_the_servers_that_the_caller_names(checkout):
    given = {"DATABASE_URL": "postgres://elsewhere/db", "REDIS_URL": "redis://elsewhere/1"}
    command = ["sh", "-c", "echo $DATABASE_URL $REDIS_URL; ls .local/exec/test/log"]
    assert checkout.call("exec", "--", *command, **given) == (
        0,
        "postgres://elsewhere/db redis://elsewhere/1\n",
    )


def test_exec_of_an_unknown_command_is_one_line(checkout):
    assert checkout.call("exec", "--", "no-such-command") == (
        1,
        "no-such-command: No such file or directory\n",
    )


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda n: n.name)
def test_exec_leaves_nothing_behind_when_it_is_stopped(checkout, number):
    runner = checkout.popen("exec", "--", "sh", "-c", "echo up; exec sleep 60")
    assert runner.stdout.readline() == "up\n"
    assert len(checkout.processes()) > 3
    runner.send_signal(number)
    assert runner.wait(20) == (-9 if number == signal.SIGKILL else 130)
    assert eventually(lambda: not checkout.processes())
    runner.communicate()


def test_start_serves_the_page_and_tells_manage_py_where_the_servers_are(checkout):
    port = free_port()
    with checkout.running(port) as runner:
        assert page(port) == b"socl"
        env_file = checkout.local / "env.json"
        assert stat.S_IMODE(env_file.stat().st_mode) == 0o600
        assert set(json.loads(env_file.read_text())) == SET_BY_US
        assert json.loads(env_file.read_text())["BASE_URL"] == f"http://{HOST}:{port}"
        code, output = checkout.call(PORT=str(free_port()))
        assert (code, output) == (1, f"Already running in this checkout (process {runner.pid}).\n")
        runner.terminate()
        assert runner.wait(15) == 0
    assert not checkout.processes()
    assert not env_file.exists()


def test_start_keeps_what_was_stored(checkout):
    code = "import json, os; print(json.load(open('.local/env.json'))['DATABASE_URL'])"
    urls = []
    for statement in ("CREATE TABLE kept AS SELECT 42 AS n", "SELECT n FROM kept"):
        with checkout.running(free_port()):
            url = subprocess.check_output([sys.executable, "-c", code], cwd=checkout.path, text=True).strip()
            query = f"import psycopg2; c = psycopg2.connect({url!r}); c.autocommit = True; k = c.cursor()"
            query += f"; k.execute({statement!r}); print(k.fetchall() if k.description else '')"
            urls.append(subprocess.check_output([sys.executable, "-c", query], text=True).strip())
    assert urls == ["", "[(42,)]"]


def test_a_killed_runner_takes_everything_along_and_the_next_start_works(checkout):
    port = free_port()
    with checkout.running(port) as runner:
        runner.kill()
        runner.wait()
        assert eventually(lambda: not checkout.processes())
    with checkout.running(port):
        assert page(port) == b"socl"


def test_the_next_start_stops_workers_that_lost_runner_and_main_process(checkout):
    port = free_port()
    with checkout.running(port) as runner:
        workers = checkout.web_workers()
        os.kill(runner.pid, signal.SIGSTOP)  # so that it cannot clean up after the main process
        os.kill(checkout.child("web"), signal.SIGKILL)
        runner.kill()
        runner.wait()
        assert workers <= checkout.processes()
    with checkout.running(port):
        assert page(port) == b"socl"
        assert not workers & checkout.processes()


def test_a_dead_child_is_named_with_its_last_words_and_everything_stops(checkout):
    with checkout.running(free_port()) as runner:
        os.kill(checkout.child("stream"), signal.SIGKILL)
        output, _ = runner.communicate(timeout=20)
        assert runner.returncode == 1
    assert "stream ended unexpectedly (exit code -9).\nLast lines of .local/log/stream.log:\n" in output
    assert "Traceback" not in output
    assert not checkout.processes()


def test_a_taken_port_is_one_line(checkout):
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        line = f"Port {port} is taken: choose another one, for example PORT={port + 10}.\n"
        assert checkout.call(PORT=str(port)) == (1, line)
        line = f"Port {port} (STREAM_PORT) is taken: choose another one.\n"
        assert checkout.call(PORT=str(free_port()), STREAM_PORT=str(port)) == (1, line)
    assert not checkout.processes()


@pytest.mark.parametrize("port", ["none", "0", "65536", "-1"])
def test_a_port_that_is_none_is_one_line(checkout, port):
    line = f"PORT={port} is no port: a number from 1 to 65535 is needed.\n"
    assert checkout.call(PORT=port) == (1, line)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as somebody else")
def test_a_checkout_out_of_reach_has_its_database_outside_and_stays_closed(checkout):
    closed = next(folder for folder in checkout.path.parents if not folder.stat().st_mode & stat.S_IXOTH)
    mode = closed.stat().st_mode
    show = f"stat -c '%U %a' {checkout.outside}/test"
    assert checkout.call("exec", "--", "sh", "-c", show) == (0, "nobody 700\n")
    assert closed.stat().st_mode == mode
    assert not (checkout.outside / "test").exists()


def test_a_process_number_given_out_again_is_left_alone(tmp_path):
    (tmp_path / "pids").mkdir()
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as stranger:
        leftovers.note(tmp_path / "pids" / "web", stranger.pid, signal.SIGTERM)
        note = (tmp_path / "pids" / "web").read_text().split()
        (tmp_path / "pids" / "web").write_text(f"{note[0]} {int(note[1]) - 1} {note[2]}")
        assert leftovers.stop(tmp_path) == []
        assert stranger.poll() is None
        leftovers.note(tmp_path / "pids" / "web", stranger.pid, signal.SIGTERM)
        assert leftovers.stop(tmp_path) == ["web"]
        assert stranger.wait(5) == -signal.SIGTERM


def test_an_old_python_is_one_line(tmp_path):
    for name in ("Makefile", "requirements.lock", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    done = subprocess.run(["make", "run", "PYTHON=false"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].startswith("Python 3.11 or newer is needed")


def test_a_missing_browser_is_one_line(tmp_path):
    script = ROOT / "tests" / "browser" / "chromium.py"
    for env in ({"PATH": str(tmp_path)}, {"PATH": os.defpath, "CHROMIUM": str(tmp_path / "chromium")}):
        done = subprocess.run([sys.executable, script], env=env, capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
