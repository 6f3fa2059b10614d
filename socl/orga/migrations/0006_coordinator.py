"""Koordinator/in and Hauptansprechpartner/in of a unit."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orga", "0005_dienstposten_once_at_a_time")]

    operations = [
        migrations.CreateModel(
            name="Coordinator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("koordinator", "Koordinator/in"),
                            ("ansprechpartner", "Hauptansprechpartner/in"),
                        ],
                        max_length=20,
                    ),
                ),
                ("programme", models.CharField(choices=[("soc_l", "SOC-L"), ("otv", "OTV")], max_length=10)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="coordinator",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="coordinator",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="coordinators", to="orga.unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="coordinator",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None), ("valid_until__gt", models.F("valid_from")), _connector="OR"
                ),
                name="coordinator_validity",
            ),
        ),
        migrations.AddConstraint(
            model_name="coordinator",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.F("unit"), models.F("unit"), models.Value("[]"), function="int8range"
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("person"), models.F("person"), models.Value("[]"), function="int8range"
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.Func(models.F("kind"), models.Value(0), function="hashtextextended"),
                            models.Func(models.F("kind"), models.Value(0), function="hashtextextended"),
                            models.Value("[]"),
                            function="int8range",
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.Func(models.F("programme"), models.Value(0), function="hashtextextended"),
                            models.Func(models.F("programme"), models.Value(0), function="hashtextextended"),
                            models.Value("[]"),
                            function="int8range",
                        ),
                        "&&",
                    ),
                    (
                        models.Func(models.F("valid_from"), models.F("valid_until"), function="daterange"),
                        "&&",
                    ),
                ],
                name="coordinator_once_at_a_time",
            ),
        ),
    ]
