"""A training has the day it is registered for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orga", "0002_role_agentur_lead")]

    operations = [
        migrations.AddField(
            model_name="training",
            name="planned_on",
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("planned_on", None), ("state", "angemeldet"), _negated=True),
                    models.Q(("planned_on__isnull", False), ("state", "vorgesehen"), _negated=True),
                ),
                name="training_planned_has_day",
            ),
        ),
    ]
