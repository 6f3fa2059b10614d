"""Who sits at which Serviceplatz on a day."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kalender", "0002_ausfallzeit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Besetzung",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "serviceplatz",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="besetzung",
                        to="kalender.serviceplatz",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="besetzung",
            constraint=models.UniqueConstraint(
                fields=("serviceplatz", "day"), name="besetzung_one_per_serviceplatz"
            ),
        ),
        migrations.AddConstraint(
            model_name="besetzung",
            constraint=models.UniqueConstraint(
                fields=("person", "day"), name="besetzung_one_place_per_person"
            ),
        ),
    ]
