"""Work orders in the Sonderpostkörbe, their steps, attachments and deliveries."""

from django.conf import settings
from django.db import migrations, models

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    # Stands for 0001 to 0003, of which it names the last: docs/decisions/0080
    replaces = [("eakte", "0003_work_order_origin")]

    initial = True

    dependencies = [
        # The library first: each of its migrations draws all models anew that hang together with its own.
        ("oauth2_provider", "0022_refreshtoken_token_family_index"),
        ("orga", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sonderpostkorb",
            fields=[
                ID,
                (
                    "os",
                    models.OneToOneField(
                        on_delete=models.PROTECT,
                        related_name="sonderpostkorb",
                        to="orga.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WorkOrder",
            fields=[
                ID,
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "neu"),
                            ("claimed", "in Bearbeitung"),
                            ("returned", "zurückgegeben"),
                            ("forwarded", "weitergeleitet"),
                            ("done", "erledigt"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=10)),
                ("subject", models.CharField(max_length=120)),
                ("text", models.TextField()),
                (
                    "priority",
                    models.CharField(
                        choices=[("normal", "normal"), ("urgent", "dringend")],
                        default="normal",
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField()),
                ("name", models.CharField(blank=True, max_length=120)),
                ("kundennummer", models.CharField(blank=True, max_length=10)),
                ("language", models.CharField(blank=True, max_length=40)),
                ("communication_aid", models.CharField(blank=True, max_length=120)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("solved", "erledigt"),
                            ("follow_up", "weitere Bearbeitung in der E-AKTE"),
                            ("obsolete", "hat sich erledigt"),
                            ("not_possible", "nicht möglich"),
                        ],
                        max_length=15,
                    ),
                ),
                ("filed_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("escalated_at", models.DateTimeField(null=True)),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "postkorb",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="orders",
                        to="eakte.sonderpostkorb",
                    ),
                ),
                ("restricted", models.BooleanField(db_default=False, default=False)),
                ("origin", models.CharField(max_length=60, null=True, unique=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["postkorb", "-id"], name="work_order_inbox"),
                    models.Index(
                        condition=models.Q(("state__in", ["new", "returned", "forwarded", "claimed"])),
                        fields=["due_on"],
                        name="work_order_due",
                    ),
                    models.Index(
                        condition=models.Q(("kundennummer", ""), _negated=True),
                        fields=["kundennummer"],
                        name="work_order_kundennummer",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("holder__isnull", False), ("state", "claimed")),
                            models.Q(models.Q(("state", "claimed"), _negated=True), ("holder", None)),
                            _connector="OR",
                        ),
                        name="work_order_claimed_has_one_holder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False),
                                ("state", "done"),
                                models.Q(("result", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "done"), _negated=True),
                                ("closed_at", None),
                                ("result", ""),
                            ),
                            _connector="OR",
                        ),
                        name="work_order_done_has_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["new", "claimed", "returned", "forwarded", "done"])
                        ),
                        name="work_order_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("priority__in", ["normal", "urgent"])),
                        name="work_order_priority_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderStep",
            fields=[
                ID,
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "neu"),
                            ("claimed", "in Bearbeitung"),
                            ("returned", "zurückgegeben"),
                            ("forwarded", "weitergeleitet"),
                            ("done", "erledigt"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
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
                    "postkorb",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="eakte.sonderpostkorb",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="steps",
                        to="eakte.workorder",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ID,
                ("name", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=20)),
                ("size", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
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
                    "order",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="attachments",
                        to="eakte.workorder",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("order", "digest"), name="attachment_once_per_order"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["application/pdf", "image/png", "image/jpeg"])),
                        name="attachment_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ID,
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "wird übergeben"),
                            ("sent", "übergeben, noch nicht bestätigt"),
                            ("acknowledged", "von der E-AKTE bestätigt"),
                        ],
                        default="due",
                        max_length=15,
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="deliveries",
                        to="eakte.workorder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["due", "sent"])),
                        fields=["due_at"],
                        name="delivery_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "number"), name="delivery_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acknowledged_at__isnull", False), ("state", "acknowledged")),
                            models.Q(
                                models.Q(("state", "acknowledged"), _negated=True), ("acknowledged_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="delivery_acknowledged_has_time",
                    ),
                ],
            },
        ),
    ]
