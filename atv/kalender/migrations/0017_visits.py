"""Calendars of Eingangszonen: people come, today already, and Terminarten of one calendar alone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kalender", "0016_booking_ahead"),
        ("orga", "0010_opening_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="booking",
            name="booking_has_reference_and_number",
        ),
        migrations.RemoveConstraint(
            model_name="kalender",
            name="kalender_from_the_next_day",
        ),
        migrations.AddField(
            model_name="booking",
            name="in_person",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="kalender",
            name="takes_visits",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="terminart",
            name="kalender",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="terminarten",
                to="kalender.kalender",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="kalender",
            constraint=models.CheckConstraint(
                condition=models.Q(("lead_days__gte", 1), ("takes_visits", True), _connector="OR"),
                name="kalender_from_the_next_day",
            ),
        ),
    ]
