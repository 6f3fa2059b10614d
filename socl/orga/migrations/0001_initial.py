"""Units, their PLZ areas, responsibilities and opening hours; persons, their offices, trainings and Berechtigungen."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    # Stands for 0001 to 0011, of which it names the last: docs/decisions/0080
    replaces = [("orga", "0011_weeks_with_a_beginning")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Unit",
            fields=[
                ID,
                ("key", models.CharField(max_length=40)),
                (
                    "kind",
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
                ("name", models.CharField(max_length=120)),
                ("land", models.CharField(blank=True, max_length=2)),
                ("demo", models.BooleanField(default=False)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="children",
                        to="orga.unit",
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
                (
                    "successor",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="orga.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["key"], name="unit_key")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="unit_validity",
                    ),
                    ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.Func(
                                        models.F("key"), models.Value(0), function="hashtextextended"
                                    ),
                                    models.Func(
                                        models.F("key"), models.Value(0), function="hashtextextended"
                                    ),
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
                        ],
                        name="unit_key_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlzArea",
            fields=[
                ID,
                ("plz", models.CharField(max_length=5)),
                (
                    "orte",
                    ArrayField(base_field=models.CharField(max_length=80), default=list, size=None),
                ),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                (
                    "agentur",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="orga.unit"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["plz"], name="plz_area_plz"),
                    GinIndex(fields=["orte"], name="plz_area_orte"),
                ],
                "constraints": [
                    ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.Func(
                                        models.F("plz"), models.Value(0), function="hashtextextended"
                                    ),
                                    models.Func(
                                        models.F("plz"), models.Value(0), function="hashtextextended"
                                    ),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("agentur"),
                                    models.F("agentur"),
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
                        ],
                        name="plz_area_once_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Responsibility",
            fields=[
                ID,
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                (
                    "agentur",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="orga.unit"),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="orga.unit"),
                ),
            ],
            options={
                "constraints": [
                    ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("agentur"),
                                    models.F("agentur"),
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
                        ],
                        name="responsibility_one_team_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OpeningHours",
            fields=[
                ID,
                ("weekday", models.PositiveSmallIntegerField(null=True)),
                ("day", models.DateField(null=True)),
                ("starts", models.TimeField(null=True)),
                ("ends", models.TimeField(null=True)),
                ("demo", models.BooleanField(default=False)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="opening_hours",
                        to="orga.unit",
                    ),
                ),
                ("valid_from", models.DateField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("day", None),
                                ("valid_from__isnull", False),
                                ("weekday__gte", 1),
                                ("weekday__isnull", False),
                                ("weekday__lte", 7),
                            ),
                            models.Q(("day__isnull", False), ("valid_from", None), ("weekday", None)),
                            _connector="OR",
                        ),
                        name="opening_hours_weekday_or_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ends__gt", models.F("starts")),
                                ("ends__isnull", False),
                                ("starts__isnull", False),
                            ),
                            models.Q(("day__isnull", False), ("ends", None), ("starts", None)),
                            _connector="OR",
                        ),
                        name="opening_hours_times",
                    ),
                    models.UniqueConstraint(
                        fields=("unit", "valid_from", "weekday", "day", "starts"),
                        name="opening_hours_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ID,
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=60, unique=True, verbose_name="Benutzername")),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[("staff", "Mitarbeiter/in"), ("machine", "Maschine"), ("system", "System")],
                        default="staff",
                        max_length=10,
                    ),
                ),
                ("demo", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("must_change_password", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Dienstposten",
            fields=[
                ID,
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("tsb", "Telefonserviceberater/in (TSB)"),
                            ("fit", "Fachkraft im Telefonservice (FiT)"),
                            ("sc_lead", "Teamleitung Service Center"),
                            ("os_staff", "Sachbearbeiter/in Alg Plus-Team"),
                            ("os_lead", "Teamleitung Alg Plus-Team"),
                            ("ez_staff", "Eingangszone"),
                            ("ez_lead", "Teamleitung Eingangszone"),
                            ("otk_admin", "OTK-Admin der Agentur"),
                            ("agentur_lead", "Verantwortliche Person der Agentur"),
                            ("rd", "Regionaldirektion"),
                            ("sc_region", "Regionalleitung SC"),
                            ("koordinator", "Koordinator/in SOC-L"),
                            ("redaktion", "Redaktion Gesprächsleitfäden"),
                            ("revision", "Revision"),
                            ("betrieb", "Betrieb"),
                            ("schutz", "Geschützte Datensätze (Beschäftigte und Angehörige)"),
                            ("pbx", "Telefonanlage"),
                            ("portal", "Online-Portal"),
                        ],
                        max_length=20,
                    ),
                ),
                ("main", models.BooleanField(default=True)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="dienstposten",
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
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "agentur_lead",
                                    "betrieb",
                                    "ez_lead",
                                    "ez_staff",
                                    "fit",
                                    "koordinator",
                                    "os_lead",
                                    "os_staff",
                                    "otk_admin",
                                    "pbx",
                                    "portal",
                                    "rd",
                                    "redaktion",
                                    "revision",
                                    "sc_lead",
                                    "sc_region",
                                    "schutz",
                                    "tsb",
                                ],
                            )
                        ),
                        name="dienstposten_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="dienstposten_validity",
                    ),
                    ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("person"),
                                    models.F("person"),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("unit"),
                                    models.F("unit"),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.Func(
                                        models.F("role"), models.Value(0), function="hashtextextended"
                                    ),
                                    models.Func(
                                        models.F("role"), models.Value(0), function="hashtextextended"
                                    ),
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
                        ],
                        name="dienstposten_once_at_a_time",
                    ),
                    ExclusionConstraint(
                        condition=models.Q(("main", True)),
                        expressions=[
                            (
                                models.Func(
                                    models.F("person"),
                                    models.F("person"),
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
                        ],
                        name="dienstposten_one_main_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                ID,
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("vorgesehen", "vorgesehen"),
                            ("angemeldet", "angemeldet"),
                            ("abgeschlossen", "abgeschlossen"),
                        ],
                        max_length=15,
                    ),
                ),
                ("completed_on", models.DateField(null=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        related_name="training",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("planned_on", models.DateField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("planned_on", None), ("state", "angemeldet"), _negated=True),
                            models.Q(("planned_on__isnull", False), ("state", "vorgesehen"), _negated=True),
                        ),
                        name="training_planned_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_on__isnull", False), ("state", "abgeschlossen")),
                            models.Q(
                                models.Q(("state", "abgeschlossen"), _negated=True), ("completed_on", None)
                            ),
                            _connector="OR",
                        ),
                        name="training_completed_has_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Clearance",
            fields=[
                ID,
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("beantragt", "beantragt"),
                            ("erteilt", "erteilt"),
                            ("entzogen", "entzogen"),
                        ],
                        max_length=10,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="clearances",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    ExclusionConstraint(
                        condition=models.Q(("state", "erteilt")),
                        expressions=[
                            (
                                models.Func(
                                    models.F("person"),
                                    models.F("person"),
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
                        ],
                        name="clearance_once_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "beantragt")),
                        fields=("person",),
                        name="clearance_one_open_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="clearance_validity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted_by", None),
                            models.Q(
                                models.Q(("granted_by", models.F("person")), _negated=True),
                                models.Q(
                                    ("requested_by", None),
                                    models.Q(("granted_by", models.F("requested_by")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="clearance_four_eyes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Coordinator",
            fields=[
                ID,
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
                (
                    "person",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="coordinators",
                        to="orga.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="coordinator_validity",
                    ),
                    ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("unit"),
                                    models.F("unit"),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("person"),
                                    models.F("person"),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.Func(
                                        models.F("kind"), models.Value(0), function="hashtextextended"
                                    ),
                                    models.Func(
                                        models.F("kind"), models.Value(0), function="hashtextextended"
                                    ),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.Func(
                                        models.F("programme"), models.Value(0), function="hashtextextended"
                                    ),
                                    models.Func(
                                        models.F("programme"), models.Value(0), function="hashtextextended"
                                    ),
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
                        ],
                        name="coordinator_once_at_a_time",
                    ),
                ],
            },
        ),
    ]
