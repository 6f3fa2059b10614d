"""Is the house alive, and can it take work? For those who start and watch processes; no personal data."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

PULSE = "socl:pulse"
PULSE_SECONDS = 60


def healthz(request: HttpRequest) -> HttpResponse:
    """Live: this process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: database with every migration, Redis, and a beat that ran within the last minute; else 503."""
    checks = {"database": _database(), "migrations": _migrated(), "redis": _redis(), "beat": _beaten()}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def leave_pulse() -> None:
    """Called by the worker on beat's order."""
    with _client() as client:
        client.set(PULSE, 1, ex=PULSE_SECONDS)


def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrated() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _redis() -> bool:
    try:
        with _client() as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _beaten() -> bool:
    try:
        with _client() as client:
            return bool(client.exists(PULSE))
    except redis.RedisError:
        return False
