"""Sites, their Anliegen, history, comments, prescribed texts, and what citizens booked."""

from datetime import date

from django.conf import settings
from django.db import migrations, models

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))

# A released Eingangszone points at its active "Persönliche Arbeitslosmeldung" (202202013, 2). The check on the site
# fills both columns while it is released; the foreign key binds the row they name, so that it cannot be switched off,
# deleted or given to another site, also by raw SQL.
TIE = """
ALTER TABLE otv_otvsite ADD CONSTRAINT otv_site_mandatory_is_active
    FOREIGN KEY (id, mandatory, mandatory_active) REFERENCES otv_otvanliegen (site_id, code, active);
"""
UNTIE = "ALTER TABLE otv_otvsite DROP CONSTRAINT otv_site_mandatory_is_active"


class Migration(migrations.Migration):
    # Stands for 0001 to 0005, of which it names the last: docs/decisions/0080
    replaces = [("otv", "0005_rights")]

    initial = True

    dependencies = [
        ("kalender", "0001_initial"),
        ("orga", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OtvMessage",
            fields=[
                ID,
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("cancel", "Ich möchte einen Termin absagen"),
                            ("question", "Ich habe eine Frage zu meinem Termin"),
                            ("accessibility", "Ich möchte eine Hürde auf diesen Seiten melden"),
                        ],
                        max_length=15,
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("text", models.TextField()),
                ("state", models.CharField(default="new", max_length=5)),
                ("received_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="orga.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "received_at"], name="otv_message_waiting")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("done_by", None), ("state", "new")),
                            models.Q(
                                ("done_at__isnull", False), ("done_by__isnull", False), ("state", "done")
                            ),
                            _connector="OR",
                        ),
                        name="otv_message_done_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("subject__in", ["cancel", "question", "accessibility"])),
                        name="otv_message_subject_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OtkRequest",
            fields=[
                ID,
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "beantragt"),
                            ("granted", "erteilt"),
                            ("refused", "abgelehnt"),
                            ("taken_back", "zurückgenommen"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="orga.unit"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("unit", "person"),
                        name="otv_request_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="otv_request_validity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "open")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["granted", "refused", "taken_back"]),
                            ),
                            _connector="OR",
                        ),
                        name="otv_request_decided_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "granted"), _negated=True),
                            models.Q(
                                models.Q(("decided_by", models.F("requested_by")), _negated=True),
                                models.Q(("decided_by", models.F("person")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="otv_request_four_eyes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OtvSite",
            fields=[
                ID,
                ("key", models.SlugField(unique=True)),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("eingangszone", "Eingangszone"),
                            ("beratung", "Beratung und Vermittlung"),
                            ("arbeitslosengeld", "Anliegen rund um das Arbeitslosengeld"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "exempt",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "keine Ausnahme"),
                            ("trial", "Erprobung an ausgewähltem Standort (bis 31.08.2022)"),
                            ("badz", "BAdZ-Konzepttest (ohne Ende)"),
                        ],
                        max_length=10,
                    ),
                ),
                ("trial_until", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Entwurf"),
                            ("released", "freigeschaltet"),
                            ("withdrawn", "zurückgezogen"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("live_from", models.DateField(null=True)),
                ("live_until", models.DateField(null=True)),
                ("mandatory", models.CharField(max_length=8, null=True)),
                ("mandatory_active", models.BooleanField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("planned_start_on", models.DateField(null=True)),
                ("start_reported_at", models.DateTimeField(null=True)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("directions", models.TextField(blank=True)),
                ("easy_language", models.TextField(blank=True)),
                ("sign_language_url", models.URLField(blank=True)),
                ("confirm_minutes", models.PositiveSmallIntegerField(default=60)),
                ("return_minutes", models.PositiveSmallIntegerField(default=15)),
                (
                    "kalender",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="otv_sites",
                        to="kalender.kalender",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="otv_sites", to="orga.unit"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "area"), name="otv_site_one_per_area"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("live_from", None), ("live_until", None), ("state", "draft")),
                            models.Q(
                                ("live_from__isnull", False), ("live_until", None), ("state", "released")
                            ),
                            models.Q(
                                ("live_from__isnull", False),
                                ("live_until__gte", models.F("live_from")),
                                ("live_until__isnull", False),
                                ("state", "withdrawn"),
                            ),
                            _connector="OR",
                        ),
                        name="otv_site_state_has_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("area", "eingangszone"), ("exempt", ""), ("trial_until", None)),
                            models.Q(
                                ("area", "beratung"),
                                ("exempt", "trial"),
                                ("trial_until__isnull", False),
                                ("trial_until__lte", date(2022, 8, 31)),
                            ),
                            models.Q(("area", "arbeitslosengeld"), ("exempt", "badz"), ("trial_until", None)),
                            _connector="OR",
                        ),
                        name="otv_site_only_eingangszone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("area", "eingangszone"),
                                ("mandatory", "OTV-01"),
                                ("mandatory__isnull", False),
                                ("mandatory_active", True),
                                ("mandatory_active__isnull", False),
                                ("state__in", ["released", "withdrawn"]),
                            ),
                            models.Q(
                                models.Q(
                                    models.Q(("area", "eingangszone"), _negated=True),
                                    ("state", "draft"),
                                    _connector="OR",
                                ),
                                ("mandatory", None),
                                ("mandatory_active", None),
                            ),
                            _connector="OR",
                        ),
                        name="otv_site_released_has_mandatory",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start_reported_at", None), ("planned_start_on__isnull", False), _connector="OR"
                        ),
                        name="otv_site_reported_has_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirm_minutes__gte", 5),
                            ("confirm_minutes__lte", 2880),
                            ("return_minutes__lte", 1440),
                        ),
                        name="otv_site_minutes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OtvAnliegen",
            fields=[
                ID,
                ("code", models.CharField(max_length=8)),
                ("position", models.PositiveSmallIntegerField()),
                ("active", models.BooleanField(default=False)),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True)),
                ("hint", models.TextField(blank=True)),
                ("bring", models.TextField(blank=True)),
                ("personal", models.BooleanField(default=True)),
                ("telephone", models.BooleanField(default=False)),
                ("minutes", models.PositiveSmallIntegerField()),
                ("spacing_minutes", models.PositiveSmallIntegerField(default=0)),
                ("limit_per_day", models.PositiveSmallIntegerField(null=True)),
                ("lead_hours", models.PositiveSmallIntegerField(default=2)),
                ("horizon_days", models.PositiveSmallIntegerField(default=28)),
                ("booking_mode", models.CharField(blank=True, max_length=120)),
                (
                    "terminart",
                    models.OneToOneField(
                        on_delete=models.PROTECT,
                        related_name="otv_anliegen",
                        to="kalender.terminart",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="anliegen", to="otv.otvsite"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("site", "code"), name="otv_anliegen_once"),
                    models.UniqueConstraint(
                        fields=("site", "code", "active"), name="otv_anliegen_code_and_active"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__in", ("OTV-Z1", "OTV-Z2")), _negated=True),
                        name="otv_anliegen_not_central",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code", "OTV-01"), _negated=True),
                            models.Q(("personal", True), ("telephone", False)),
                            _connector="OR",
                        ),
                        name="otv_anliegen_mandatory_in_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("telephone", False),
                                models.Q(
                                    ("code__in", ("OTV-01", "OTV-04", "OTV-11", "OTV-13", "OTV-15")),
                                    _negated=True,
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("personal", False),
                                models.Q(("code__in", ("OTV-09",)), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="otv_anliegen_ways_of_the_law",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("active", False), ("personal", True), ("telephone", True), _connector="OR"
                        ),
                        name="otv_anliegen_active_has_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minutes__gte", 5), ("minutes__lte", 120), ("spacing_minutes__lte", 60)
                        ),
                        name="otv_anliegen_minutes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("horizon_days__gte", 1), ("horizon_days__lte", 180), ("lead_hours__lte", 336)
                        ),
                        name="otv_anliegen_horizon",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("limit_per_day", None), ("limit_per_day__gte", 1), _connector="OR"
                        ),
                        name="otv_anliegen_limit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OtvChange",
            fields=[
                ID,
                ("version", models.PositiveIntegerField()),
                ("verb", models.CharField(max_length=40)),
                ("snapshot", models.JSONField()),
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
                    "site",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="changes", to="otv.otvsite"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("site", "version"), name="otv_change_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OtvComment",
            fields=[
                ID,
                ("text", models.TextField()),
                ("version", models.PositiveIntegerField()),
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
                    "site",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="comments", to="otv.otvsite"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TextBlock",
            fields=[
                ID,
                ("code", models.CharField(max_length=8)),
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("hint", models.TextField()),
                ("source", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="otv_text_block_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OtvTermin",
            fields=[
                ID,
                (
                    "way",
                    models.CharField(
                        choices=[("personal", "persönlich"), ("telephone", "am Telefon")], max_length=10
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField()),
                ("site_version", models.PositiveIntegerField()),
                ("first_jobless_on", models.DateField(null=True)),
                ("confirm_until", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                (
                    "cancelled_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("citizen", "selbst über den Link"),
                            ("phone", "telefonisch über das Service Center"),
                            ("contact_form", "per Kontaktformular über das Service Center"),
                            ("eingangszone", "durch die Eingangszone"),
                            ("unconfirmed", "E-Mail nicht rechtzeitig bestätigt"),
                        ],
                        max_length=15,
                    ),
                ),
                ("open_key", models.CharField(max_length=64, null=True, unique=True)),
                ("purged_at", models.DateTimeField(null=True)),
                (
                    "anliegen",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="termine",
                        to="otv.otvanliegen",
                    ),
                ),
                (
                    "booking",
                    models.OneToOneField(
                        on_delete=models.PROTECT,
                        related_name="otv_termin",
                        to="kalender.booking",
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("told_version", models.PositiveIntegerField(db_default=1, default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["personal", "telephone"])),
                        name="otv_termin_way_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cancelled_by", None), ("cancelled_how", "")),
                            models.Q(
                                (
                                    "cancelled_how__in",
                                    ["citizen", "phone", "contact_form", "eingangszone", "unconfirmed"],
                                ),
                                ("open_key", None),
                            ),
                            _connector="OR",
                        ),
                        name="otv_termin_cancelled_how",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TIE, UNTIE),
    ]
