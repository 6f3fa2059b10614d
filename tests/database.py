"""The test database is migrated once and then copied: for each process of a run, and for the next runs."""

import contextlib
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from django.conf import settings
from django.db import connections
from psycopg2.extensions import connection

from socl.settings import BASE_DIR
from tests.floors import ROOTS

# The rows of every table but those that are there after a migration. Neither foreign keys nor the journal, which is
# append-only, hold them.
EMPTY = """
DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
        AND tablename NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
    LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
END $$
"""
HOLDER = 7_020_613  # advisory lock: one process builds, the others wait for it
PREFIX = "socl_template_"


def template() -> str:
    """The name of a migrated database on the server of the tests, built if these migrations are new to it."""
    name = PREFIX + fingerprint()
    with administration() as server, server.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [HOLDER])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        found = {row[0] for row in cursor.fetchall()}
        if name not in found:
            for old in found:
                cursor.execute(f'DROP DATABASE "{old}"')
            cursor.execute(f'CREATE DATABASE "{PREFIX}new"')
            migrate(f"{PREFIX}new")
            cursor.execute(f'ALTER DATABASE "{PREFIX}new" RENAME TO "{name}"')
    return name


def replace(database: str, *, by: str) -> None:
    """Make ``database`` a copy of ``by``, to which nobody may be connected; whoever is to ``database`` is cut off."""
    connections.close_all()
    with administration() as server, server.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{database}" TEMPLATE "{by}"')


def empty() -> None:
    """As after the migrations, but for the sequences: a hundred tables truncated, as Django does, take much longer."""
    with connections["default"].cursor() as cursor:
        cursor.execute(EMPTY)


def drop(database: str) -> None:
    """Throw it away."""
    with administration() as server, server.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{database}"')


def fingerprint() -> str:
    """Changes with every migration, ours or that of a locked library."""
    own = [path for root in ROOTS for path in (BASE_DIR / root).rglob("migrations/*.py")]
    digest = hashlib.sha256()
    for path in [*sorted(own), BASE_DIR / "requirements.lock", BASE_DIR / "socl" / "settings.py"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def migrate(database: str) -> None:
    """In a process of its own: this one's connection belongs to the tests."""
    url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{database}").geturl()
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=BASE_DIR,
        env={**os.environ, "DATABASE_URL": url},
        check=True,
    )


@contextlib.contextmanager
def administration() -> Iterator[connection]:
    """A connection that creates databases."""
    default: Any = settings.DATABASES["default"]
    keys = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    link = psycopg2.connect(dbname="postgres", **{k: default[v] for k, v in keys.items() if default[v]})
    link.autocommit = True
    try:
        yield link
    finally:
        link.close()
