"""Where the weekly digest of a region goes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rollout", "0005_switch"),
    ]

    operations = [
        migrations.AddField(
            model_name="waveregion",
            name="mailbox",
            field=models.EmailField(blank=True, max_length=254),
        ),
    ]
