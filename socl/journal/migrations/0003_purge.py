"""The nightly purge may delete what is old enough: the trigger lets a DELETE pass while the transaction says so."""

import django.contrib.postgres.indexes
from django.db import migrations, models

FORWARD = """
CREATE OR REPLACE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('socl.purge', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation';
END $$;
"""
BACK = """
CREATE OR REPLACE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]
    operations = [
        migrations.RunSQL(FORWARD, BACK),
        migrations.AddIndex(
            model_name="entry",
            index=django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="entry_age"),
        ),
        migrations.AddIndex(
            model_name="accessentry",
            index=django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="access_entry_age"),
        ),
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("before", models.DateTimeField()),
                ("rows", models.PositiveIntegerField()),
                ("failed", models.BooleanField()),
                ("at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["code", "-at"], name="retention_run_code")]},
        ),
    ]
