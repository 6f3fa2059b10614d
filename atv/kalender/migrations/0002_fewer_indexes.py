"""Bookings without the indexes of foreign keys that others cover or nobody looks into."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kalender", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="booking",
            name="kalender",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bookings",
                to="kalender.kalender",
            ),
        ),
        migrations.AlterField(
            model_name="booking",
            name="terminart",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kalender.terminart",
            ),
        ),
    ]
