"""Calendars and what they offer, Rückrufe and attempts, and what a team is told."""

from datetime import time

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))

# No two Zeitfenster of one Serviceplatz overlap; an end of 00:00 is the midnight after. An index can only hold what
# never changes: both functions depend on nothing but their arguments.
WEEKDAYS = """
CREATE FUNCTION kalender_weekdays(smallint[]) RETURNS int4multirange LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT range_agg(int4range(day, day + 1)) FROM unnest($1) AS day $$
"""
CLOCK = """
CREATE FUNCTION kalender_clock(time, time) RETURNS int4range LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT int4range(
  extract(epoch FROM $1)::int,
  CASE WHEN $2 = '00:00' THEN 86400 ELSE extract(epoch FROM $2)::int END) $$
"""


class Migration(migrations.Migration):
    # Stands for 0001 to 0019, of which it names the last: docs/decisions/0080
    replaces = [("kalender", "0019_old_eingangszonen")]

    initial = True

    dependencies = [
        ("orga", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(WEEKDAYS, "DROP FUNCTION kalender_weekdays(smallint[])"),
        migrations.RunSQL(CLOCK, "DROP FUNCTION kalender_clock(time, time)"),
        migrations.CreateModel(
            name="Kalender",
            fields=[
                ID,
                ("raster_minutes", models.PositiveSmallIntegerField(default=10)),
                ("lead_days", models.PositiveSmallIntegerField(default=1)),
                ("horizon_days", models.PositiveSmallIntegerField(default=60)),
                (
                    "unit",
                    models.OneToOneField(on_delete=models.PROTECT, related_name="kalender", to="orga.unit"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("share_sc", models.PositiveSmallIntegerField(default=100)),
                ("share_eingangszone", models.PositiveSmallIntegerField(default=100)),
                ("share_online", models.PositiveSmallIntegerField(default=100)),
                ("share_relax_days", models.PositiveSmallIntegerField(default=1)),
                ("attempts_wanted", models.PositiveSmallIntegerField(default=3)),
                ("attempt_spacing_minutes", models.PositiveSmallIntegerField(default=5)),
                (
                    "ending",
                    models.CharField(
                        choices=[
                            ("letter", "Brief"),
                            ("message", "Nachricht (E-Mail oder SMS)"),
                            ("work_order", "Bearbeitungsauftrag in der E-AKTE"),
                        ],
                        default="letter",
                        max_length=10,
                    ),
                ),
                ("reach_working_days", models.PositiveSmallIntegerField(default=5)),
                ("helps_sisters", models.BooleanField(default=False)),
                ("takes_visits", models.BooleanField(db_default=False, default=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("raster_minutes__gt", 0)), name="kalender_raster"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lead_days__gte", 1), ("takes_visits", True), _connector="OR"),
                        name="kalender_from_the_next_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("horizon_days__gte", models.F("lead_days"))),
                        name="kalender_horizon",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share_eingangszone__lte", 100),
                            ("share_online__lte", 100),
                            ("share_sc__lte", 100),
                        ),
                        name="kalender_shares",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attempts_wanted__gte", 1)), name="kalender_attempts_wanted"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ending__in", ["letter", "message", "work_order"])),
                        name="kalender_ending_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Serviceplatz",
            fields=[
                ID,
                ("number", models.PositiveSmallIntegerField()),
                ("label", models.CharField(blank=True, max_length=60)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                (
                    "kalender",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="serviceplaetze",
                        to="kalender.kalender",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kalender", "number"), name="serviceplatz_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="serviceplatz_validity",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Terminart",
            fields=[
                ID,
                ("code", models.CharField(max_length=30, unique=True)),
                ("label", models.CharField(max_length=60)),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "kalender",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="terminarten",
                        to="kalender.kalender",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("minutes__gt", 0)), name="terminart_minutes")
                ],
            },
        ),
        migrations.CreateModel(
            name="Zeitfenster",
            fields=[
                ID,
                (
                    "weekdays",
                    ArrayField(base_field=models.PositiveSmallIntegerField(), size=None),
                ),
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
                (
                    "terminarten",
                    ArrayField(base_field=models.CharField(max_length=30), size=None),
                ),
                (
                    "channels",
                    ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("sc", "Service Center"),
                                ("eingangszone", "Eingangszone"),
                                ("online", "Online"),
                            ],
                            max_length=15,
                        ),
                        size=None,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                (
                    "serviceplatz",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="zeitfenster",
                        to="kalender.serviceplatz",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends__gt", models.F("starts")), ("ends", time(0, 0)), _connector="OR"
                        ),
                        name="zeitfenster_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("weekdays__contained_by", [1, 2, 3, 4, 5, 6, 7]), ("weekdays__len__gt", 0)
                        ),
                        name="zeitfenster_weekdays",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="zeitfenster_validity",
                    ),
                    ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("serviceplatz"),
                                    models.F("serviceplatz"),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("valid_from"), models.F("valid_until"), function="daterange"
                                ),
                                "&&",
                            ),
                            (models.Func(models.F("weekdays"), function="kalender_weekdays"), "&&"),
                            (
                                models.Func(models.F("starts"), models.F("ends"), function="kalender_clock"),
                                "&&",
                            ),
                        ],
                        name="zeitfenster_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ausfallzeit",
            fields=[
                ID,
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=80)),
                (
                    "kalender",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="ausfallzeiten",
                        to="kalender.kalender",
                    ),
                ),
                (
                    "serviceplatz",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="ausfallzeiten",
                        to="kalender.serviceplatz",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kalender", "ends_at"], name="ausfallzeit_ahead")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="ausfallzeit_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Besetzung",
            fields=[
                ID,
                ("day", models.DateField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "serviceplatz",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="besetzung",
                        to="kalender.serviceplatz",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("serviceplatz", "day"), name="besetzung_one_per_serviceplatz"
                    ),
                    models.UniqueConstraint(fields=("person", "day"), name="besetzung_one_place_per_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplyChange",
            fields=[
                ID,
                ("version", models.PositiveIntegerField()),
                ("verb", models.CharField(max_length=40)),
                ("facts", models.JSONField(default=dict)),
                ("repacked", models.PositiveSmallIntegerField(default=0)),
                ("displaced", models.PositiveSmallIntegerField(default=0)),
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
                    "kalender",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="changes",
                        to="kalender.kalender",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kalender", "version"), name="supply_change_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ID,
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "vorgemerkt"),
                            ("booked", "gebucht"),
                            ("in_call", "im Gespräch"),
                            ("done", "erledigt"),
                            ("not_reached", "nicht erreicht"),
                            ("no_show", "nicht wahrgenommen"),
                            ("cancelled", "abgesagt"),
                        ],
                        max_length=12,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("sc", "Service Center"),
                            ("eingangszone", "Eingangszone"),
                            ("online", "Online"),
                        ],
                        max_length=15,
                    ),
                ),
                ("reference", models.CharField(max_length=9, null=True, unique=True)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("rueckruf_number", models.CharField(blank=True, max_length=20)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("kundennummer", models.CharField(blank=True, max_length=10)),
                ("language", models.CharField(blank=True, max_length=40)),
                ("communication_aid", models.CharField(blank=True, max_length=120)),
                ("briefing", models.TextField(blank=True)),
                ("result", models.CharField(blank=True, max_length=12)),
                ("closing_note", models.TextField(blank=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kalender",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="bookings",
                        to="kalender.kalender",
                    ),
                ),
                (
                    "serviceplatz",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="bookings",
                        to="kalender.serviceplatz",
                    ),
                ),
                (
                    "terminart",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="kalender.terminart"),
                ),
                ("kept_at", models.DateTimeField(null=True)),
                ("ending", models.CharField(blank=True, db_default="", default="", max_length=10)),
                (
                    "worked_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="followed_by",
                        to="kalender.booking",
                    ),
                ),
                (
                    "for_team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="orga.unit",
                    ),
                ),
                ("purged_at", models.DateTimeField(null=True)),
                ("restricted", models.BooleanField(db_default=False, default=False)),
                ("in_person", models.BooleanField(db_default=False, default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["held", "booked", "in_call"])),
                        fields=["kalender", "starts_at"],
                        include=("serviceplatz", "ends_at", "state", "expires_at"),
                        name="booking_live",
                    ),
                    models.Index(fields=["kalender", "starts_at"], name="booking_day"),
                    models.Index(
                        condition=models.Q(("state", "booked")), fields=["starts_at"], name="booking_ahead"
                    ),
                    models.Index(
                        condition=models.Q(("purged_at", None), models.Q(("state", "held"), _negated=True)),
                        fields=["ends_at"],
                        name="booking_unpurged",
                    ),
                    models.Index(
                        condition=models.Q(("kundennummer", ""), _negated=True),
                        fields=["kundennummer"],
                        name="booking_kundennummer",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("result", "work_order"), ("ending", "work_order"), _connector="OR"
                        ),
                        fields=["closed_at"],
                        name="booking_ended_by_order",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="booking_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("expires_at__isnull", False), ("state", "held")),
                            models.Q(models.Q(("state", "held"), _negated=True), ("expires_at", None)),
                            _connector="OR",
                        ),
                        name="booking_held_has_expiry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reference", None), ("state", "held")),
                            models.Q(
                                models.Q(("state", "held"), _negated=True),
                                ("reference__isnull", False),
                                models.Q(
                                    models.Q(("rueckruf_number", ""), _negated=True),
                                    ("purged_at__isnull", False),
                                    ("in_person", True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="booking_has_reference_and_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["held", "booked", "in_call", "done", "not_reached", "no_show", "cancelled"],
                            )
                        ),
                        name="booking_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ending__in", ["letter", "message", "work_order"]),
                                ("state__in", ["not_reached", "no_show"]),
                            ),
                            models.Q(("ending", ""), models.Q(("state", "not_reached"), _negated=True)),
                            _connector="OR",
                        ),
                        name="booking_in_vain_has_ending",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("follows__isnull", False)),
                        fields=("follows",),
                        name="booking_followed_once",
                    ),
                    ExclusionConstraint(
                        condition=models.Q(("state__in", ["held", "booked", "in_call"])),
                        expressions=[
                            (
                                models.Func(
                                    models.F("serviceplatz"),
                                    models.F("serviceplatz"),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            (
                                models.Func(models.F("starts_at"), models.F("ends_at"), function="tstzrange"),
                                "&&",
                            ),
                        ],
                        name="booking_no_double",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ID,
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("reached", "erreicht"),
                            ("no_answer", "meldet sich nicht"),
                            ("busy", "besetzt"),
                            ("wrong_number", "falsche Nummer"),
                            ("mailbox", "Anrufbeantworter"),
                        ],
                        max_length=12,
                    ),
                ),
                ("rang", models.BooleanField()),
                ("note", models.CharField(blank=True, max_length=500)),
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
                    "booking",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="attempts",
                        to="kalender.booking",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", "reached"), _negated=True), ("rang", True), _connector="OR"
                        ),
                        name="attempt_reached_rang",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                ID,
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("read_on", models.DateField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kalender",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="feeds",
                        to="kalender.kalender",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("kalender",),
                        name="feed_one_per_kalender",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notices",
            fields=[
                ID,
                ("team_mailbox", models.EmailField(blank=True, max_length=254)),
                ("lead_mailbox", models.EmailField(blank=True, max_length=254)),
                ("coordinator_mailbox", models.EmailField(blank=True, max_length=254)),
                ("staff_minutes", models.PositiveSmallIntegerField(default=10)),
                ("warn_days", models.PositiveSmallIntegerField(default=3)),
                (
                    "kalender",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        related_name="notices",
                        to="kalender.kalender",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("staff_minutes__gte", 1), ("staff_minutes__lte", 60)),
                        name="notices_staff_minutes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("warn_days__gte", 1), ("warn_days__lte", 60)),
                        name="notices_warn_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ID,
                ("day", models.DateField()),
                ("read_at", models.DateTimeField()),
                ("next_free_at", models.DateTimeField(null=True)),
                ("days_to_free", models.PositiveSmallIntegerField(null=True)),
                ("fitting", models.PositiveIntegerField()),
                ("booked", models.PositiveIntegerField()),
                ("days_until_sold_out", models.PositiveIntegerField(null=True)),
                ("open_minutes", models.PositiveIntegerField()),
                ("needed_minutes", models.PositiveIntegerField()),
                ("is_measured", models.BooleanField()),
                (
                    "kalender",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="readings",
                        to="kalender.kalender",
                    ),
                ),
                (
                    "terminart",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="kalender.terminart"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kalender", "terminart", "day"), name="reading_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("days_to_free", None), ("next_free_at", None)),
                            models.Q(("days_to_free__isnull", False), ("next_free_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="reading_free_has_days",
                    ),
                ],
            },
        ),
    ]
