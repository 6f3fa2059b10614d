"""What the nightly check found, one report per region and day."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rollout", "0003_checklists"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadinessReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("read_at", models.DateTimeField()),
                ("findings", models.JSONField(default=list)),
                ("red", models.PositiveIntegerField()),
                ("others", models.PositiveIntegerField()),
                (
                    "wave_region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="rollout.waveregion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("wave_region", "day"), name="readiness_report_once_a_day")
                ],
            },
        ),
    ]
