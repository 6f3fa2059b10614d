from django.db import migrations, models


class Migration(migrations.Migration):
    """Priority of a Rufkreis, frozen into each call when it comes."""

    dependencies = [("rufkreis", "0006_opening_hours")]

    operations = [
        migrations.AddField(
            model_name="rufkreis",
            name="priority",
            field=models.PositiveSmallIntegerField(choices=[(0, "wie alle"), (1, "Vorrang")], default=0),
        ),
        migrations.AddField(
            model_name="call", name="priority", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddConstraint(
            model_name="rufkreis",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__in", [0, 1])), name="rufkreis_priority"
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__in", [0, 1])), name="call_priority"
            ),
        ),
    ]
