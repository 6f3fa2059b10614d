"""A Rückruf that keeps its time although nothing is open there any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kalender", "0006_zeitfenster_once")]

    operations = [
        migrations.AddField(model_name="booking", name="kept_at", field=models.DateTimeField(null=True)),
    ]
