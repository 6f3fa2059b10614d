"""Times at which a Serviceplatz is closed in spite of its Zeitfenster."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kalender", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Ausfallzeit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=80)),
                (
                    "kalender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ausfallzeiten",
                        to="kalender.kalender",
                    ),
                ),
                (
                    "serviceplatz",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ausfallzeiten",
                        to="kalender.serviceplatz",
                        null=True,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="ausfallzeit",
            index=models.Index(fields=["kalender", "ends_at"], name="ausfallzeit_ahead"),
        ),
        migrations.AddConstraint(
            model_name="ausfallzeit",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="ausfallzeit_ends_after_start",
            ),
        ),
    ]
