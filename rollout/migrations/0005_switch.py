"""How a region was switched, and who signed for what was open."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rollout", "0004_readiness_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Switch",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wave_region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="switches",
                        to="rollout.waveregion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wave_region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="rollout.waveregion",
                    ),
                ),
                (
                    "switch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="rollout.switch",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="switch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "open"), ("live_from__isnull", False)),
                    models.Q(
                        ("kind", "rollback"), ("live_from", None), models.Q(("reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="switch_kind_has_fields",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("wave_region", "side"),
                name="signature_one_per_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("wave_region", "by"),
                name="signature_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="signature_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("switch", None), ("ended_at__isnull", False), _connector="OR"),
                name="signature_used_is_over",
            ),
        ),
    ]
