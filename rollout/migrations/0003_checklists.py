"""What units have to do, what they did, meetings, measures and Arbeitsmittel."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orga", "0009_role_schutz"),
        ("rollout", "0002_span_of_the_programme"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Einzelauftrag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=20, unique=True)),
                (
                    "unit_kind",
                    models.CharField(
                        choices=[
                            ("rd", "Regionaldirektion"),
                            ("sc_region", "SC-Region"),
                            ("sc", "Service Center"),
                            ("os", "Operativer Service"),
                            ("alg_plus_team", "Alg Plus-Team"),
                            ("agentur", "Agentur für Arbeit"),
                            ("geschaeftsstelle", "Geschäftsstelle"),
                            ("eingangszone", "Eingangszone"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rule", models.CharField(max_length=20)),
                (
                    "klasse",
                    models.CharField(
                        choices=[
                            ("pflicht", "Pflicht"),
                            ("empfehlung", "Empfehlung"),
                            ("erfahrungswert", "Erfahrungswert"),
                        ],
                        max_length=15,
                    ),
                ),
                ("days", models.SmallIntegerField()),
                ("every_days", models.PositiveSmallIntegerField(null=True)),
                ("responsible", models.CharField(max_length=80)),
                ("text", models.TextField()),
                ("evidence", models.CharField(max_length=120)),
                ("fact", models.CharField(blank=True, max_length=20)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="auftraege",
                        to="rollout.programme",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChecklistItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "klasse",
                    models.CharField(
                        choices=[
                            ("pflicht", "Pflicht"),
                            ("empfehlung", "Empfehlung"),
                            ("erfahrungswert", "Erfahrungswert"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "offen"),
                            ("begun", "in Arbeit"),
                            ("done", "erledigt"),
                            ("dropped", "entfällt"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="checklist", to="orga.unit"
                    ),
                ),
                (
                    "wave_region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="rollout.waveregion",
                    ),
                ),
                (
                    "auftrag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="rollout.einzelauftrag",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Massnahme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("planned_on", models.DateField()),
                ("done_on", models.DateField(null=True)),
                (
                    "wave_region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="massnahmen",
                        to="rollout.waveregion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Meeting",
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
                        choices=[("gespraech", "Gesprächsformat"), ("auftakt", "Auftaktveranstaltung")],
                        max_length=10,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("leitung", "Leitungsebene"), ("arbeit", "Arbeitsebene")], max_length=10
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("every_days", models.PositiveSmallIntegerField(null=True)),
                ("next_on", models.DateField(null=True)),
                ("last_held_on", models.DateField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orga.unit",
                    ),
                ),
                (
                    "wave_region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="rollout.waveregion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "offen"),
                            ("begun", "in Arbeit"),
                            ("done", "erledigt"),
                            ("dropped", "entfällt"),
                        ],
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("evidence", models.CharField(blank=True, max_length=200)),
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticks",
                        to="rollout.checklistitem",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Arbeitsmittel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=20, unique=True)),
                ("title", models.CharField(max_length=160)),
                ("source", models.CharField(max_length=60)),
                ("version", models.CharField(blank=True, max_length=40)),
                ("version_on", models.DateField(null=True)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="arbeitsmittel",
                        to="rollout.programme",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("version", ""), ("version_on", None)),
                            models.Q(models.Q(("version", ""), _negated=True), ("version_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="arbeitsmittel_version_has_day",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="checklistitem",
            index=models.Index(fields=["wave_region", "unit"], name="checklist_item_region"),
        ),
        migrations.AddConstraint(
            model_name="checklistitem",
            constraint=models.UniqueConstraint(fields=("auftrag", "unit"), name="checklist_item_once"),
        ),
        migrations.AddConstraint(
            model_name="checklistitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("state__in", ["open", "begun"])),
                    models.Q(("closed_at__isnull", False), ("state__in", ["done", "dropped"])),
                    _connector="OR",
                ),
                name="checklist_item_closed_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="checklistitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("klasse", "pflicht"), ("state", "dropped"), _negated=True),
                name="checklist_item_duty_stays",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("next_on__isnull", False), ("last_held_on__isnull", False), _connector="OR"
                ),
                name="meeting_has_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("every_days", None),
                    models.Q(("every_days__gte", 1), ("next_on__isnull", False)),
                    _connector="OR",
                ),
                name="meeting_rhythm_goes_on",
            ),
        ),
    ]
