"""Calls without the indexes of foreign keys that others cover or nobody looks into."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orga", "0001_initial"),
        ("rufkreis", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="call",
            name="agentur",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orga.unit",
            ),
        ),
        migrations.AlterField(
            model_name="call",
            name="pbx",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rufkreis.pbx",
            ),
        ),
        migrations.AlterField(
            model_name="call",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calls",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="call",
            name="region",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orga.unit"
            ),
        ),
        migrations.AlterField(
            model_name="call",
            name="rufkreis",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calls",
                to="rufkreis.rufkreis",
            ),
        ),
    ]
