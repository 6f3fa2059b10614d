"""Opening hours of a unit: its week, and single days that differ."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orga", "0009_role_schutz"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpeningHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField(null=True)),
                ("day", models.DateField(null=True)),
                ("starts", models.TimeField(null=True)),
                ("ends", models.TimeField(null=True)),
                ("demo", models.BooleanField(default=False)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opening_hours",
                        to="orga.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("day", None),
                                ("weekday__gte", 1),
                                ("weekday__isnull", False),
                                ("weekday__lte", 7),
                            ),
                            models.Q(("day__isnull", False), ("weekday", None)),
                            _connector="OR",
                        ),
                        name="opening_hours_weekday_or_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ends__gt", models.F("starts")),
                                ("ends__isnull", False),
                                ("starts__isnull", False),
                            ),
                            models.Q(("day__isnull", False), ("ends", None), ("starts", None)),
                            _connector="OR",
                        ),
                        name="opening_hours_times",
                    ),
                    models.UniqueConstraint(
                        fields=("unit", "weekday", "day", "starts"),
                        name="opening_hours_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
    ]
