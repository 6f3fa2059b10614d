"""Where a team is told what, and the readings of its capacity."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kalender", "0014_booking_restricted"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notices",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("team_mailbox", models.EmailField(blank=True, max_length=254)),
                ("lead_mailbox", models.EmailField(blank=True, max_length=254)),
                ("coordinator_mailbox", models.EmailField(blank=True, max_length=254)),
                ("staff_minutes", models.PositiveSmallIntegerField(default=10)),
                ("warn_days", models.PositiveSmallIntegerField(default=3)),
            ],
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
            ],
        ),
        migrations.AddField(
            model_name="notices",
            name="kalender",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="kalender.kalender"
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="kalender",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="kalender.kalender"
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="terminart",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kalender.terminart"
            ),
        ),
        migrations.AddConstraint(
            model_name="notices",
            constraint=models.CheckConstraint(
                condition=models.Q(("staff_minutes__gte", 1), ("staff_minutes__lte", 60)),
                name="notices_staff_minutes",
            ),
        ),
        migrations.AddConstraint(
            model_name="notices",
            constraint=models.CheckConstraint(
                condition=models.Q(("warn_days__gte", 1), ("warn_days__lte", 60)), name="notices_warn_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                fields=("kalender", "terminart", "day"), name="reading_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("days_to_free", None), ("next_free_at", None)),
                    models.Q(("days_to_free__isnull", False), ("next_free_at__isnull", False)),
                    _connector="OR",
                ),
                name="reading_free_has_days",
            ),
        ),
    ]
