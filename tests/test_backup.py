"""The drill: dump, destroy, restore, and everything is there again: rows, constraints, triggers, sequences."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections

from socl.run.backup import backup, restore
from socl.run.processes import Failed
from tests.api.clients import Time
from tests.api.worlds import small_world
from tests.factories.kalender import AT, berlin, booked

pytestmark = pytest.mark.django_db(transaction=True)

CASTS = re.compile(r"::(character varying|[a-z]+)(\(\d+\))?(\[\])?|[()]")
WHAT = {
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated "
    "FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "sequences": "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'",
    "tables": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


def content(database: dict[str, Any]) -> dict[str, list[Any]]:
    """Everything that must survive: the schema as the server tells it, and every row of every table."""
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    link = psycopg2.connect(**{name: database[key] for name, key in names.items()})
    with link, link.cursor() as cursor:
        found: dict[str, list[Any]] = {}
        for name, sql in WHAT.items():
            cursor.execute(sql)
            found[name] = sorted((tuple(map(plain, row)) for row in cursor.fetchall()), key=repr)
        for (table,) in found["tables"]:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found[table] = sorted(cursor.fetchall())
    link.close()
    return found


def plain(value: Any) -> Any:
    """PostgreSQL prints an expression that it has read twice with other casts and brackets."""
    return CASTS.sub("", value) if isinstance(value, str) else value


@pytest.fixture
def spare() -> Iterator[dict[str, Any]]:
    """A second, empty database on the same server."""
    name = f"{settings.DATABASES['default']['NAME']}_spare"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield {**connection.settings_dict, "NAME": name}
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_what_was_dumped_and_destroyed_is_restored_to_the_last_row(
    spare: dict[str, Any], tmp_path: Path
) -> None:
    world, file = small_world(Time(AT)), tmp_path / "drill.dump"
    booked(world.kiel, berlin("2026-11-18", "10:00"), name="Mara Beispiel")
    here = dict(connection.settings_dict)
    before = content(here)
    assert len(before["constraints"]) > 100
    assert len(before["kalender_booking"]) == 1
    assert len(before["triggers"]) > 1

    backup(here, file)
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Failed, match="gibt es schon"):
        backup(here, file)

    restore(spare, file, replace=False)
    assert content(spare) == before
    with pytest.raises(Failed, match="nicht leer"):
        restore(spare, file, replace=False)

    destroy(spare)
    restore(spare, file, replace=True)
    assert content(spare) == before


def destroy(database: dict[str, Any]) -> None:
    """What a bad day leaves: rows gone, a table gone, and one that nobody knows."""
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    link = psycopg2.connect(**{name: database[key] for name, key in names.items()})
    with link, link.cursor() as cursor:
        cursor.execute("DROP TABLE kalender_attempt CASCADE")
        cursor.execute("TRUNCATE orga_unit CASCADE")
        cursor.execute("CREATE TABLE stranger (id int)")
    link.close()


def test_half_a_file_changes_nothing(spare: dict[str, Any], tmp_path: Path) -> None:
    file, half = tmp_path / "whole.dump", tmp_path / "half.dump"
    backup(dict(connection.settings_dict), file)
    restore(spare, file, replace=False)
    before = content(spare)
    half.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(Failed, match="pg_restore"):
        restore(spare, half, replace=True)
    assert content(spare) == before


def test_the_commands_say_what_they_did_and_refuse_what_would_destroy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "all.dump"
    call_command("backup", str(file))
    assert str(file) in capsys.readouterr().out
    with pytest.raises(CommandError, match="nicht leer"):
        call_command("restore", str(file))
    with pytest.raises(CommandError, match="gibt es nicht"):
        call_command("restore", str(tmp_path / "other.dump"))
    connections.close_all()
