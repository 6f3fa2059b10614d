"""Every migration is undone and done again."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.test_schema import migrations, schema

pytestmark = [pytest.mark.soak, pytest.mark.django_db]


def test_the_way_back_to_nothing_and_forth_again_ends_at_the_same_schema():
    """Really run, in one transaction that is rolled back."""
    before, loader, plan = schema(), MigrationExecutor(connection).loader, migrations()
    state = {m: loader.project_state((m.app_label, m.name), at_end=False) for m in plan}
    with connection.schema_editor(atomic=False) as editor:
        for migration in reversed(plan):
            migration.unapply(state[migration].clone(), editor)
    assert schema() == {question: [] for question in before}
    for migration in plan:
        with connection.schema_editor(atomic=False) as editor:
            migration.apply(state[migration].clone(), editor)
    assert schema() == before
