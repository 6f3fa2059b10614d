"""Messages of the public contact form."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orga", "0010_opening_hours"),
        ("otv", "0002_released_has_mandatory"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OtvMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
    ]
