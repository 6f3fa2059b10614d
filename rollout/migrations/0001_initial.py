"""Programmes, waves and the regions in them, what they have to do, how they were switched."""

from django.conf import settings
from django.db import migrations, models

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))

# The span and the wave of a region are its programme's: foreign keys over several columns, which Django cannot write.
TIE = """
ALTER TABLE rollout_waveregion
    ADD CONSTRAINT wave_region_span FOREIGN KEY (programme_id, not_before, not_after)
    REFERENCES rollout_programme (id, starts_on, ends_on) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE rollout_waveregion
    ADD CONSTRAINT wave_region_wave_of_programme FOREIGN KEY (wave_id, programme_id)
    REFERENCES rollout_wave (id, programme_id) ON DELETE CASCADE;
"""
UNTIE = """
ALTER TABLE rollout_waveregion DROP CONSTRAINT wave_region_wave_of_programme;
ALTER TABLE rollout_waveregion DROP CONSTRAINT wave_region_span;
"""


class Migration(migrations.Migration):
    # Stands for 0001 to 0007, of which it names the last: docs/decisions/0080
    replaces = [("rollout", "0007_effect")]

    initial = True

    dependencies = [
        ("orga", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Programme",
            fields=[
                ID,
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
            name="Beteiligung",
            fields=[
                ID,
                ("body", models.CharField(max_length=60)),
                ("on", models.DateField(null=True)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
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
        migrations.CreateModel(
            name="Wave",
            fields=[
                ID,
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("directorates", models.CharField(max_length=200)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="waves",
                        to="rollout.programme",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "number"), name="wave_number_once"),
                    models.UniqueConstraint(fields=("id", "programme"), name="wave_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WaveRegion",
            fields=[
                ID,
                ("planned_on", models.DateField()),
                ("not_before", models.DateField()),
                ("not_after", models.DateField()),
                ("live_from", models.DateTimeField(null=True)),
                ("team_until", models.DateField()),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="regions",
                        to="rollout.programme",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="orga.unit"),
                ),
                (
                    "wave",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="regions", to="rollout.wave"),
                ),
                ("mailbox", models.EmailField(blank=True, max_length=254)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "region"), name="wave_region_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_on__gte", models.F("not_before")),
                            ("planned_on__lte", models.F("not_after")),
                        ),
                        name="wave_region_planned_in_span",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Einzelauftrag",
            fields=[
                ID,
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
                        on_delete=models.CASCADE,
                        related_name="auftraege",
                        to="rollout.programme",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChecklistItem",
            fields=[
                ID,
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
                    models.ForeignKey(on_delete=models.PROTECT, related_name="checklist", to="orga.unit"),
                ),
                (
                    "wave_region",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="items",
                        to="rollout.waveregion",
                    ),
                ),
                (
                    "auftrag",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="items",
                        to="rollout.einzelauftrag",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["wave_region", "unit"], name="checklist_item_region")],
                "constraints": [
                    models.UniqueConstraint(fields=("auftrag", "unit"), name="checklist_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("state__in", ["open", "begun"])),
                            models.Q(("closed_at__isnull", False), ("state__in", ["done", "dropped"])),
                            _connector="OR",
                        ),
                        name="checklist_item_closed_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("klasse", "pflicht"), ("state", "dropped"), _negated=True),
                        name="checklist_item_duty_stays",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                ID,
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
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="ticks",
                        to="rollout.checklistitem",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ID,
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
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="orga.unit",
                    ),
                ),
                (
                    "wave_region",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="meetings",
                        to="rollout.waveregion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_on__isnull", False), ("last_held_on__isnull", False), _connector="OR"
                        ),
                        name="meeting_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("every_days", None),
                            models.Q(("every_days__gte", 1), ("next_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="meeting_rhythm_goes_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Massnahme",
            fields=[
                ID,
                ("title", models.CharField(max_length=120)),
                ("planned_on", models.DateField()),
                ("done_on", models.DateField(null=True)),
                (
                    "wave_region",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="massnahmen",
                        to="rollout.waveregion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Arbeitsmittel",
            fields=[
                ID,
                ("key", models.CharField(max_length=20, unique=True)),
                ("title", models.CharField(max_length=160)),
                ("source", models.CharField(max_length=60)),
                ("version", models.CharField(blank=True, max_length=40)),
                ("version_on", models.DateField(null=True)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
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
        migrations.CreateModel(
            name="ReadinessReport",
            fields=[
                ID,
                ("day", models.DateField()),
                ("read_at", models.DateTimeField()),
                ("findings", models.JSONField(default=list)),
                ("red", models.PositiveIntegerField()),
                ("others", models.PositiveIntegerField()),
                (
                    "wave_region",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
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
        migrations.CreateModel(
            name="Switch",
            fields=[
                ID,
                (
                    "kind",
                    models.CharField(
                        choices=[("open", "eingeschaltet"), ("rollback", "zurückgenommen")], max_length=10
                    ),
                ),
                ("live_from", models.DateTimeField(null=True)),
                ("red", models.PositiveIntegerField(default=0)),
                ("moved", models.PositiveIntegerField(default=0)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wave_region",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="switches",
                        to="rollout.waveregion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "open"), ("live_from__isnull", False)),
                            models.Q(
                                ("kind", "rollback"),
                                ("live_from", None),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="switch_kind_has_fields",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Effect",
            fields=[
                ID,
                ("rows", models.JSONField()),
                ("kept_at", models.DateTimeField()),
                (
                    "switch",
                    models.OneToOneField(
                        on_delete=models.PROTECT,
                        related_name="effect",
                        to="rollout.switch",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ID,
                (
                    "side",
                    models.CharField(
                        choices=[("rd", "Regionaldirektion"), ("sc_region", "Regionalleitung SC")],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("covers", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wave_region",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="signatures",
                        to="rollout.waveregion",
                    ),
                ),
                (
                    "switch",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="signatures",
                        to="rollout.switch",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("wave_region", "side"),
                        name="signature_one_per_side",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("wave_region", "by"),
                        name="signature_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="signature_has_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("switch", None), ("ended_at__isnull", False), _connector="OR"),
                        name="signature_used_is_over",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TIE, UNTIE),
    ]
