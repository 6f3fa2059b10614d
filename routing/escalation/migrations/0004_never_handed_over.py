"""An Anliegen and its Outcome have the same kind, so that the check on the Outcome binds the Anliegen too.

202302002, 2.1: Leistungsberatungen are booked, not handed over. The check constraint on the Outcome says so; the
foreign key over both columns keeps anybody from changing the kind of either afterwards, also by raw SQL.
"""

from django.db import migrations

FILL = """
UPDATE escalation_outcome SET anliegen_kind = anliegen.kind
FROM escalation_anliegen anliegen WHERE anliegen.outcome_id = escalation_outcome.id
"""
TIE = """
ALTER TABLE escalation_outcome ADD CONSTRAINT outcome_id_and_kind UNIQUE (id, anliegen_kind);
ALTER TABLE escalation_anliegen ADD CONSTRAINT anliegen_outcome_of_its_kind
    FOREIGN KEY (outcome_id, kind) REFERENCES escalation_outcome (id, anliegen_kind);
"""
UNTIE = """
ALTER TABLE escalation_anliegen DROP CONSTRAINT anliegen_outcome_of_its_kind;
ALTER TABLE escalation_outcome DROP CONSTRAINT outcome_id_and_kind;
"""


class Migration(migrations.Migration):
    dependencies = [("escalation", "0003_ruecksprache")]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(TIE, UNTIE),
    ]
