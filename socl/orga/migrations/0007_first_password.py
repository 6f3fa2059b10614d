"""A first password must be changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orga", "0006_coordinator")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="must_change_password",
            field=models.BooleanField(default=False),
        ),
    ]
