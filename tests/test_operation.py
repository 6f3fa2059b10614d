"""Live and ready, and a compose file that knows the settings."""

import re

import pytest
import redis
from django.conf import settings
from django.test import Client

from socl.settings import BASE_DIR
from socl.web import health

COMPOSE = (BASE_DIR / "docker-compose.yml").read_text()
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


def test_every_variable_of_the_compose_file_is_read_by_the_settings() -> None:
    block = COMPOSE.split("environment: &environment\n")[1].split("\n\n")[0]
    names = re.findall(r"^ +([A-Z_]+):", block, re.MULTILINE)
    assert names == ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "BASE_URL", "ALLOWED_HOSTS", "STATIC_ROOT"]
    assert [n for n in names if f'"{n}"' not in SETTINGS] == []


def test_the_compose_file_holds_no_secret() -> None:
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        values = re.findall(rf"^ +{name}: (.+)$", COMPOSE, re.MULTILINE)
        assert set(values) == {f"${{{name}:?}}"}
