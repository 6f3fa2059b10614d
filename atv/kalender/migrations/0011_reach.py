"""Where a Rückruf goes when the responsible team has nothing soon: to a sister team that helps."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kalender", "0010_worked_by_and_follows"), ("orga", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="kalender",
            name="reach_working_days",
            field=models.PositiveSmallIntegerField(default=5),
        ),
        migrations.AddField(
            model_name="kalender",
            name="helps_sisters",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="booking",
            name="for_team",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orga.unit",
            ),
        ),
    ]
