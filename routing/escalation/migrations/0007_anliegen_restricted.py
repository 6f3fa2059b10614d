"""An Anliegen may be a restricted record (§ 35 (1) S. 3 SGB I)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("escalation", "0006_figure_cell")]
    operations = [
        migrations.AddField("anliegen", "restricted", models.BooleanField(default=False, db_default=False)),
    ]
