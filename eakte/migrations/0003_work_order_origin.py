"""What a work order follows from, once: the end of a Rückruf."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("eakte", "0002_work_order_restricted")]
    operations = [
        migrations.AddField("workorder", "origin", models.CharField(max_length=60, null=True, unique=True)),
    ]
