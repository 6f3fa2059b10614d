"""Logs and figures: one id from the request to the last line, and nothing in them that somebody typed."""

import io
import json
import logging
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery.app.trace import build_tracer
from django.db import IntegrityError, connection, transaction
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from socl.celery import Traced
from socl.celery import app as celery
from socl.core import request_id
from socl.core.logs import Line
from socl.settings import BASE_DIR

ID = "0123456789abcdef0123456789abcdef"
TOKEN = "geheim"
NAME = "Mara Beispiel"


class Log:
    """What the house writes meanwhile, as it would stand in the file."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    found = Log()
    handler = logging.StreamHandler(found.stream)
    handler.setFormatter(Line())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield found
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.django_db
@pytest.mark.parametrize("given", [ID, str(uuid.UUID(ID))])
def test_a_request_keeps_the_id_that_a_proxy_gave_it(log: Log, given: str) -> None:
    answer = Client().get("/", headers={"X-Request-ID": given})
    assert answer["X-Request-ID"] == given
    [line] = log.lines
    assert line | {"at": "", "ms": 0} == {
        "at": "",
        "level": "INFO",
        "logger": "socl.access",
        "message": "answered",
        "request_id": given,
        "face": "pages",
        "method": "GET",
        "route": "",
        "status": 200,
        "ms": 0,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "Mara Beispiel", "+493023125900", "493023125900", ID + "0"])
def test_anything_else_is_replaced_by_a_new_id(given: str) -> None:
    answers = [Client().get("/healthz", headers={"X-Request-ID": given}) for _ in range(2)]
    ids = {answer["X-Request-ID"] for answer in answers}
    assert len(ids) == 2
    assert all(request_id.SHAPE.fullmatch(found) for found in ids)


@pytest.mark.django_db
def test_a_line_names_the_route_and_never_the_path(log: Log) -> None:
    Client().get("/kalender/Mara-Beispiel/2026-11-18/?name=Mara-Beispiel")
    Client().get("/Mara-Beispiel/")
    assert [line.get("route") for line in log.lines if line["logger"] == "socl.access"] == [
        "kalender/<str:team>/<str:day>/",
        "",
    ]
    assert "Beispiel" not in log.stream.getvalue()


@pytest.mark.django_db
def test_a_fault_is_told_without_the_values_that_the_database_quotes(log: Log) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO orga_person (name) VALUES (%s)", [NAME])
    except IntegrityError as error:
        assert NAME in str(error)
        logging.getLogger("socl").exception("broken")
    [line] = log.lines
    assert NAME not in log.stream.getvalue()
    assert line["message"] == "broken"
    assert line["fault"].endswith("django.db.utils.IntegrityError")
    assert "psycopg2.errors.NotNullViolation\n" in line["fault"]
    assert "test_watching.py" in line["fault"]


def test_the_embedded_server_writes_no_values_into_its_log(db: None) -> None:
    wanted = {"log_error_verbosity": "terse", "log_min_error_statement": "panic"}
    wanted |= {"log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(wanted)])
        assert dict(cursor.fetchall()) == wanted


def test_a_task_runs_under_the_id_of_the_request_that_asked_for_it() -> None:
    seen: list[str] = []

    def see() -> None:
        seen.append(request_id.current())

    task: Any = celery.task(name="tests.seen")(see)
    assert isinstance(task, Traced)
    run: Any = build_tracer(task.name, task, app=task.app)  # as a worker runs what came over the wire
    run("t1", [], {}, request={"id": "t1", "request_id": ID})
    run("t2", [], {}, request={"id": "t2"})
    assert seen == [ID, "t2"]
    del celery.tasks["tests.seen"]


def test_the_message_of_a_task_carries_the_id(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr("celery.app.task.Task.apply_async", lambda self, *a, **options: sent.append(options))
    with request_id.carried(ID):
        Traced().apply_async()
    Traced().apply_async()
    assert sent == [{"headers": {"request_id": ID}}, {}]


@pytest.fixture
def watched(settings: Any) -> Client:
    settings.METRICS_TOKEN = TOKEN
    return Client(headers={"Authorization": f"Bearer {TOKEN}"})


@pytest.mark.django_db
def test_the_figures_count_requests_by_face_and_hold_no_person(watched: Client) -> None:
    def figures() -> dict[tuple[str, str], float]:
        text = watched.get("/metrics").content.decode()
        return {
            (sample.name, sample.labels.get("face", "")): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.labels.get("status", "4xx") == "4xx"
        }

    before = figures()
    Client().get("/api/v1/me/")
    after = figures()
    assert after["socl_requests_total", "rest"] == before.get(("socl_requests_total", "rest"), 0) + 1
    assert (
        after["socl_request_seconds_count", "rest"]
        == before.get(("socl_request_seconds_count", "rest"), 0) + 1
    )
    assert {name for name, _ in after} >= {
        "socl_calls_queued",
        "socl_longest_wait_seconds",
        "socl_desks",
        "socl_post_dead",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer falsch", TOKEN])
def test_without_the_token_there_are_no_figures(settings: Any, given: str) -> None:
    asking = Client(headers={"Authorization": given})
    settings.METRICS_TOKEN = TOKEN
    assert asking.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = ""
    assert asking.get("/metrics").status_code == 404


COUNT_TWICE = """
import django; django.setup()
from socl.web.metrics import observe
observe("pages", 200, 0.01); observe("pages", 200, 0.01)
"""
READ = """
import django; django.setup()
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector
registry = CollectorRegistry(); MultiProcessCollector(registry)
print(registry.get_sample_value("socl_requests_total", {"face": "pages", "status": "2xx"}))
"""


def test_two_processes_of_one_machine_add_up_their_counts(tmp_path: Path) -> None:
    env = {**os.environ, "METRICS_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "socl.settings"}
    runs = [
        subprocess.run([sys.executable, "-c", code], env=env, cwd=BASE_DIR, capture_output=True, text=True)
        for code in (COUNT_TWICE, COUNT_TWICE, READ)
    ]
    assert [run.stderr for run in runs] == ["", "", ""]
    assert float(runs[2].stdout) == 4.0
