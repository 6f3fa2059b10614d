"""A work order may be a restricted record (§ 35 (1) S. 3 SGB I)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("eakte", "0001_sonderpostkorb_and_orders")]
    operations = [
        migrations.AddField("workorder", "restricted", models.BooleanField(default=False, db_default=False)),
    ]
