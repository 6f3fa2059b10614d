"""Which steps of a Gesprächsleitfaden need the additional Berechtigungen, instead of whether one does."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

# Nobody has said yet which: all of them, until a new version says better.
EVERY = """
UPDATE escalation_gespraechsleitfaden SET cleared_steps = ARRAY(SELECT generate_series(1, cardinality(steps)))
WHERE needs_clearance
"""
SOME = "UPDATE escalation_gespraechsleitfaden SET needs_clearance = true WHERE cardinality(cleared_steps) > 0"


class Migration(migrations.Migration):
    dependencies = [("escalation", "0010_guide_in_force_on")]

    operations = [
        migrations.AddField(
            "gespraechsleitfaden",
            "cleared_steps",
            ArrayField(models.PositiveSmallIntegerField(), default=list),
        ),
        migrations.RunSQL(EVERY, SOME),
        migrations.RemoveField("gespraechsleitfaden", "needs_clearance"),
    ]
