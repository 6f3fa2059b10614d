"""Rufkreise and their numbers, calls and whom they were offered to, desks, the line to the Telefonanlage."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    # Stands for 0001 to 0011, of which it names the last: docs/decisions/0080
    replaces = [("rufkreis", "0011_next_week")]

    initial = True

    dependencies = [
        ("orga", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pbx",
            fields=[
                ID,
                ("secret", models.CharField(max_length=100)),
                ("previous_secret", models.CharField(blank=True, max_length=100)),
                ("previous_until", models.DateTimeField(null=True)),
                (
                    "own_region",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="orga.unit"),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=models.PROTECT,
                        related_name="pbx",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("last_heard_at", models.DateTimeField(null=True)),
                ("last_snapshot_at", models.DateTimeField(null=True)),
                ("secret_seen_at", models.DateTimeField(null=True)),
                ("regions", models.ManyToManyField(related_name="+", to="orga.unit")),
            ],
        ),
        migrations.CreateModel(
            name="Rufkreis",
            fields=[
                ID,
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("alg", "Arbeitslosengeld"),
                            ("general", "Allgemeine Anliegen"),
                            ("fit", "Hotline der FiT"),
                            ("os", "Hotline des Operativen Service"),
                        ],
                        max_length=10,
                    ),
                ),
                ("live_from", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="rufkreise", to="orga.unit"),
                ),
                ("nation_after", models.PositiveIntegerField(null=True)),
                ("region_after", models.PositiveIntegerField(default=60, null=True)),
                (
                    "priority",
                    models.PositiveSmallIntegerField(choices=[(0, "wie alle"), (1, "Vorrang")], default=0),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "topic"), name="rufkreis_unit_topic"),
                    models.CheckConstraint(
                        condition=models.Q(("priority__in", [0, 1])), name="rufkreis_priority"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryNumber",
            fields=[
                ID,
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sammel", "Sammelrufnummer der Agentur"),
                            ("service", "Servicerufnummer Arbeitnehmer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("menu", models.JSONField(default=dict)),
                ("demo", models.BooleanField(default=False)),
                (
                    "agentur",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="orga.unit",
                    ),
                ),
                (
                    "closed",
                    models.CharField(
                        choices=[("reject", "Ansage, dann Ende"), ("queue", "trotzdem annehmen")],
                        default="reject",
                        max_length=10,
                    ),
                ),
                ("closed_announcement", models.CharField(blank=True, max_length=40)),
                ("closes", models.TimeField(blank=True, null=True)),
                ("opens", models.TimeField(blank=True, null=True)),
                ("waiting_announcement", models.CharField(blank=True, max_length=40)),
                (
                    "weekdays",
                    ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                ("next_from", models.DateField(blank=True, null=True)),
                ("next_opens", models.TimeField(blank=True, null=True)),
                ("next_closes", models.TimeField(blank=True, null=True)),
                (
                    "next_weekdays",
                    ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes", None), ("opens", None)),
                            models.Q(
                                ("closes__isnull", False),
                                ("opens__isnull", False),
                                ("opens__lt", models.F("closes")),
                            ),
                            _connector="OR",
                        ),
                        name="entry_number_opens_before",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_closes", None), ("next_opens", None)),
                            models.Q(
                                ("next_closes__isnull", False),
                                ("next_from__isnull", False),
                                ("next_opens__isnull", False),
                                ("next_opens__lt", models.F("next_closes")),
                            ),
                            _connector="OR",
                        ),
                        name="entry_number_next_opens_before",
                    ),
                ],
            },
        ),
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
                        on_delete=models.PROTECT,
                        related_name="days",
                        to="rufkreis.entrynumber",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "day"), name="number_day_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes", None), ("opens", None)),
                            models.Q(
                                ("closes__isnull", False),
                                ("opens__isnull", False),
                                ("opens__lt", models.F("closes")),
                            ),
                            _connector="OR",
                        ),
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
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="changes",
                        to="rufkreis.entrynumber",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "version"), name="number_change_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ID,
                ("call_id", models.CharField(max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "queued"),
                            ("offered", "offered"),
                            ("answered", "answered"),
                            ("ended", "ended"),
                        ],
                        max_length=10,
                    ),
                ),
                ("plz", models.CharField(blank=True, max_length=5)),
                ("from_raw", models.CharField(blank=True, max_length=40)),
                ("from_e164", models.CharField(blank=True, max_length=20)),
                ("to_raw", models.CharField(blank=True, max_length=40)),
                ("first_queued_at", models.DateTimeField()),
                ("last_polled_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_cause", models.CharField(blank=True, max_length=20)),
                ("reconstructed", models.BooleanField(default=False)),
                ("last_seq", models.BigIntegerField(default=0)),
                (
                    "agentur",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="orga.unit",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="calls",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="orga.unit"),
                ),
                (
                    "entry_number",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="rufkreis.entrynumber",
                    ),
                ),
                (
                    "pbx",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="rufkreis.pbx"),
                ),
                (
                    "rufkreis",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="calls",
                        to="rufkreis.rufkreis",
                    ),
                ),
                ("held", models.BooleanField(default=False)),
                ("widening", models.JSONField(default=list)),
                ("missing_since", models.DateTimeField(null=True)),
                ("priority", models.PositiveSmallIntegerField(default=0)),
                (
                    "continues",
                    models.OneToOneField(
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name="continued_by",
                        to="rufkreis.call",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["rufkreis", "first_queued_at"],
                        name="call_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "offered")), fields=["rufkreis"], name="call_offered"
                    ),
                    models.Index(fields=["person", "-first_queued_at"], name="call_person"),
                    models.Index(fields=["rufkreis", "first_queued_at"], name="call_of_day"),
                    models.Index(
                        condition=models.Q(("from_e164", ""), _negated=True),
                        fields=["from_e164"],
                        name="call_number",
                    ),
                    models.Index(
                        condition=models.Q(("state", "ended"), _negated=True),
                        fields=["pbx"],
                        name="call_live_of_pbx",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("pbx", "call_id"), name="call_id_once_per_pbx"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("state", "ended")),
                            models.Q(models.Q(("state", "ended"), _negated=True), ("ended_at", None)),
                            _connector="OR",
                        ),
                        name="call_ended_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), _negated=True),
                            ("answered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="call_answered_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("priority__in", [0, 1])), name="call_priority"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ID,
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("expired", "expired"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "call",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="offers", to="rufkreis.call"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cause", models.CharField(blank=True, max_length=20)),
            ],
            options={
                "indexes": [models.Index(fields=["call", "closed_at"], name="offer_of_call")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("call",),
                        name="offer_one_open_per_call",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("person",),
                        name="offer_one_open_per_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("offered_at"))),
                        name="offer_expires_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), ("closed_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="offer_open_has_no_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ID,
                (
                    "wish",
                    models.CharField(
                        choices=[
                            ("alg", "Arbeitslosengeld"),
                            ("general", "Allgemein"),
                            ("both", "Alg und Allgemein"),
                            ("hotline", "Hotline"),
                            ("break", "Pause"),
                            ("training", "Schulung"),
                            ("off", "Abgemeldet"),
                        ],
                        default="off",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=120)),
                (
                    "activity",
                    models.CharField(
                        choices=[
                            ("idle", "idle"),
                            ("offered", "offered"),
                            ("talking", "talking"),
                            ("consulting", "consulting"),
                            ("wrap_up", "wrap_up"),
                            ("not_responding", "not_responding"),
                        ],
                        max_length=15,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("idle_since", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
                ("wrap_up_until", models.DateTimeField(null=True)),
                (
                    "call",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name="+",
                        to="rufkreis.call",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        related_name="presence",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="orga.unit",
                    ),
                ),
                ("device", models.CharField(blank=True, max_length=15)),
                ("device_at", models.DateTimeField(null=True)),
                ("unanswered", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("activity", "idle")),
                        fields=["unit", "idle_since"],
                        name="presence_idle",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("activity__in", ["idle", "not_responding"]),
                                ("call", None),
                                ("wrap_up_until", None),
                            ),
                            models.Q(
                                ("activity__in", ["offered", "talking", "consulting"]),
                                ("call__isnull", False),
                                ("wrap_up_until", None),
                            ),
                            models.Q(("activity", "wrap_up"), ("wrap_up_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="presence_activity_has_its_columns",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ID,
                ("day", models.DateField()),
                ("half_hours", models.CharField(max_length=48)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="plans",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "day"), name="plan_one_per_person_and_day"),
                    models.CheckConstraint(
                        condition=models.Q(("half_hours__regex", "^[-agb]{48}$")), name="plan_half_hours"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ID,
                ("offered", models.BooleanField()),
                ("step", models.PositiveSmallIntegerField()),
                ("counts", models.JSONField()),
                ("rule_version", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="decisions",
                        to="rufkreis.call",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Identification",
            fields=[
                ID,
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("confirmed", "bestätigt"),
                            ("partly", "teilweise"),
                            ("refused", "abgelehnt"),
                            ("not_asked", "nicht gefragt"),
                        ],
                        max_length=10,
                    ),
                ),
                ("features", models.JSONField(default=list)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("kundennummer", models.CharField(blank=True, max_length=10)),
                ("current", models.BooleanField(default=True)),
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
                    "call",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="identifications",
                        to="rufkreis.call",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)),
                        fields=("call",),
                        name="identification_one_current_per_call",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CtiEvent",
            fields=[
                ID,
                ("event_id", models.CharField(max_length=200)),
                ("event", models.CharField(max_length=30)),
                ("call_id", models.CharField(blank=True, max_length=100)),
                ("seq", models.BigIntegerField(null=True)),
                ("occurred_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField()),
                ("body_hash", models.CharField(max_length=64)),
                ("payload", models.JSONField()),
                ("status", models.PositiveSmallIntegerField(default=200)),
                ("answer", models.TextField(default="{}")),
                (
                    "pbx",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="rufkreis.pbx"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["pbx", "call_id"], name="cti_event_call")],
                "constraints": [models.UniqueConstraint(fields=("pbx", "event_id"), name="cti_event_once")],
            },
        ),
        migrations.CreateModel(
            name="CtiCommand",
            fields=[
                ID,
                ("command", models.CharField(max_length=10)),
                ("target", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "wartet"),
                            ("sent", "gesendet"),
                            ("done", "ausgeführt"),
                            ("failed", "gescheitert"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("cause", models.CharField(blank=True, max_length=60)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="commands",
                        to="rufkreis.call",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.CASCADE,
                        related_name="+",
                        to="rufkreis.offer",
                    ),
                ),
                (
                    "pbx",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="rufkreis.pbx"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "sent"])),
                        fields=["pbx", "id"],
                        name="cti_command_pending",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferPermit",
            fields=[
                ID,
                ("target", models.CharField(blank=True, max_length=60)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("rule", models.CharField(max_length=40)),
                ("until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="permits",
                        to="rufkreis.call",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("call",),
                        name="transfer_permit_one_live_per_call",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("code", ""),
                                ("until__isnull", False),
                                models.Q(("target", ""), _negated=True),
                            ),
                            models.Q(("code", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="transfer_permit_has_target_or_code",
                    ),
                ],
            },
        ),
    ]
