"""Nobody holds the same Dienstposten twice at a time."""

import django.contrib.postgres.constraints
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orga", "0004_clearance_four_eyes")]

    operations = [
        migrations.AddConstraint(
            model_name="dienstposten",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None), ("valid_until__gt", models.F("valid_from")), _connector="OR"
                ),
                name="dienstposten_validity",
            ),
        ),
        migrations.AddConstraint(
            model_name="dienstposten",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.F("person"), models.F("person"), models.Value("[]"), function="int8range"
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("unit"), models.F("unit"), models.Value("[]"), function="int8range"
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.Func(models.F("role"), models.Value(0), function="hashtextextended"),
                            models.Func(models.F("role"), models.Value(0), function="hashtextextended"),
                            models.Value("[]"),
                            function="int8range",
                        ),
                        "&&",
                    ),
                    (
                        models.Func(models.F("valid_from"), models.F("valid_until"), function="daterange"),
                        "&&",
                    ),
                ],
                name="dienstposten_once_at_a_time",
            ),
        ),
    ]
