"""Anliegen and how they ended, Rücksprachen, figures, Gesprächsleitfäden."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))

# An Anliegen and its Outcome have the same kind, so that the check on the Outcome binds the Anliegen too.
# 202302002, 2.1: Leistungsberatungen are booked, not handed over. The check constraint on the Outcome says so; the
# foreign key over both columns keeps anybody from changing the kind of either afterwards, also by raw SQL.
TIE = """
ALTER TABLE escalation_outcome ADD CONSTRAINT outcome_id_and_kind UNIQUE (id, anliegen_kind);
ALTER TABLE escalation_anliegen ADD CONSTRAINT anliegen_outcome_of_its_kind
    FOREIGN KEY (outcome_id, kind) REFERENCES escalation_outcome (id, anliegen_kind);
"""
UNTIE = """
ALTER TABLE escalation_anliegen DROP CONSTRAINT anliegen_outcome_of_its_kind;
ALTER TABLE escalation_outcome DROP CONSTRAINT outcome_id_and_kind;
"""


class Migration(migrations.Migration):
    # Stands for 0001 to 0011, of which it names the last: docs/decisions/0080
    replaces = [("escalation", "0011_cleared_steps")]

    initial = True

    dependencies = [
        ("eakte", "0001_initial"),
        ("kalender", "0001_initial"),
        ("orga", "0001_initial"),
        ("rufkreis", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ID,
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("resolved", "im Erstkontakt geklärt"),
                            ("rueckruf", "Rückruf gebucht"),
                            ("work_order", "Auftrag in die E-AKTE gegeben"),
                            ("handed_over", "an den OS übergeben"),
                            ("referred", "an andere Stelle verwiesen"),
                            ("wrong_number", "falsch verbunden"),
                            ("caller_gone", "Anrufer/in hat aufgelegt"),
                            ("promise_48h", "Rückruf binnen 48 Stunden zugesagt"),
                        ],
                        max_length=15,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "booking",
                    models.OneToOneField(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="outcome",
                        to="kalender.booking",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "work_order",
                    models.OneToOneField(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="outcome",
                        to="eakte.workorder",
                    ),
                ),
                (
                    "anliegen_kind",
                    models.CharField(
                        choices=[
                            ("auskunft", "Auskunft"),
                            ("sonstiges", "Sonstiges Anliegen"),
                            ("leistungsberatung", "Leistungsberatung"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "exception_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dringlichkeit", "besondere Dringlichkeit"),
                            ("andere", "anderer Ausnahmefall"),
                        ],
                        max_length=15,
                    ),
                ),
                ("promise_broken_at", models.DateTimeField(null=True)),
                ("promise_kept_at", models.DateTimeField(null=True)),
                ("promised_until", models.DateTimeField(null=True)),
                ("guide_version", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("kind", "promise_48h"), ("promise_kept_at", None)),
                        fields=["promised_until"],
                        name="outcome_promises",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("booking__isnull", False), ("kind", "rueckruf")),
                            models.Q(models.Q(("kind", "rueckruf"), _negated=True), ("booking", None)),
                            _connector="OR",
                        ),
                        name="outcome_rueckruf_has_booking",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "work_order"), ("work_order__isnull", False)),
                            models.Q(models.Q(("kind", "work_order"), _negated=True), ("work_order", None)),
                            _connector="OR",
                        ),
                        name="outcome_work_order_has_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("exception_code__in", ["dringlichkeit", "andere"]),
                                ("kind", "handed_over"),
                                models.Q(("note", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("kind", "handed_over"), _negated=True), ("exception_code", "")
                            ),
                            _connector="OR",
                        ),
                        name="outcome_handed_over_is_an_exception",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "promise_48h"), ("promised_until__isnull", False)),
                            models.Q(
                                models.Q(("kind", "promise_48h"), _negated=True),
                                ("promise_broken_at", None),
                                ("promise_kept_at", None),
                                ("promised_until", None),
                            ),
                            _connector="OR",
                        ),
                        name="outcome_promise_has_deadline",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("anliegen_kind", "leistungsberatung"), ("kind", "handed_over"), _negated=True
                        ),
                        name="outcome_leistungsberatung_never_handed_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "resolved",
                                    "rueckruf",
                                    "work_order",
                                    "handed_over",
                                    "referred",
                                    "wrong_number",
                                    "caller_gone",
                                    "promise_48h",
                                ],
                            )
                        ),
                        name="outcome_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Anliegen",
            fields=[
                ID,
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("consulting", "consulting"), ("closed", "closed")],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(max_length=10)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("auskunft", "Auskunft"),
                            ("sonstiges", "Sonstiges Anliegen"),
                            ("leistungsberatung", "Leistungsberatung"),
                        ],
                        max_length=20,
                    ),
                ),
                ("plz", models.CharField(blank=True, max_length=5)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("kundennummer", models.CharField(blank=True, max_length=10)),
                ("language", models.CharField(blank=True, max_length=40)),
                ("communication_aid", models.CharField(blank=True, max_length=120)),
                ("opened_at", models.DateTimeField()),
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
                    "call",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="anliegen",
                        to="rufkreis.call",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "os",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="orga.unit",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="orga.unit",
                    ),
                ),
                (
                    "outcome",
                    models.OneToOneField(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="anliegen",
                        to="escalation.outcome",
                    ),
                ),
                (
                    "exception_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dringlichkeit", "besondere Dringlichkeit"),
                            ("andere", "anderer Ausnahmefall"),
                        ],
                        max_length=15,
                    ),
                ),
                ("exception_reason", models.CharField(blank=True, max_length=500)),
                ("third_party", models.CharField(blank=True, max_length=120)),
                ("restricted", models.BooleanField(db_default=False, default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("kundennummer", ""), _negated=True),
                        fields=["kundennummer"],
                        name="anliegen_kundennummer",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__isnull", False), ("state", "closed")),
                            models.Q(("outcome", None), ("state__in", ["open", "consulting"])),
                            _connector="OR",
                        ),
                        name="anliegen_closed_has_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agentur", None), ("os", None), ("team", None)),
                            models.Q(
                                ("agentur__isnull", False), ("os__isnull", False), ("team__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="anliegen_responsible_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("exception_code", ""), ("exception_reason", "")),
                            models.Q(
                                ("exception_code__in", ["dringlichkeit", "andere"]),
                                models.Q(("exception_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="anliegen_exception_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consult",
            fields=[
                ID,
                (
                    "target",
                    models.CharField(choices=[("fit", "FiT"), ("os", "Hotline des OS")], max_length=5),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "wartet"),
                            ("joined", "im Gespräch"),
                            ("answered", "beantwortet"),
                            ("handed_over", "Gespräch übernommen"),
                            ("cancelled", "zurückgezogen"),
                            ("nobody_came", "niemand erreichbar"),
                        ],
                        max_length=12,
                    ),
                ),
                ("question", models.TextField()),
                ("answer", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField()),
                ("joined_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_cause", models.CharField(blank=True, max_length=20)),
                (
                    "anliegen",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="consults",
                        to="escalation.anliegen",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "joined_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outcome",
                    models.OneToOneField(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="consult",
                        to="escalation.outcome",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="orga.unit"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["asked", "joined"])),
                        fields=["unit", "asked_at"],
                        name="consult_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "joined"])),
                        fields=("anliegen",),
                        name="consult_one_live_per_anliegen",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "joined")),
                        fields=("joined_by",),
                        name="consult_one_joined_per_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state__in", ["asked", "joined"])),
                            models.Q(
                                models.Q(("state__in", ["asked", "joined"]), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="consult_live_has_no_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("joined_at", None),
                                ("joined_by", None),
                                ("state__in", ["asked", "nobody_came"]),
                            ),
                            models.Q(
                                ("joined_at__isnull", False),
                                ("joined_by__isnull", False),
                                ("state__in", ["joined", "answered", "handed_over"]),
                            ),
                            ("state", "cancelled"),
                            _connector="OR",
                        ),
                        name="consult_joined_has_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consult_answered_has_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__isnull", False), ("state", "handed_over"), ("target", "os")),
                            models.Q(models.Q(("state", "handed_over"), _negated=True), ("outcome", None)),
                            _connector="OR",
                        ),
                        name="consult_handed_over_by_the_os",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FigureCell",
            fields=[
                ID,
                (
                    "figure",
                    models.CharField(
                        choices=[
                            ("fcr_sofort", "FCR-Sofort"),
                            ("fcr_netto", "FCR-netto"),
                            ("uebergabe", "warme Übergaben"),
                        ],
                        max_length=15,
                    ),
                ),
                ("formula", models.PositiveSmallIntegerField()),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("antrag", "Antrag und Unterlagen"),
                            ("zahlung", "Zahlung"),
                            ("hoehe", "Höhe, Dauer und Bescheid"),
                            ("meldung", "Meldung und Abmeldung"),
                            ("aenderung", "Veränderungen"),
                            ("ende", "Sperrzeit und Ende der Beschäftigung"),
                            ("rechtsbehelf", "Aufhebung und Widerspruch"),
                            ("besonderes", "Besondere Lebenslagen"),
                        ],
                        max_length=15,
                    ),
                ),
                ("week", models.DateField()),
                ("n", models.PositiveIntegerField(null=True)),
                ("k", models.PositiveIntegerField(null=True)),
                ("counted_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="orga.unit"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["figure", "week"], name="figure_cell_week")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("figure", "formula", "unit", "group", "week"), name="figure_cell_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("k", None), ("n", None)),
                            models.Q(("k__isnull", False), ("k__lte", models.F("n")), ("n__gte", 5)),
                            _connector="OR",
                        ),
                        name="figure_cell_not_about_few",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("week__iso_week_day", 1)), name="figure_cell_week_is_a_monday"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("figure__in", ["fcr_sofort", "fcr_netto", "uebergabe"])),
                        name="figure_cell_figure_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Gespraechsleitfaden",
            fields=[
                ID,
                ("code", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=120)),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Entwurf"),
                            ("scheduled", "freigegeben, gilt noch nicht"),
                            ("released", "gilt"),
                            ("withdrawn", "zurückgezogen"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "questions",
                    ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "steps",
                    ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("may_say", models.TextField()),
                ("must_say", models.TextField()),
                (
                    "links",
                    ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("edit", models.PositiveIntegerField(default=1)),
                ("drafted_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("in_force_on", models.DateField(null=True)),
                (
                    "cleared_steps",
                    ArrayField(base_field=models.PositiveSmallIntegerField(), default=list, size=None),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="guide_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "released")),
                        fields=("code",),
                        name="guide_one_released_per_code",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")),
                        fields=("code",),
                        name="guide_one_draft_per_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("released_at", None), ("state", "draft"), ("withdrawn_at", None)),
                            models.Q(
                                ("released_at__isnull", False), ("state", "scheduled"), ("withdrawn_at", None)
                            ),
                            models.Q(
                                ("released_at__isnull", False), ("state", "released"), ("withdrawn_at", None)
                            ),
                            models.Q(
                                ("released_at__isnull", False),
                                ("state", "withdrawn"),
                                ("withdrawn_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="guide_state_has_its_moments",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("in_force_on", None), ("state", "draft")),
                            models.Q(
                                models.Q(("state", "draft"), _negated=True), ("in_force_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="guide_released_has_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "scheduled")),
                        fields=("code",),
                        name="guide_one_scheduled_per_code",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TIE, UNTIE),
    ]
