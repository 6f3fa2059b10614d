"""A booking may be a restricted record (§ 35 (1) S. 3 SGB I)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kalender", "0013_feed")]
    operations = [
        migrations.AddField("booking", "restricted", models.BooleanField(default=False, db_default=False)),
    ]
