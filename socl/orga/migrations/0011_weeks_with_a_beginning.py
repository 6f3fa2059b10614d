"""A week of opening hours begins on a day, and the one before it stays on record."""

from django.db import migrations, models
from django.db.models import Q

# What stood there so far has counted since ever. The way back keeps the week that counts today.
SINCE_EVER = "UPDATE orga_openinghours SET valid_from = '2000-01-01' WHERE weekday IS NOT NULL"
ONE_WEEK = """
    DELETE FROM orga_openinghours o WHERE o.weekday IS NOT NULL AND o.valid_from IS DISTINCT FROM (
        SELECT max(w.valid_from) FROM orga_openinghours w WHERE w.unit_id = o.unit_id AND w.valid_from <= CURRENT_DATE
    )
"""


class Migration(migrations.Migration):
    dependencies = [("orga", "0010_opening_hours")]

    operations = [
        migrations.AddField("openinghours", "valid_from", models.DateField(null=True)),
        migrations.RemoveConstraint("openinghours", "opening_hours_weekday_or_day"),
        migrations.RemoveConstraint("openinghours", "opening_hours_once"),
        migrations.RunSQL(SINCE_EVER, ONE_WEEK),
        migrations.AddConstraint(
            "openinghours",
            models.CheckConstraint(
                condition=Q(
                    weekday__isnull=False, weekday__gte=1, weekday__lte=7, valid_from__isnull=False, day=None
                )
                | Q(weekday=None, valid_from=None, day__isnull=False),
                name="opening_hours_weekday_or_day",
            ),
        ),
        migrations.AddConstraint(
            "openinghours",
            models.UniqueConstraint(
                fields=["unit", "valid_from", "weekday", "day", "starts"],
                nulls_distinct=False,
                name="opening_hours_once",
            ),
        ),
    ]
