"""The history of what a calendar offers, and its version."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kalender", "0003_besetzung"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name="kalender", name="version", field=models.PositiveIntegerField(default=1)
        ),
        migrations.CreateModel(
            name="SupplyChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("verb", models.CharField(max_length=40)),
                ("facts", models.JSONField(default=dict)),
                ("repacked", models.PositiveSmallIntegerField(default=0)),
                ("displaced", models.PositiveSmallIntegerField(default=0)),
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
                    "kalender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="kalender.kalender",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="supplychange",
            constraint=models.UniqueConstraint(
                fields=("kalender", "version"), name="supply_change_version_once"
            ),
        ),
    ]
