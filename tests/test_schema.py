"""The database keeps its promises: migrations, named constraints, the append-only journal, what may cascade."""

import ast
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from atv.kalender.models import Kalender
from socl.journal.models import AccessEntry, Entry
from socl.journal.record import record, record_access
from socl.orga.models import Person, Unit
from tests.factories.kalender import AT, system
from tests.floors import ROOTS

HOUSE = Path(__file__).resolve().parents[1]
OURS = [config for config in apps.get_app_configs() if config.name.split(".")[0] in ROOTS]
MODELS = [model for config in OURS for model in config.get_models(include_auto_created=True)]

# A row that is part of a person and nothing without one; everything else survives or forbids the deletion.
MAY_CASCADE = {
    ("orga.Dienstposten", "person"): "the person's own office, without meaning once the account is gone",
    ("orga.Training", "person"): "the person's own training",
    ("orga.Clearance", "person"): "the person's own Berechtigungen",
    ("kalender.Notices", "kalender"): "where a calendar's notices go, without meaning once it is gone",
    ("kalender.Reading", "kalender"): "a reading of the calendar's capacity, without meaning once it is gone",
    ("rufkreis.Presence", "person"): "one row per desk, current only, no history",
    ("rufkreis.Plan", "person"): "the person's own roster, without meaning once the account is gone",
    ("rufkreis.Pbx_regions", "unit"): "a row of the table between, not a fact of its own",
}


def migrations() -> list[Any]:
    """Every migration of ours, in the order in which they are applied."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    return [migration for migration, _ in plan if migration.app_label in {c.label for c in OURS}]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_every_migration_is_reversible():
    found = [
        f"{m.app_label}.{m.name}: {operation.describe()}"
        for m in migrations()
        for operation in m.operations
        if not operation.reversible
    ]
    assert found == []


@pytest.mark.django_db
def test_a_database_from_before_the_fold_is_taken_over_and_one_half_way_is_not_passed_over():
    """docs/decisions/0080: a folded migration counts as applied if the last of the old ones is."""

    def left() -> list[tuple[str, str]]:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        return [(migration.app_label, migration.name) for migration, _ in plan]

    recorder, folded = MigrationRecorder(connection), [m for m in migrations() if m.replaces]
    for migration in folded:
        recorder.record_unapplied(migration.app_label, migration.name)
    assert left() == []
    for migration in folded:
        recorder.record_applied(migration.app_label, migration.name)
        recorder.record_unapplied(*migration.replaces[-1])
    assert left() == [(m.app_label, m.name) for m in folded]


def schema() -> dict[str, list[tuple[Any, ...]]]:
    """Columns, constraints, indexes and triggers of our tables, as the database itself tells them."""
    names = [m._meta.db_table for m in MODELS]
    questions = {
        "columns": """SELECT table_name, column_name, data_type, is_nullable, column_default
                      FROM information_schema.columns WHERE table_name = ANY(%s)""",
        "constraints": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
                          FROM pg_constraint WHERE conrelid::regclass::text = ANY(%s)""",
        "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)",
        "triggers": """SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger
                       WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)""",
    }
    found = {}
    with connection.cursor() as cursor:
        for name, sql in questions.items():
            cursor.execute(sql, [names])
            found[name] = sorted(cursor.fetchall())
    return found


def test_migrations_import_no_code_of_ours():
    found = []
    for path in sorted(p for root in ROOTS for p in (HOUSE / root).rglob("migrations/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom | ast.Import):
                module = getattr(node, "module", None) or node.names[0].name
                if module.split(".")[0] in ROOTS:
                    found.append(f"{path.relative_to(HOUSE)}:{node.lineno}: {module}")
    assert found == []


@pytest.mark.django_db
def test_every_named_constraint_and_index_is_in_the_database():
    stored = schema()
    there = {name for _, name, _ in stored["constraints"]} | {name for _, name, _ in stored["indexes"]}
    named = {
        item.name
        for model in MODELS
        for item in (*model._meta.constraints, *model._meta.indexes)
        if item.name
    }
    assert named - there == set()
    assert len(named) > 40


@pytest.mark.django_db
def test_no_named_constraint_waits_for_validation():
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated")
        assert cursor.fetchall() == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Entry, AccessEntry])
def test_what_is_in_the_journal_is_neither_changed_nor_deleted(model):
    who = system()
    record("tat", who, by=who, at=AT, rule="", facts=1)
    record_access([who], by=who, at=AT, purpose="test")
    before = list(model.objects.values())
    assert len(before) == 1
    attempts = [
        lambda: model.objects.update(object_id=0),
        lambda: model.objects.all().delete(),
        lambda: model.objects.get().save(),
        lambda: connection.cursor().execute(f"DELETE FROM {model._meta.db_table}"),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            attempt()
    assert list(model.objects.values()) == before


@pytest.mark.django_db
def test_a_record_tells_who_did_what_to_what_and_when():
    who = system()
    record("tat", who, by=None, at=AT, rule="ATV-2", state="booked")
    record_access([who], by=who, at=AT, purpose="suche")
    assert Entry.objects.values("verb", "object_type", "object_id", "by_id", "at", "rule", "facts").get() == {
        "verb": "tat",
        "object_type": "person",
        "object_id": who.pk,
        "by_id": None,
        "at": AT,
        "rule": "ATV-2",
        "facts": {"state": "booked"},
    }
    assert AccessEntry.objects.values("object_type", "object_id", "by_id", "at", "purpose").get() == {
        "object_type": "person",
        "object_id": who.pk,
        "by_id": who.pk,
        "at": AT,
        "purpose": "suche",
    }


def test_no_deletion_runs_on_from_a_person_a_unit_or_a_calendar():
    cascading = {
        (model._meta.label, field.name)
        for model in MODELS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and issubclass(field.related_model, Person | Unit | Kalender)
        and field.remote_field.on_delete is models.CASCADE
    }
    assert cascading == set(MAY_CASCADE)
    assert all(MAY_CASCADE.values())


def test_the_journal_points_at_nothing_so_that_it_outlives_everything():
    for model in (Entry, AccessEntry):
        assert [f.name for f in model._meta.get_fields() if f.is_relation] == []
