"""A number's week may begin on a later day; since when a signing secret has been used."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("rufkreis", "0010_number_days")]

    operations = [
        migrations.AddField("pbx", "secret_seen_at", models.DateTimeField(null=True)),
        migrations.AddField("entrynumber", "next_from", models.DateField(null=True, blank=True)),
        migrations.AddField("entrynumber", "next_opens", models.TimeField(null=True, blank=True)),
        migrations.AddField("entrynumber", "next_closes", models.TimeField(null=True, blank=True)),
        migrations.AddField(
            "entrynumber",
            "next_weekdays",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.RemoveConstraint("entrynumber", "entry_number_opens_before"),
        migrations.AddConstraint(
            "entrynumber",
            models.CheckConstraint(
                condition=Q(opens=None, closes=None)
                | Q(opens__isnull=False, closes__isnull=False, opens__lt=F("closes")),
                name="entry_number_opens_before",
            ),
        ),
        migrations.AddConstraint(
            "entrynumber",
            models.CheckConstraint(
                condition=Q(next_opens=None, next_closes=None)
                | Q(next_from__isnull=False, next_opens__isnull=False, next_closes__isnull=False)
                & Q(next_opens__lt=F("next_closes")),
                name="entry_number_next_opens_before",
            ),
        ),
    ]
