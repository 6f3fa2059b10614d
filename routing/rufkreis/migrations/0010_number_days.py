"""Single days of a number, and who changed its times."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [
        ("rufkreis", "0009_requeue"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("entrynumber", "version", models.PositiveIntegerField(default=1, db_default=1)),
        migrations.CreateModel(
            name="NumberDay",
            fields=[
                ID,
                ("day", models.DateField()),
                ("opens", models.TimeField(null=True)),
                ("closes", models.TimeField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="rufkreis.entrynumber",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "day"), name="number_day_once"),
                    models.CheckConstraint(
                        condition=Q(opens=None, closes=None)
                        | Q(opens__isnull=False, closes__isnull=False, opens__lt=F("closes")),
                        name="number_day_opens_before",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberChange",
            fields=[
                ID,
                ("version", models.PositiveIntegerField()),
                ("facts", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="rufkreis.entrynumber",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "version"), name="number_change_version_once"),
                ],
            },
        ),
    ]
