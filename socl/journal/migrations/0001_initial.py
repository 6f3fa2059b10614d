"""The journal, which only grows, who looked at what, and the runs of the nightly purge."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))

# The trigger refuses to change or delete what is written. Only the nightly purge may delete what is old enough: it
# lets a DELETE pass while the transaction says so.
APPEND_ONLY = """
CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('socl.purge', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_append_only();
CREATE TRIGGER accessentry_append_only BEFORE UPDATE OR DELETE ON journal_accessentry
    FOR EACH ROW EXECUTE FUNCTION journal_append_only();
"""
BACK = """
DROP TRIGGER accessentry_append_only ON journal_accessentry;
DROP TRIGGER entry_append_only ON journal_entry;
DROP FUNCTION journal_append_only();
"""


class Migration(migrations.Migration):
    # Stands for 0001 to 0003, of which it names the last: docs/decisions/0080
    replaces = [("journal", "0003_purge")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ID,
                ("verb", models.CharField(max_length=60)),
                ("object_type", models.CharField(max_length=40)),
                ("object_id", models.BigIntegerField()),
                ("by_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("rule", models.CharField(blank=True, max_length=40)),
                ("facts", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["object_type", "object_id", "at"], name="entry_object"),
                    BrinIndex(fields=["at"], name="entry_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessEntry",
            fields=[
                ID,
                ("object_type", models.CharField(max_length=40)),
                ("object_id", models.BigIntegerField()),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("purpose", models.CharField(max_length=60)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["object_type", "object_id", "at"], name="access_entry_object"),
                    BrinIndex(fields=["at"], name="access_entry_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                ID,
                ("code", models.CharField(max_length=40)),
                ("before", models.DateTimeField()),
                ("rows", models.PositiveIntegerField()),
                ("failed", models.BooleanField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["code", "-at"], name="retention_run_code")],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, BACK),
    ]
