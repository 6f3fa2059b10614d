"""Programmes, waves, the regions in them, and who takes part."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orga", "0009_role_schutz"),
    ]

    operations = [
        migrations.CreateModel(
            name="Programme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[("soc_l", "SOC-L"), ("otv", "OTV")], max_length=10, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("directive", models.CharField(max_length=20)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="programme_span"
                    ),
                    models.UniqueConstraint(fields=("id", "starts_on", "ends_on"), name="programme_span_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wave",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("directorates", models.CharField(max_length=200)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waves",
                        to="rollout.programme",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WaveRegion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("planned_on", models.DateField()),
                ("not_before", models.DateField()),
                ("not_after", models.DateField()),
                ("live_from", models.DateTimeField(null=True)),
                ("team_until", models.DateField()),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="regions",
                        to="rollout.programme",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orga.unit"
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="regions", to="rollout.wave"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Beteiligung",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("body", models.CharField(max_length=60)),
                ("on", models.DateField(null=True)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="beteiligungen",
                        to="rollout.programme",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "body"), name="beteiligung_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="wave",
            constraint=models.UniqueConstraint(fields=("programme", "number"), name="wave_number_once"),
        ),
        migrations.AddConstraint(
            model_name="wave",
            constraint=models.UniqueConstraint(fields=("id", "programme"), name="wave_key"),
        ),
        migrations.AddConstraint(
            model_name="waveregion",
            constraint=models.UniqueConstraint(fields=("programme", "region"), name="wave_region_once"),
        ),
        migrations.AddConstraint(
            model_name="waveregion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("planned_on__gte", models.F("not_before")), ("planned_on__lte", models.F("not_after"))
                ),
                name="wave_region_planned_in_span",
            ),
        ),
    ]
