import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The call that a requeued caller had before."""

    dependencies = [("rufkreis", "0008_call_number")]

    operations = [
        migrations.AddField(
            model_name="call",
            name="continues",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="continued_by",
                to="rufkreis.call",
            ),
        ),
    ]
