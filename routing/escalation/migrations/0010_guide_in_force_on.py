"""The day from which a version of a Gesprächsleitfaden is in force."""

from django.db import migrations, models
from django.db.models import Q

DRAFT, SCHEDULED, RELEASED, WITHDRAWN = "draft", "scheduled", "released", "withdrawn"
FILL = """
UPDATE escalation_gespraechsleitfaden SET in_force_on = (released_at AT TIME ZONE 'Europe/Berlin')::date
WHERE released_at IS NOT NULL
"""
# Backwards there is no version of a later day: it has been read, and is withdrawn.
WITHOUT = """
UPDATE escalation_gespraechsleitfaden SET state = 'withdrawn', withdrawn_at = now() WHERE state = 'scheduled'
"""
CHOICES = [
    (DRAFT, "Entwurf"),
    (SCHEDULED, "freigegeben, gilt noch nicht"),
    (RELEASED, "gilt"),
    (WITHDRAWN, "zurückgezogen"),
]


class Migration(migrations.Migration):
    dependencies = [("escalation", "0009_guides")]

    operations = [
        migrations.AddField("gespraechsleitfaden", "in_force_on", models.DateField(null=True)),
        migrations.AlterField(
            "gespraechsleitfaden", "state", models.CharField(choices=CHOICES, max_length=10)
        ),
        migrations.RemoveConstraint("gespraechsleitfaden", "guide_state_has_its_moments"),
        migrations.RunSQL(FILL, WITHOUT),
        migrations.AddConstraint(
            "gespraechsleitfaden",
            models.CheckConstraint(
                condition=Q(state=DRAFT, released_at=None, withdrawn_at=None)
                | Q(state=SCHEDULED, released_at__isnull=False, withdrawn_at=None)
                | Q(state=RELEASED, released_at__isnull=False, withdrawn_at=None)
                | Q(state=WITHDRAWN, released_at__isnull=False, withdrawn_at__isnull=False),
                name="guide_state_has_its_moments",
            ),
        ),
        migrations.AddConstraint(
            "gespraechsleitfaden",
            models.CheckConstraint(
                condition=Q(state=DRAFT, in_force_on=None) | (~Q(state=DRAFT) & Q(in_force_on__isnull=False)),
                name="guide_released_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            "gespraechsleitfaden",
            models.UniqueConstraint(
                fields=["code"], condition=Q(state=SCHEDULED), name="guide_one_scheduled_per_code"
            ),
        ),
    ]
