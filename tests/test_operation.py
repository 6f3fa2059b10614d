"""Live and ready, headers, production settings, and container files that know them."""

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
import redis
import yaml
from django.conf import settings
from django.test import Client

from socl.run import start
from socl.settings import BASE_DIR
from socl.web import health

COMPOSE = (BASE_DIR / "docker-compose.yml").read_text()
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text()
SETTINGS = (BASE_DIR / "socl" / "settings.py").read_text()


def test_a_process_that_answers_is_live() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_the_house_is_ready_only_while_beat_beats() -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete(health.PULSE)
    silent = Client().get("/readyz")
    assert (silent.status_code, silent.json()["beat"]) == (503, False)
    health.leave_pulse()
    ready = Client().get("/readyz")
    assert (ready.status_code, set(ready.json().values())) == (200, {True})


# What a server of one's own does not set, and why.
NOT_IN_COMPOSE = {
    "DEBUG": "never in production",
    "SOCL_DEMO": "no demo world beside real people",
    "STREAM_PORT": "the proxy serves /stream/",
    "STATIC_STORAGE": "for tests",
    "EAKTE_GATEWAY": "the default is the drop folder",
}
HOUSE = ("migrate", "web", "stream", "worker", "beat")


def test_the_compose_file_sets_what_the_settings_read_and_nothing_else() -> None:
    read = set(re.findall(r'_env\.get\(\s*"([A-Z_]+)"', SETTINGS))
    assert set(NOT_IN_COMPOSE) <= read
    assert set(SERVICES["web"]["environment"]) == read - set(NOT_IN_COMPOSE)
    for name in HOUSE:
        assert set(SERVICES["web"]["environment"]) - set(SERVICES[name]["environment"]) <= {"METRICS_DIR"}


def test_the_compose_file_holds_no_secret() -> None:
    secrets = ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "METRICS_TOKEN")
    for name in secrets:
        values = re.findall(rf"^ +{name}: (.+)$", COMPOSE, re.MULTILINE)
        assert set(values) == {f"${{{name}:?}}"}
    for name in ("EMAIL_HOST_PASSWORD", "SMS_TOKEN", "OIDC_CLIENT_SECRET"):
        assert SERVICES["web"]["environment"][name] == f"${{{name}:-}}"
    for url, name in re.findall(r"://\w*:(\$\{(\w+):\?\})@", COMPOSE):
        assert (url, name in secrets) == (f"${{{name}:?}}", True)


def test_everything_that_stays_is_watched_and_starts_after_what_it_needs() -> None:
    assert set(SERVICES) == {"database", "redis", *HOUSE}
    stays = {name for name, service in SERVICES.items() if service["restart"] != "no"}
    assert stays == set(SERVICES) - {"migrate"}
    assert {name for name, service in SERVICES.items() if "healthcheck" in service} == stays
    assert SERVICES["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    for name in set(HOUSE) - {"migrate"}:
        assert SERVICES[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "redis": {"condition": "service_healthy"},
        }


def test_the_commands_of_the_compose_file_run_what_make_run_runs() -> None:
    """The same application, by the same program: the arguments of ``make run`` may add to them."""
    for name, ours in (("stream", start.STREAM), ("worker", start.WORKER), ("beat", start.BEAT)):
        command = " ".join(SERVICES[name]["command"])
        assert command.split()[0] == ours.split()[0]
        assert set(re.findall(r"socl\S*|-A|worker|beat$", ours)) <= set(command.split()) | {""}
    image = json.loads(re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)[0])
    assert image[:4] == start.WEB.split()[:4]
    assert {"--workers", "--blocking-threads"} <= set(image)


def test_no_process_of_the_image_is_root_or_writes_beside_its_volumes() -> None:
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["socl"]
    for name in HOUSE:
        service = SERVICES[name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for s in SERVICES.values() for port in s.get("ports", ()))


def test_the_image_holds_what_the_house_reads_and_nothing_that_is_only_here() -> None:
    """Compose itself reads its secrets from a file .env beside it, which must not get into the image."""
    left_out = (BASE_DIR / ".dockerignore").read_text().split()
    assert {".git", ".venv", ".local", ".env*", "node_modules", "tests"} <= set(left_out)
    named = {"requirements.lock", "package.json", "package-lock.json"}
    assert named == {
        word for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.M) for word in line.split()
    } - {".", "./"}
    needed = {*named, "manage.py", "docs/glossary.md", "docs/rules.md", "templates/base.html"}
    assert [path for path in needed if not (BASE_DIR / path).exists() or path.split("/")[0] in left_out] == []


PRODUCTION = {
    "BASE_URL": "https://socl.example.org",
    "ALLOWED_HOSTS": "socl.example.org",
    "SECRET_KEY": "".join(chr(33 + n) for n in range(64)),
    "SOCL_DEMO": "",
    "DEBUG": "",
}
ASK = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("check", deploy=True, fail_level="DEBUG")
names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SILENCED_SYSTEM_CHECKS", "SECURE_SSL_REDIRECT")
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def test_djangos_own_checks_find_nothing_in_production() -> None:
    needed = {
        name: os.environ[name] for name in ("PATH", "DATABASE_URL", "REDIS_URL")
    }  # nothing that tests left
    env = {**needed, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "socl.settings"}
    run = subprocess.run([sys.executable, "-c", ASK], env=env, cwd=BASE_DIR, capture_output=True, text=True)
    assert run.stderr == ""
    assert json.loads(run.stdout.split("\n", 1)[1]) == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SILENCED_SYSTEM_CHECKS": ["security.W021"],
        "SECURE_SSL_REDIRECT": True,
    }


@pytest.mark.django_db
def test_every_answer_bears_the_headers() -> None:
    for path, status in (("/", 200), ("/gibt-es-nicht/", 404), ("/api/v1/me/", 401), ("/platz/", 302)):
        answer = Client().get(path)
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY


HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = {f"{name}-src 'self'" for name in ("connect", "font", "manifest", "script", "style")}
POLICY |= {"default-src 'none'", "img-src 'self' data:", "base-uri 'none'", "form-action 'self'"}
POLICY |= {"frame-ancestors 'none'"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"), [("/anmelden/", 413), ("/api/v1/bookings/", 413), ("/oauth/token/", 413)]
)
def test_nothing_larger_than_the_largest_upload_is_read(path: str, status: int) -> None:
    """By what its head announces; nobody is asked who sends it, and nothing of it is kept."""
    for announced, expected in (("6291457", status), ("9" * 30, status)):
        answer = Client().generic(
            "POST", path, b"x", "multipart/form-data; boundary=x", CONTENT_LENGTH=announced
        )
        assert answer.status_code == expected
