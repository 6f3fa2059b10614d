"""No two Zeitfenster of one Serviceplatz overlap; an end of 00:00 is the midnight after."""

from datetime import time

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations, models

# An index can only hold what never changes: both functions depend on nothing but their arguments.
WEEKDAYS = """
CREATE FUNCTION kalender_weekdays(smallint[]) RETURNS int4multirange LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT range_agg(int4range(day, day + 1)) FROM unnest($1) AS day $$
"""
CLOCK = """
CREATE FUNCTION kalender_clock(time, time) RETURNS int4range LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT int4range(
  extract(epoch FROM $1)::int,
  CASE WHEN $2 = '00:00' THEN 86400 ELSE extract(epoch FROM $2)::int END) $$
"""


class Migration(migrations.Migration):
    dependencies = [("kalender", "0005_shares")]

    operations = [
        migrations.RunSQL(WEEKDAYS, "DROP FUNCTION kalender_weekdays(smallint[])"),
        migrations.RunSQL(CLOCK, "DROP FUNCTION kalender_clock(time, time)"),
        migrations.RemoveConstraint(model_name="zeitfenster", name="zeitfenster_ends_after_start"),
        migrations.AddConstraint(
            model_name="zeitfenster",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("starts")), ("ends", time(0)), _connector="OR"),
                name="zeitfenster_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="zeitfenster",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                ),
                name="zeitfenster_validity",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceplatz",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                ),
                name="serviceplatz_validity",
            ),
        ),
        migrations.AddConstraint(
            model_name="zeitfenster",
            constraint=ExclusionConstraint(
                name="zeitfenster_once_at_a_time",
                expressions=[
                    (
                        models.Func(
                            models.F("serviceplatz"),
                            models.F("serviceplatz"),
                            models.Value("[]"),
                            function="int8range",
                        ),
                        "&&",
                    ),
                    (
                        models.Func(models.F("valid_from"), models.F("valid_until"), function="daterange"),
                        "&&",
                    ),
                    (models.Func(models.F("weekdays"), function="kalender_weekdays"), "&&"),
                    (models.Func(models.F("starts"), models.F("ends"), function="kalender_clock"), "&&"),
                ],
            ),
        ),
    ]
