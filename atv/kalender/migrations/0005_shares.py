"""Shares of the channels; the horizon does not end before the first bookable day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kalender", "0004_supply_change")]

    operations = [
        migrations.AddField(
            model_name="kalender", name="share_sc", field=models.PositiveSmallIntegerField(default=100)
        ),
        migrations.AddField(
            model_name="kalender",
            name="share_eingangszone",
            field=models.PositiveSmallIntegerField(default=100),
        ),
        migrations.AddField(
            model_name="kalender", name="share_online", field=models.PositiveSmallIntegerField(default=100)
        ),
        migrations.AddField(
            model_name="kalender", name="share_relax_days", field=models.PositiveSmallIntegerField(default=1)
        ),
        migrations.AddConstraint(
            model_name="kalender",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("share_eingangszone__lte", 100), ("share_online__lte", 100), ("share_sc__lte", 100)
                ),
                name="kalender_shares",
            ),
        ),
        migrations.AddConstraint(
            model_name="kalender",
            constraint=models.CheckConstraint(
                condition=models.Q(("horizon_days__gte", models.F("lead_days"))), name="kalender_horizon"
            ),
        ),
    ]
