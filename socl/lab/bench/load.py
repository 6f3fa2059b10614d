"""Load: requests and statements from processes of their own, which know nothing of Django."""

import http.client
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.pool import Pool
from typing import Any

import psycopg2

SOON = 0.05  # seconds until all clients of a round begin


@dataclass(frozen=True)
class Http:
    """Requests that one client sends one after the other on one connection."""

    host: str
    port: int
    headers: dict[str, str]
    requests: Sequence[tuple[str, str, bytes]]  # method, path, body


@dataclass(frozen=True)
class Sql:
    """One statement that one client runs with each of ``values``, each time in a transaction of its own."""

    url: str
    statement: str
    values: Sequence[Any]


@dataclass(frozen=True)
class Lap:
    """What one client saw: seconds per step, and what came back (HTTP status and body, or rows)."""

    began: float
    ended: float
    seconds: list[float]
    answers: list[tuple[int, bytes]]


Job = Http | Sql


def run(job: Job, start: float = 0.0) -> Lap:
    """Connect, wait for ``start`` (of ``time.perf_counter``, which all processes share), and do the job."""
    return _http(job, start) if isinstance(job, Http) else _sql(job, start)


def _http(job: Http, start: float) -> Lap:
    connection = http.client.HTTPConnection(job.host, job.port, timeout=30)
    connection.connect()

    def send(request: tuple[str, str, bytes]) -> tuple[int, bytes]:
        method, path, body = request
        connection.request(method, path, body or None, job.headers)
        response = connection.getresponse()
        return response.status, response.read()

    try:
        return _timed(send, job.requests, start)
    finally:
        connection.close()


def _sql(job: Sql, start: float) -> Lap:
    connection = psycopg2.connect(job.url)
    connection.autocommit = True
    cursor = connection.cursor()

    def execute(values: Any) -> tuple[int, bytes]:
        cursor.execute(job.statement, values)
        return len(cursor.fetchall()), b""

    try:
        return _timed(execute, job.values, start)
    finally:
        connection.close()


def _timed(step: Callable[[Any], tuple[int, bytes]], items: Sequence[Any], start: float) -> Lap:
    time.sleep(max(0.0, start - time.perf_counter()))
    seconds, answers = [], []
    began = at = time.perf_counter()
    for item in items:
        answers.append(step(item))
        now = time.perf_counter()
        seconds.append(now - at)
        at = now
    return Lap(began, at, seconds, answers)


@contextmanager
def clients(count: int) -> Iterator[Pool]:
    """A pool of ``count`` processes; they are fresh ones, for a fork would inherit our connections."""
    with multiprocessing.get_context("spawn").Pool(count) as pool:
        pool.map(abs, range(count), chunksize=1)  # all are there
        yield pool


def together(pool: Pool, jobs: Sequence[Job]) -> list[Lap]:
    """Run every job in a process of its own, all at once."""
    start = time.perf_counter() + SOON
    return pool.starmap(run, [(job, start) for job in jobs], chunksize=1)


def rate(laps: Sequence[Lap]) -> float:
    """Steps per second of all clients together."""
    steps = sum(len(lap.seconds) for lap in laps)
    return steps / (max(lap.ended for lap in laps) - min(lap.began for lap in laps))


def crowd(jobs: Sequence[Job]) -> list[Lap]:
    """Run every job in a thread of this process, all at once: for many clients who mostly wait."""
    laps: list[Lap | None] = [None] * len(jobs)
    start = time.perf_counter() + SOON

    def one(n: int) -> None:
        laps[n] = run(jobs[n], start)

    threads = [threading.Thread(target=one, args=(n,), daemon=True) for n in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [lap for lap in laps if lap is not None]
