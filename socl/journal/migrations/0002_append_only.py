"""The journal only grows: a trigger refuses to change or delete what is written."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
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
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
