"""Which time of a Termin its citizen was told last."""

from django.db import migrations, models

FILL = """
UPDATE otv_otvtermin t SET told_version = b.version FROM kalender_booking b WHERE b.id = t.booking_id
"""


class Migration(migrations.Migration):
    dependencies = [("kalender", "0018_booking_ended_by_order"), ("otv", "0003_messages")]

    operations = [
        migrations.AddField(
            "otvtermin", "told_version", models.PositiveIntegerField(default=1, db_default=1)
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
